"""The nightly run: waits while sign-offs are missing, publishes when they are there, then rests."""

from assets.store import Store
from outputs.chain import read_links
from outputs.verify import verify_public
from pipelines.demo import sign_all
from sources.office import load_office


def releases(store: Store) -> list[str]:
    return [link.version for link in read_links(store.public)]


def released(result) -> bool:
    return any(
        event.is_step_materialization and event.asset_key.to_user_string() == "release"
        for event in result.all_events
    )


def test_an_unsigned_candidate_waits(waiting, run):
    result = run(waiting, "nightly")
    assert result.success
    assert not released(result)
    assert not [path for path in waiting.public.rglob("*") if path.is_file()]


def test_a_signed_candidate_is_published_once(waiting, run):
    sign_all(waiting, load_office(waiting.office))
    first = run(waiting, "nightly")
    assert first.success
    assert released(first)
    assert len(releases(waiting)) == 1
    assert list(verify_public(waiting.public, waiting.allowed_signers)) == []
    again = run(waiting, "nightly")
    assert again.success
    assert not released(again)
    assert len(releases(waiting)) == 1


def test_an_empty_home_has_a_quiet_night(home, run):
    result = run(home, "nightly")
    assert result.success
    assert not released(result)
