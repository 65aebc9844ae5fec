"""Every line of the corpus is what `README.md` says: readings that are requests, families on their side, own wordings."""

import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256

import pytest

from backend.core.types import JsonObject
from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.record.questions.schemas import RecordQuery
from tests.corpus.care_messages import care_messages
from tests.corpus.corpus_lines import SIDES, CorpusLine, corpus_lines
from tests.corpus.expectations import BESIDE_A_REQUEST, REQUEST

GUARDS = frozenset({"self_harm", "market_abuse"})
MESSAGES_OF_A_FAMILY = range(1, 6)
TURNS_OF_A_DIALOGUE = range(4, 13)
NAMES = re.compile(
    r"\b(?:m?es|m?nq|m?cl|m?gc|6e|z[bncsw]|eurusd|gbpusd|gbpjpy|usdjpy|btcusdt|ethusdt|aapl|tsla|nvda|amd|spy"
    r"|(?:mon|tues|wednes|thurs|fri)days?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\b"
)

LINES = corpus_lines()
MESSAGES = [line for line in LINES if not line.is_dialogue]
DIALOGUES = [line for line in LINES if line.is_dialogue]


def check_expectation(expectation: JsonObject) -> None:
    """Refuse a reading that is no request."""
    for other in expectation.get("or", []):
        check_expectation(other)
    assert expectation.get("guard", "self_harm") in GUARDS
    request = {key: part for key, part in expectation.items() if key not in BESIDE_A_REQUEST}
    if "requests" in request:
        assert set(request) == {"requests"}
        for part in request["requests"]:
            check_expectation(part)
    elif "kind" in request:
        REQUEST.validate_python(request)
    else:
        assert not request
        assert "ask" in expectation or "not_understood" in expectation


def check_thread(thread: JsonObject) -> None:
    """Refuse a state that a conversation cannot have."""
    assert set(thread) <= {"idea", "query", "trade", "asked"}
    assert thread.get("trade") in {"open", "closed", None}
    if thread.get("idea") is not None:
        IdeaTerms.model_validate(thread["idea"])
    if thread.get("query") is not None:
        RecordQuery.model_validate(thread["query"])


def has_a_float(value: object) -> bool:
    """Whether an amount stands as a number that may be inexact."""
    if isinstance(value, dict):
        return any(has_a_float(part) for part in value.values())
    if isinstance(value, list):
        return any(has_a_float(part) for part in value)
    return isinstance(value, float)


def skeleton(text: str) -> str:
    """A message without what its family may vary: case, punctuation, numbers, instruments, days and months."""
    words = text.casefold().replace("'", "")
    return " ".join(re.findall(r"[^\W\d_]+|[@#/|]", NAMES.sub("@", re.sub(r"\d+", "#", words))))


def families_by_skeleton(lines: Sequence[CorpusLine]) -> dict[str, set[str]]:
    """The families that share a wording; one of nothing but signs has none."""
    families = defaultdict(set)
    for line in lines:
        if wording := skeleton(line.content["text"]):
            families[wording].add(line.family)
    return families


def is_set_aside(family: str) -> bool:
    """Whether nobody who builds a reader may see this wording."""
    return int(sha256(family.encode()).hexdigest(), 16) % 5 == 0


@pytest.mark.parametrize("side", SIDES)
def test_there_are_messages_and_dialogues_on_both_sides(side):
    assert any(line.side == side for line in MESSAGES)
    assert any(line.side == side for line in DIALOGUES)


def test_every_expectation_is_a_request():
    for line in LINES:
        for turn in line.turns:
            try:
                check_expectation(turn["expect"])
                check_thread(turn.get("thread", {}))
            except (AssertionError, ValueError) as error:
                pytest.fail(f"{line.place}: {error}")


def test_amounts_are_written_as_text():
    assert [line.place for line in LINES if has_a_float(line.content)] == []


def test_every_message_has_words():
    blank = [
        line.place
        for line in LINES
        for turn in line.turns
        if not turn["text"].strip() or len(turn["text"]) > 5000
    ]
    assert blank == []


def test_no_id_stands_twice_and_each_begins_with_its_family():
    ids = [line.content["id"] for line in LINES]
    assert len(ids) == len(set(ids))
    strays = [line.place for line in LINES if not line.content["id"].startswith(f"{line.family}-")]
    assert strays == []


def test_families_stand_on_their_side():
    strays = [
        line.place for line in LINES if is_set_aside(line.family) != (line.side == "set_aside")
    ]
    assert strays == []


def test_a_family_has_two_to_five_messages():
    sizes: dict[str, int] = defaultdict(int)
    for line in MESSAGES:
        sizes[line.family] += 1
    strays = {family: size for family, size in sizes.items() if size not in MESSAGES_OF_A_FAMILY}
    assert strays == {}


def test_a_dialogue_has_four_to_twelve_turns():
    strays = [
        line.place for line in DIALOGUES if len(line.content["turns"]) not in TURNS_OF_A_DIALOGUE
    ]
    assert strays == []


def test_no_wording_stands_on_both_sides():
    """What is only measured on must not have been seen, by whichever hand."""
    strays = {
        wording: families
        for wording, families in families_by_skeleton(MESSAGES).items()
        if len({is_set_aside(family) for family in families}) > 1
    }
    assert strays == {}


def test_no_two_families_of_a_hand_share_a_wording():
    by_hand: dict[str, list[CorpusLine]] = defaultdict(list)
    for line in MESSAGES:
        by_hand[line.family.split("-")[0]].append(line)
    strays = {
        wording: families
        for lines in by_hand.values()
        for wording, families in families_by_skeleton(lines).items()
        if len(families) > 1
    }
    assert strays == {}


def test_no_family_of_care_that_is_set_aside_stands_among_those_that_are_learned():
    sides = {side: care_messages(side) for side in SIDES}
    texts = {side: {message.text.casefold() for message in sides[side]} for side in SIDES}
    families = {side: {message.family for message in sides[side]} for side in SIDES}
    assert texts["tuned"].isdisjoint(texts["set_aside"])
    assert families["tuned"].isdisjoint(families["set_aside"])
    count = {side: len(families[side]) for side in SIDES}
    assert 0.1 < count["set_aside"] / sum(count.values()) < 0.35
