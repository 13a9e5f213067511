"""Commands that show or hand out: serve, template.

Belongs here: arguments and words of these commands. Does not belong here: the site.
"""

from pathlib import Path

import click

from pipelines.console import refuse, say

LOOPBACK = "127.0.0.1"


@click.command("serve")
@click.option("--port", default=8000, show_default=True, help="端口；0 为任意空闲端口。")
def serve_command(port: int) -> None:
    """在本机查看公开文件夹（只绑定 127.0.0.1）。按 Ctrl-C 结束。"""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    from pipelines.session import open_session

    public = open_session().store.public
    if not (public / "index.html").exists():
        refuse("还没有发布过任何内容。")
    handler = partial(SimpleHTTPRequestHandler, directory=str(public))
    with ThreadingHTTPServer((LOOPBACK, port), handler) as server:
        say(f"http://{LOOPBACK}:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("已结束。")


@click.command("template")
@click.argument("dataset")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="写到哪里。")
def template_command(dataset: str, output: Path) -> None:
    """某个数据集的官方模板（尚未提供）。"""
    refuse(f"模板尚未提供（{dataset} → {output.name}）。现在请照 docs/ 里数据字典的列名制表。")


COMMANDS = (serve_command, template_command)
