"""`make ui`: the Dagster webserver and daemon on loopback, storage in the data home.

Belongs here: the settings with which they start, also for a webserver behind a proxy. Does not
belong here: a real installation's services (deploy/).
"""

import os
import subprocess
import sys
from pathlib import Path

import click

import pipelines
from assets.receipts import now_in_china
from assets.store import HOME_VARIABLE, Store, store_from
from pipelines.commands.desk import PORT as DESK_PORT
from pipelines.console import refuse
from pipelines.desk import DESK_VARIABLE, LOOPBACK
from pipelines.home import prepare_home
from pipelines.logs import wants_json

PORT = 3000
WORKSPACE = Path(pipelines.__file__).parent.parent / "workspace.yaml"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("port", type=int, default=PORT)
@click.option("--desk-port", default=DESK_PORT, show_default=True, help="文件台的端口；0 为不要。")
@click.option("--webserver", is_flag=True, help="只启动网页，不启动守护进程和文件台。")
@click.option("--read-only", is_flag=True, help="只启动网页，只能看，不能启动任何运行。")
@click.option("--path-prefix", default="", help="只启动网页，在代理的这个路径下，如 /dagster。")
def main(
    port: int,
    desk_port: int,
    webserver: bool,
    read_only: bool,
    path_prefix: str,
) -> None:
    """分析界面（只绑定 127.0.0.1，没有登录：给别人看要放在有登录的代理后面）。"""
    store = store_from(os.environ)
    prepare_home(store)
    environment = {
        **os.environ,
        HOME_VARIABLE: str(store.home),
        "DAGSTER_HOME": str(store.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    if webserver or read_only or path_prefix:
        command = webserver_command(read_only=read_only, path_prefix=path_prefix)
    else:
        catch_up(store)
        command = ["pipelines.service", "ui"] if wants_json(os.environ) else ["dagster", "dev"]
        environment |= start_desk(desk_port, environment) if desk_port else {}
    command += ["--workspace", str(WORKSPACE), "--host", LOOPBACK, "--port", str(port)]
    run = [sys.executable, "-m", *command]
    os.execve(sys.executable, run, environment)  # noqa: S606 our own interpreter


def webserver_command(*, read_only: bool, path_prefix: str) -> list[str]:
    """The webserver alone, as it stands behind a proxy."""
    as_json = wants_json(os.environ)
    command = ["pipelines.service", "webserver"] if as_json else ["dagster_webserver"]
    command += ["--read-only"] if read_only else []
    return command + (["--path-prefix", path_prefix] if path_prefix else [])


def start_desk(port: int, environment: dict[str, str]) -> dict[str, str]:
    """Start the desk beside the UI; the setting by which runs link to it.

    The desk ends with the pipe to it. Only this process holds the other end, also after it has
    become Dagster, so the desk ends with it in whatever way that happens.
    """
    command = [sys.executable, "-m", "pipelines.cli", "desk", "--port", str(port), "--with-parent"]
    desk = subprocess.Popen(  # noqa: S603 our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    )
    if desk.stdin is None or desk.stdout is None:
        raise TypeError("the desk was started without pipes")
    address = desk.stdout.readline().strip()
    if not address:
        refuse(f"文件台没有启动。端口 {port} 被占用时，用 --desk-port 换一个，或用 0 不启动它。")
    os.set_inheritable(desk.stdin.fileno(), True)
    return {DESK_VARIABLE: environment.get(DESK_VARIABLE) or address}


def catch_up(store: Store) -> None:
    """Let nothing wait for a time that a wrong clock has noted."""
    import dagster as dg

    from assets.graph.night_runs import forget_future

    with dg.DagsterInstance.from_config(str(store.dagster)) as instance:
        forget_future(instance, now_in_china())


if __name__ == "__main__":
    main()
