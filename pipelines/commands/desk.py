"""The command desk: files for whoever works in the Dagster UI; 文件台.

Belongs here: arguments and words. Does not belong here: what is served (pipelines/desk.py).
"""

import click

from pipelines.console import refuse, say

PORT = 8001
LOOPBACK = "127.0.0.1"


@click.command("desk")
@click.option("--port", default=PORT, show_default=True, help="端口；0 为任意空闲端口。")
@click.option(
    "--host", default=LOOPBACK, show_default=True, help="只在容器里改：端口仍要只对本机开放。"
)
@click.option("--with-parent", is_flag=True, hidden=True)
def desk_command(port: int, host: str, with_parent: bool) -> None:
    """在本机查看退回的表、审阅材料和网站（默认只绑定 127.0.0.1，只读）。按 Ctrl-C 结束。"""
    import signal
    import sys
    from threading import Thread

    from pipelines.desk import DeskServer
    from pipelines.session import open_session

    store = open_session().store
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server = DeskServer(store, port, host)
    except OSError as error:
        refuse(f"端口 {port} 用不了：{error.strerror}。请用 --port 换一个。")
    with server:
        say(f"http://{host}:{server.server_port}/")
        if with_parent:
            # Standard input is a pipe from whoever started this: it ends when that process does.
            Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("已结束。")


COMMANDS = (desk_command,)
