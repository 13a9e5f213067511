"""Dagster's own programs as services: `python -m pipelines.service daemon|webserver|code|ui …`.

Belongs here: running one of them as a child and passing on what it says, masked, as JSON lines if
MINGZHANG_LOG=json. Does not belong here: their options, and units of the system (deploy). Its code
servers and runs write through their own loggers or none; so every line is taken where all of them
meet, at the end of the pipe.
"""

import json
import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from assets.store import Store, store_from
from pipelines.logs import masked, wants_json
from pipelines.runs_seen import SETTINGS, dagster_folder, has_dagster, is_elsewhere

BIN = Path(sys.executable).parent
PROGRAMS = {
    "daemon": (str(BIN / "dagster-daemon"), "run"),
    "webserver": (str(BIN / "dagster-webserver"),),
    # Not `code-server start`: that outlives the process in which it keeps the code, and answers
    # every question with an error from then on. This one is that process, and is started anew.
    "code": (str(BIN / "dagster"), "api", "grpc"),
    "ui": (sys.executable, "-m", "dagster", "dev"),
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# 2026-11-30 23:36:55 +0000 - dagster.code_server - INFO - Starting …
SAID = re.compile(r"^\d{4}-\d\d-\d\d \S+(?: \S+)? - (?P<logger>\S+) - (?P<level>[A-Z]+) - ")


def main() -> None:
    """Run one of Dagster's programs until it ends; its exit status is ours."""
    name, *options = sys.argv[1:] or [""]
    if name not in PROGRAMS:
        sys.exit(f"use: python -m pipelines.service {'|'.join(PROGRAMS)} [OPTION…]")
    make_records(store_from(os.environ))
    as_json = wants_json(os.environ)
    form = ["--log-format", "json"] if as_json else []
    sys.exit(relay(name, [*PROGRAMS[name], *form, *options], as_json=as_json))


def make_records(store: Store) -> None:
    """Let one process alone make the files in which Dagster keeps the runs of a new home.

    Services that begin together would make them together: then SQLite's table of versions has two
    heads, and no service starts ever again.
    """
    if is_elsewhere(store) or not (dagster_folder(store) / SETTINGS).is_file():
        return
    with store.lock("records"):
        if not has_dagster(store):
            make = [str(BIN / "dagster"), "instance", "info"]
            subprocess.run(make, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 fixed words


def relay(name: str, command: list[str], *, as_json: bool) -> int:
    """Start a program, pass on signals and lines, give back its exit status.

    It gets a session of its own, so that a Ctrl-C reaches it once, through us.
    """
    with subprocess.Popen(  # noqa: S603 one of PROGRAMS
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as process:

        def pass_on(number: int, _: FrameType | None) -> None:
            process.send_signal(number)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, pass_on)
        for raw in process.stdout or ():
            text = raw.decode(errors="replace").rstrip()
            if line := line_of(name, text) if as_json else masked(text):
                sys.stderr.write(f"{line}\n")
                sys.stderr.flush()
    return process.returncode


def line_of(name: str, text: str) -> str:
    """A line as one JSON object, masked; "" for a blank one. What is one already stays one."""
    plain = masked(COLOUR.sub("", text))
    if not plain.strip() or _is_object(plain):
        return plain.strip()
    found = SAID.match(plain)
    line = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "level": found["level"] if found else "INFO",
        "logger": found["logger"] if found else name,
        "message": plain[found.end() :] if found else plain,
    }
    return json.dumps(line, ensure_ascii=False)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


if __name__ == "__main__":
    main()
