"""Logs are JSON lines, hold nothing personal, and leave the answer of a command alone."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from home_kit import open_home

from assets.keeping.stamp import CURRENT, write_stamp
from pipelines.logs import mask_records
from pipelines.service import line_of

ROOT = Path(__file__).parents[2]
MOBILE, MASKED = "13812345678", "138****5678"


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


def command(store, *words, **more):
    environment = {
        **os.environ, "MINGZHANG_HOME": str(store.home), "PYTHONPATH": str(ROOT),
        "MINGZHANG_LOG": "json", **more,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *words],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_command_logs_its_end_and_answers_on_stdout(store):
    done = command(store, "status", "--json")
    assert json.loads(done.stdout)["units"]
    (end,) = lines(done.stderr)
    assert (end["command"], end["status"], end["level"]) == ("status", 0, "INFO")
    assert end["seconds"] > 0


def test_a_refusal_is_told_in_lines_and_its_arguments_are_not(store):
    done = command(store, "submit", str(store.office), "--unit", MOBILE, "--period", "2019-01")
    assert done.returncode == 2
    *said, end = lines(done.stderr)
    assert any("没有登记" in line["message"] for line in said)
    assert (end["command"], end["status"], end["level"]) == ("submit", 2, "WARNING")
    assert MOBILE not in done.stderr
    assert MASKED in done.stderr


def test_our_own_failure_is_one_line_with_its_traceback(store):
    write_stamp(store, CURRENT)
    store.receipts.parent.mkdir()
    store.receipts.write_text(f"{MOBILE}\n", encoding="utf-8")
    done = command(store, "status")
    assert done.returncode == 1
    *_, failure, end = lines(done.stderr)
    assert failure["level"] == "ERROR"
    assert "Traceback" in failure["error"]
    assert (end["status"], end["level"]) == (1, "ERROR")
    assert MOBILE not in done.stderr


def test_without_the_variable_people_read_text(store):
    done = command(store, "publish", MINGZHANG_LOG="")
    assert done.returncode == 2
    assert done.stderr.startswith("现在没有待签批的候选稿")


@pytest.fixture
def masking():
    before = logging.getLogRecordFactory()
    mask_records()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.usefixtures("masking")
def test_a_record_is_masked_whoever_formats_it(caplog):
    log = logging.getLogger("somebody")
    log.warning("call %s", MOBILE)
    try:
        int(f"{MOBILE}号")
    except ValueError:
        log.exception("it broke")
    assert MOBILE not in caplog.text
    assert f"call {MASKED}" in caplog.text
    assert f"'{MASKED}号'" in caplog.text


def test_a_line_of_dagster_becomes_json_whatever_it_was():
    coloured = (
        "\x1b[32m2026-11-30 23:36:55 +0000\x1b[0m - dagster.daemon - \x1b[34mERROR\x1b[0m - x"
    )
    made = json.loads(line_of("daemon", coloured))
    assert (made["logger"], made["level"], made["message"]) == ("dagster.daemon", "ERROR", "x")
    plain = json.loads(line_of("webserver", f"call {MOBILE}"))
    assert (plain["logger"], plain["level"]) == ("webserver", "INFO")
    assert plain["message"] == f"call {MASKED}"
    kept = line_of("daemon", json.dumps({"event": f"call {MOBILE}", "level": "info"}))
    assert json.loads(kept) == {"event": f"call {MASKED}", "level": "info"}
    assert line_of("daemon", "  \x1b[0m ") == ""
