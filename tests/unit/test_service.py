"""Services that begin together on a new home find one whole set of Dagster's files."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from assets.store import Store
from pipelines import service
from pipelines.home import prepare_home
from pipelines.service import make_records


@pytest.fixture
def store(tmp_path, monkeypatch):
    made = Store(tmp_path / "home")
    monkeypatch.setenv("DAGSTER_HOME", str(made.dagster))
    for name in ("HOST", "PORT", "USER", "PASSWORD", "DATABASE"):
        monkeypatch.delenv(f"MINGZHANG_POSTGRES_{name}", raising=False)
    prepare_home(made)
    return made


def test_one_of_them_makes_the_files_and_the_others_wait(store, monkeypatch):
    calls = []
    run = service.subprocess.run
    monkeypatch.setattr(
        service.subprocess, "run", lambda *words, **more: calls.append(words) or run(*words, **more)
    )
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make_records, [store] * 4))
    assert len(calls) == 1
    files = sorted(store.dagster.rglob("*.db"), key=lambda path: path.name)
    assert [path.name for path in files] == ["index.db", "runs.db", "schedules.db"]
    for path in files:
        with sqlite3.connect(path) as records:
            assert len(records.execute("SELECT * FROM alembic_version").fetchall()) == 1


def test_nothing_is_made_where_a_database_or_nobody_was_named(store, monkeypatch):
    settings = store.dagster / "dagster.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}storage: {{postgres: {{}}}}\n", encoding="utf-8")
    make_records(store)
    settings.unlink()
    make_records(store)
    assert not list(store.dagster.rglob("*.db"))
