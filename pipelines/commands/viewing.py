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
    import signal
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    from pipelines.session import open_session

    public = open_session().store.public
    if not (public / "index.html").exists():
        refuse("还没有发布过任何内容。")
    handler = partial(SimpleHTTPRequestHandler, directory=str(public))
    # A parent that ignores SIGTERM hands that down; a server must stop when told to.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ThreadingHTTPServer((LOOPBACK, port), handler) as server:
        say(f"http://{LOOPBACK}:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("已结束。")


@click.command("template")
@click.argument("dataset")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="写到哪里。")
@click.option("--year", type=click.IntRange(1980, 2100), help="年度列用哪一年；默认今年。")
def template_command(dataset: str, output: Path, year: int | None) -> None:
    """某个数据集的官方模板：照它填好的表一定认得出。"""
    from assets.receipts import now_in_china
    from sources.contract import load_contracts
    from sources.template import write_template

    contracts = load_contracts()
    if dataset not in contracts:
        known = [f"  {one.dataset}  {one.title}" for one in contracts.values() if not one.is_joined]
        refuse(f"没有数据集“{dataset}”。现有：", *known)
    if contracts[dataset].is_joined:
        parts = [f"  {part}  {contracts[part].title}" for part in contracts[dataset].joins]
        refuse(
            f"“{contracts[dataset].title}”由下列数据集合成，不另行报送，没有模板。请用：", *parts
        )
    if output.suffix.lower() != ".xlsx":
        refuse(f"模板是 Excel 文件，文件名请以 .xlsx 结尾（现在是“{output.name}”）。")
    if output.exists():
        refuse(f"已有文件 {output}，不覆盖；请换一个名字。")
    if not output.parent.is_dir():
        refuse(f"没有文件夹 {output.parent}。")
    write_template(contracts[dataset], output, year or now_in_china().year)
    say(f"已写好“{contracts[dataset].title}”的模板：{output}")


COMMANDS = (serve_command, template_command)
