"""Logs as JSON lines, without anything personal, for the command line and Dagster's programs; 日志.

Belongs here: the form of a line, masking, and switching it on. Does not belong here: what is
logged, and keeping or rotating it: lines go to stderr, and whatever collects them does the rest.

MINGZHANG_LOG=json switches it on. Masking of Dagster's programs is on whatever the form: what a
table holds can reach a log through the text of an error.
"""

import io
import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

VARIABLE, JSON = "MINGZHANG_LOG", "json"
NAME = "mingzhang"
LEVELS = {0: logging.INFO, 2: logging.WARNING}


def wants_json(environment: Mapping[str, str]) -> bool:
    """True if logs are to be JSON lines."""
    return environment.get(VARIABLE, "").lower() == JSON


def masked(text: str) -> str:
    """A text with everything personal masked."""
    from expectations.privacy.detecting import without_values

    return without_values(text)


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, process, message, and what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": masked(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def json_handler(stream: TextIO) -> logging.Handler:
    """A handler that writes JSON lines to a stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    return handler


class Lines(io.TextIOBase):
    """A stream whose lines become log lines: what any library writes to stderr is one too."""

    def __init__(self, log: logging.Logger) -> None:
        super().__init__()
        self._log = log
        self._left = ""

    def write(self, text: str) -> int:
        """Log every whole line; the rest waits for its end."""
        *whole, self._left = (self._left + text).split("\n")
        for line in whole:
            if line.strip():
                self._log.info(line)
        return len(text)

    def flush(self) -> None:
        """Nothing to do: a line is written when it is whole."""

    def close(self) -> None:
        """Log what has no end."""
        if self._left.strip():
            self.write("\n")
        super().close()


@contextmanager
def command_log(environment: Mapping[str, str], command: str) -> Iterator[logging.Logger | None]:
    """The log of one command while it runs; None where people read stderr.

    Arguments are not logged: reasons and names stand in them.
    """
    if not wants_json(environment):
        yield None
        return
    log, root, stderr = logging.getLogger(NAME), logging.getLogger(), sys.stderr
    before, handler = (root.handlers, log.level), json_handler(stderr)
    root.handlers = [handler]
    log.setLevel(logging.INFO)
    lines, start, status = Lines(log), time.monotonic(), 0
    sys.stderr = lines
    try:
        yield log
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        raise
    finally:
        lines.close()
        sys.stderr = stderr
        fields = {"command": command, "status": status,
                  "seconds": round(time.monotonic() - start, 3)}  # fmt: skip
        level = LEVELS.get(status, logging.ERROR)
        log.log(level, f"mingzhang {command}", extra={"fields": fields})
        root.handlers = before[0]
        log.setLevel(before[1])


def mask_records() -> None:
    """From now on no log record of this process holds anything personal, whoever formats it."""
    logging.setLogRecordFactory(_masked_record)


def _masked_record(*values: Any, **options: Any) -> logging.LogRecord:
    record = logging.LogRecord(*values, **options)
    try:
        text = record.getMessage()
    except (TypeError, ValueError):
        return record  # the handler will complain of its arguments, in its own way
    if record.exc_info and record.exc_info[0] is not None:
        text = f"{text}\n{''.join(traceback.format_exception(*record.exc_info)).rstrip()}"
        record.exc_info = None
    record.msg, record.args = masked(text), None
    return record
