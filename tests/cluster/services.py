"""What a cluster needs to be there: its programs, and a real Redis on loopback."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from postgres_kit import PASSWORD, initdb
from server_kit import ROOT, free_port, need, running


def need_cluster() -> None:
    need(
        {
            "postgresql": initdb(),
            "redis-server": shutil.which("redis-server"),
            "dagster-celery (make server-setup)": find_spec("dagster_celery"),
            "dagster-postgres (make server-setup)": find_spec("dagster_postgres"),
        }
    )


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A new Redis with the deployed settings, as its address."""
    port = free_port()
    text = (ROOT / "deploy" / "cluster" / "celery" / "redis.conf").read_text(encoding="utf-8")
    for word, value in (
        ("bind 10.0.0.10 127.0.0.1", "bind 127.0.0.1"),
        ("port 6379", f"port {port}"),
        ("CHANGE-ME", PASSWORD),
        ("appendonly yes", f'appendonly no\nsave ""\ndir {folder}'),
    ):
        assert word in text
        text = text.replace(word, value)
    settings = folder / "redis.conf"
    settings.write_text(text, encoding="utf-8")
    with running(["redis-server", str(settings)], port, folder / "redis.log"):
        yield f"redis://mingzhang:{PASSWORD}@127.0.0.1:{port}/0"
