"""The journal in the conversation: an entry is written when it is confirmed, entries are read, streaks are told."""

import pytest

from tests.features.chat.conversation import Conversation

JOURNAL = "/api/trading/journal"


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


def entries(talk):
    return talk.trader.get(JOURNAL).json["items"]


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("journal: waited for the retest, felt calm", "waited for the retest, felt calm"),
        ("write in my journal: felt rushed at the open", "felt rushed at the open"),
        ("note to my journal that I was late", "I was late"),
        ("put \u201ctook a bad trade\u201d in my journal", "took a bad trade"),
        ("/journal skipped lunch, bad focus", "skipped lunch, bad focus"),
    ],
)
def test_an_entry_is_written_when_it_is_confirmed_and_not_before(talk, words, body):
    answer = talk.say(words)
    assert answer["draft"]["kind"] == "journal"
    assert body in answer["content"]
    assert entries(talk) == []

    confirmed = talk.confirm(answer)

    assert confirmed.status_code == 200, confirmed.json
    (entry,) = entries(talk)
    assert (entry["body"], entry["kind"]) == (body, "free")
    assert confirmed.json["draft"]["created_id"] == entry["id"]
    assert talk.confirm(answer).json["code"] == "draft.settled"
    assert len(entries(talk)) == 1


def test_a_correction_is_what_is_written(talk):
    answer = talk.say("journal: waited for the retest")

    talk.confirm(answer, body="Waited for the retest of 4500.", tags=["patience"])

    (entry,) = entries(talk)
    assert (entry["body"], entry["tags"]) == ("Waited for the retest of 4500.", ["patience"])


def test_an_entry_without_words_is_asked_for(talk):
    answer = talk.say("write a journal entry")

    assert "What should stand in your journal?" in answer["content"]
    assert answer["draft"] is None


def test_entries_are_read_by_day_and_by_word(talk):
    for day, body in (("2026-11-02", "Revenge after the open."), ("2026-11-03", "Calm all day.")):
        made = talk.trader.post(JOURNAL, {"kind": "daily", "day": day, "body": body})
        assert made.status_code == 201, made.json

    of_the_day = talk.say("show my journal of november 2 2026")["content"]
    about = talk.say("find journal entries about revenge")["content"]
    latest = talk.say("my journal")["content"]

    assert of_the_day == about == "Monday, 2 November 2026\nRevenge after the open."
    assert latest.index("Calm all day.") < latest.index("Revenge after the open.")
    assert "no entry with" in talk.say("anything in my journal about tilt?")["content"]


def test_an_empty_journal_says_how_to_begin(talk):
    assert "Your journal is empty so far" in talk.say("show my journal")["content"]


def test_streaks_are_those_of_the_calendar(talk):
    talk.confirm(talk.say("journal: first day"))

    told = talk.say("how many days in a row have I journaled?")["content"]
    streaks = talk.trader.get(f"{JOURNAL}/calendar").json["streaks"]

    assert (f"your longest is {streaks['longest']} weekday" in told) or streaks["longest"] == 0


def test_the_journal_of_another_trader_is_never_read(world, talk):
    other = Conversation(world, world.trader())
    other.confirm(other.say("journal: my secret"))

    assert "secret" not in talk.say("show my journal")["content"]
