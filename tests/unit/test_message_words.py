"""The words of messages: no person in any, short enough for a robot, one for each kind."""

import pytest
from message_kit import FRAME, LINE, MOBILE, Post, message_home, receive, tell

from outputs.messages.wording import LONGEST, PersonalDataError, message
from sources.contract import load_contracts
from sources.message_kinds import AUDIENCES, KIND_WORDS


@pytest.fixture
def store(tmp_path):
    return message_home(tmp_path / "home")


def test_a_message_with_anything_personal_is_not_sent_and_the_analyst_is_told(store):
    text = store.office.read_text(encoding="utf-8")
    store.office.write_text(text.replace("铜川市耀州区", f"耀州区 {MOBILE}"), encoding="utf-8")
    receive(store)
    post = Post()
    done = tell(store, post)
    assert {why for _, why in done.refused} == {"mobile"}
    tell(store, post)
    assert [words.title for _, words in post.sent] == ["【明账】消息被隐私审查拦下：2 条"]
    assert MOBILE not in store.messages.read_text(encoding="utf-8")
    assert not any(MOBILE in words.text for _, words in post.sent)


@pytest.mark.parametrize(
    "value", [MOBILE, "610204199001011234", "张三，肺癌", "someone@example.org"]
)
@pytest.mark.parametrize("kind", KIND_WORDS)
def test_no_kind_of_message_lets_personal_data_pass(kind, value):
    frame, line = dict.fromkeys(FRAME, "示例"), dict.fromkeys(LINE, "示例")
    message(kind, frame, [line])
    with pytest.raises(PersonalDataError) as held:
        message(kind, {**frame, "office": value}, [line])
    assert value not in str(held.value)


@pytest.mark.parametrize("kind", KIND_WORDS)
def test_the_longest_message_fits_a_robot_and_says_what_it_leaves_out(kind):
    frame = dict.fromkeys(FRAME, "很长的名称" * 8)
    made = message(kind, frame, [dict.fromkeys(LINE, "一二三四五六七八九十")] * 500)
    assert len(made.text.encode()) <= LONGEST
    assert made.title.startswith("【明账】")
    assert "\n" not in made.title
    if "·" in made.body:
        shown = made.body.count("·")
        assert f"另有 {500 - shown} 件" in made.body


def test_the_names_of_all_datasets_pass_the_guard():
    for contract in load_contracts().values():
        line = {"dataset": contract.title, "state": "逾期未报"}
        message("late", dict.fromkeys(FRAME, "示例"), [line])


def test_every_kind_has_words_and_an_audience():
    assert set(KIND_WORDS) == set(AUDIENCES)
