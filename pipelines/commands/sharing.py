"""Commands about data homes that several machines share: check-store, mirror; 共享目录和副本.

Belongs here: arguments and words. Does not belong here: the trials and copying (assets/sharing).
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.intake import JSON
from pipelines.console import answer, progress, refuse, say, table

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem


@click.command("check-store")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--machines",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="几台机器一起查：两分钟内在每一台上都运行这个命令。",
)
@JSON
def check_store_command(folder: Path | None, machines: int, as_json: bool) -> None:
    """查一个目录（默认数据目录）能不能几台机器共用：锁、替换、搬动是否可靠。查完不留东西。"""
    from assets.sharing.checking import check_folder
    from assets.store import store_from

    place = folder or store_from(os.environ).home
    if not place.is_dir():
        refuse(f"{place} 不是文件夹，或没有挂载。")
    try:
        trials = check_folder(place, machines)
    except TimeoutError as late:
        refuse(f"等了两分钟，机器没有到齐（{late}）。请同时在每一台上运行。")
    if as_json:
        answer(
            {"folder": str(place), "machines": machines, "trials": [vars(one) for one in trials]}
        )
    else:
        marks = [("通过" if one.kept else "不行", one.words, one.fault) for one in trials]
        table(("结果", "要求", "看到的"), marks)
    broken = [f"{one.words}：{one.fault}" for one in trials if not one.kept]
    if broken:
        refuse(f"{place} 不能作共用的数据目录：", *broken)
    if not as_json:
        say(f"{place} 可以共用。")


@click.command("mirror")
@click.argument("what", type=click.Choice(["public", "archive", "candidates"]))
@click.argument("place", metavar="BUCKET/前缀")
@click.option("--endpoint", help="S3 兼容存储的地址，如 https://oss.example.cn；不写则为 AWS。")
@click.option("--region", default="us-east-1", show_default=True, help="存储所在区域。")
@click.option("--all", "all_again", is_flag=True, help="已有的副本也全部读回来再核对一遍。")
@JSON
def mirror_command(
    what: str, place: str, endpoint: str | None, region: str, *, all_again: bool, as_json: bool
) -> None:
    """把 public、archive 或 candidates 复制到 S3 兼容的对象存储，逐个读回核对指纹。

    密钥放在环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY 里。archive 和 candidates 里有
    个人信息，只能放进不公开的桶。
    """
    from assets.sharing.bucket import Mirror, MirrorError, mirror
    from pipelines.session import open_session

    store = open_session().store
    folder = {"public": store.public, "candidates": store.candidates}.get(
        what, store.receipts.parent
    )
    one = Mirror(folder, bucket_storage(endpoint, region), place.strip("/"), exact=what == "public")
    try:
        with store.lock(f"mirror-{what}"), progress("复制", quiet=as_json) as step:
            done = mirror(one, step, all_again=all_again)
    except (MirrorError, OSError) as error:
        refuse(f"没有复制完，再运行一次会接着做：{error}")
    if as_json:
        answer({"sent": list(done.sent), "gone": list(done.gone), "kept": done.kept})
    else:
        say(f"新传 {len(done.sent)}，删去 {len(done.gone)}，原有 {done.kept}；副本都与原件相同。")


def bucket_storage(endpoint: str | None, region: str) -> "FileSystem":
    """The storage at an address, with the keys of the environment. Refuses without them."""
    from pyarrow.fs import S3FileSystem

    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        refuse(f"没有对象存储的密钥，请设环境变量 {'、'.join(missing)}。")
    key, secret = (os.environ[name] for name in names)
    return S3FileSystem(
        access_key=key, secret_key=secret, endpoint_override=endpoint, region=region
    )


COMMANDS = (check_store_command, mirror_command)
