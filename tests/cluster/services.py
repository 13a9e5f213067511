"""What a cluster needs to be there: its programs, a real Redis, a real RabbitMQ on loopback."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from postgres_kit import PASSWORD, as_user, initdb
from server_kit import ROOT, free_port, need, running

# Debian keeps the server itself off the PATH, and a wrapper on it that starts the system's own.
RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


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


@contextmanager
def rabbit() -> Iterator[str]:
    """A new RabbitMQ on loopback, with a name service of Erlang of its own, as its address."""
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-rabbit-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "rabbitmq", "rabbitmq")
    port, names = free_port(), free_port()
    environment = {
        **os.environ,
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(names),
        "RABBITMQ_NODENAME": "mingzhang@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(folder),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
    }
    server = as_user("rabbitmq", str(RABBIT))
    try:
        with (
            running(
                ["epmd", "-address", "127.0.0.1", "-port", str(names)], names, folder / "names"
            ),
            running(server, port, folder / "log", environment),
        ):
            yield f"pyamqp://guest:guest@127.0.0.1:{port}//"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
