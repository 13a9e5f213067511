"""What deploy/container/compose.yaml starts, started without containers: the same command lines."""

import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT
from typing import Any

import yaml
from server_kit import ROOT, free_port, is_open, wait_for
from services_kit import SCRIPTS, child

CONTAINER = ROOT / "deploy" / "container"
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
START_SECONDS = 180
# Behind which port of this machine each service stands, by the file.
PORTS = {"webserver": 3000, "viewer": 3002, "desk": 8001, "code": 4266}


def settings_behind_a_proxy() -> dict[str, str]:
    """The sample of the settings with the lines for a proxy taken in."""
    text = (CONTAINER / "settings.env.sample").read_text(encoding="utf-8")
    return dict(re.findall(r"^#?([A-Z_]+)=(\S*)$", text, re.MULTILINE))


def filled(text: str, settings: Mapping[str, str]) -> str:
    """A text with its variables, as compose fills them in."""
    return VARIABLE.sub(lambda found: settings.get(found[1]) or (found[3] or ""), text)


def services() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((CONTAINER / "compose.yaml").read_text(encoding="utf-8"))["services"]


@dataclass(frozen=True)
class Composed:
    """A home, and the ports of this machine in place of those that containers open."""

    home: Path
    folder: Path
    settings: Mapping[str, str]
    ports: Mapping[str, int] = field(default_factory=lambda: {one: free_port() for one in PORTS})

    def command(self, name: str) -> list[str]:
        """A service's command, on loopback, with the programs of this environment."""
        ours = {str(PORTS[one]): str(port) for one, port in self.ports.items()}
        ours |= {"0.0.0.0": "127.0.0.1", "python": sys.executable}
        ours |= {"mingzhang": str(SCRIPTS / "mingzhang")} if name == "desk" else {}
        ours |= {"deploy/container/workspace.yaml": str(self.workspace())}
        words = [filled(word, self.settings) for word in services()[name]["command"]]
        return [ours.get(word, word) for word in words]

    def workspace(self) -> Path:
        text = (CONTAINER / "workspace.yaml").read_text(encoding="utf-8")
        made = self.folder / "workspace.yaml"
        assert "host: code\n      port: 4266" in text
        text = text.replace("host: code", "host: 127.0.0.1")
        made.write_text(text.replace("4266", str(self.ports["code"])), encoding="utf-8")
        return made

    def environment(self, name: str) -> dict[str, str]:
        """What a service is told; runs are kept in SQLite here, as PostgreSQL has its own test."""
        told = services()[name]["environment"]
        known = {key: filled(word, self.settings) for key, word in told.items()}
        own = {key: word for key, word in known.items() if "POSTGRES" not in key}
        places = {"MINGZHANG_HOME": str(self.home), "DAGSTER_HOME": str(self.home / "dagster")}
        return {**own, **places, "DAGSTER_DISABLE_TELEMETRY": "yes"}


@contextmanager
def composed(office: Composed, *names: str) -> Iterator[None]:
    """Services that run, the code server first, as the others wait for it."""
    with ExitStack() as stack:
        for name in ("code", *names):
            assert services()[name]["stop_signal"] == SIGINT.name
            log = office.folder / f"{name}.log"
            stack.enter_context(child(office.command(name), office.environment(name), log, SIGINT))
            if name == "code":
                wait_for_port(office, name)
        for name in names:
            wait_for_port(office, name)
        yield


def wait_for_port(office: Composed, name: str) -> None:
    what = shlex.join(office.command(name))
    wait_for(what, START_SECONDS, lambda: is_open(office.ports[name]))
