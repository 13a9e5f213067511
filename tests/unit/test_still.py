"""Holding a home still: all locks that the code takes, or none."""

import ast
from pathlib import Path

import pytest
from filelock import FileLock

import assets
from assets.keeping.still import BusyError, everything_still
from assets.store import LOCKS, Store


def names_of_locks():
    store = Path(assets.__file__).with_name("store.py")  # it names the locks of single readings
    for path in sorted(set(Path(assets.__file__).parent.rglob("*.py")) - {store}):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == "lock" and node.args:
                yield ast.literal_eval(node.args[0])


def test_every_lock_that_is_taken_anywhere_is_held():
    assert set(names_of_locks()) == set(LOCKS)


@pytest.mark.parametrize("name", ["settle", "signing", "publishing"])
def test_one_busy_lock_is_waited_for_and_no_other_is_held(tmp_path, name):
    store = Store(tmp_path)
    paths = {"signing": store.signing_lock, "publishing": store.publishing_lock}
    path = paths.get(name, store.lock_file("settle"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path), pytest.raises(BusyError), everything_still(store, 0):
        pass
    with everything_still(store, 0):
        for held in (*map(store.lock_file, LOCKS), *paths.values()):
            with pytest.raises(TimeoutError):
                FileLock(held).acquire(timeout=0)


def test_publishers_and_signers_use_the_locks_that_are_held(tmp_path):
    """The paths are said once here and once where they are taken; both must be the same."""
    from expectations.signing import LOCK
    from outputs.finishing import PublishRefused, alone

    store = Store(tmp_path)
    assert store.signing_lock == store.signoffs / LOCK
    with everything_still(store, 0), pytest.raises(PublishRefused), alone(store.public):
        pass
