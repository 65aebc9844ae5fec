"""Settings that are told: shown as understood, written where they belong when confirmed, beside what stood there."""

import pytest

from tests.features.chat.conversation import Conversation

RULEBOOK = "/api/trading/rulebook"
LIMITS = {
    "trades_per_day": 5,
    "position_size": {"ES": "2"},
    "sessions": [{"days": ["mon", "wed"], "start": "09:30", "end": "16:00"}],
}


@pytest.fixture
def talk(world):
    return Conversation(world, world.trader())


def limits(talk):
    """What was told last, whether or not it begins later."""
    stored = talk.trader.get(RULEBOOK).json
    latest = stored["upcoming"] or stored["current"]
    return None if latest is None else latest["limits"]


def profile(talk):
    return talk.trader.get("/api/auth/me").json


def test_a_limit_is_written_when_it_is_confirmed_and_not_before(talk):
    answer = talk.say("/set daily loss 500")
    assert answer["draft"]["kind"] == "setting"
    assert "your daily loss limit 500" in answer["content"]
    assert limits(talk) is None
    assert talk.confirm(answer).status_code == 200
    assert limits(talk)["daily_loss"]["amount"] == "500"
    assert talk.confirm(answer).json["code"] == "draft.settled"


def test_what_stood_there_stays(talk):
    talk.trader.ask("PUT", RULEBOOK, {"limits": LIMITS})
    for words in ("daily loss 500", "largest size 3", "no trades after 11:30"):
        assert talk.confirm(talk.say(f"/set {words}")).status_code == 200
    after = limits(talk)
    assert (after["trades_per_day"], after["daily_loss"]["amount"]) == (5, "500")
    assert after["position_size"] == {"ES": "2", "*": "3"}
    assert after["sessions"] == [{"days": ["mon", "wed"], "start": "09:30", "end": "11:30"}]


def test_the_profile_is_changed_in_the_same_way(talk):
    before = profile(talk)
    for words in ("risk 1%", "account 50k", "timezone new york"):
        answer = talk.say(f"/set {words}")
        assert talk.confirm(answer).status_code == 200, answer["content"]
    after = profile(talk)
    assert (after["risk_per_trade_percent"], after["account_size"], after["timezone"]) == (
        "1",
        "50000",
        "America/New_York",
    )
    assert before["account_size"] != after["account_size"]


def test_a_correction_counts_and_a_wrong_one_leaves_the_draft_open(talk):
    answer = talk.say("/set daily loss 500")
    right = {"setting": "daily_loss", "value": "400", "unit": "money"}
    for wrong in (
        [],
        [{**right, "setting": "everything"}],
        [{**right, "value": "-5"}],
        [{**right, "value": "a lot"}],
        [{**right, "more": 1}],
        [right] * 7,
    ):
        refused = talk.confirm(answer, changes=wrong)
        assert refused.status_code == 422, wrong
    assert limits(talk) is None
    assert talk.confirm(answer, changes=[right]).status_code == 200
    assert limits(talk)["daily_loss"]["amount"] == "400"


def test_one_that_is_put_aside_sets_nothing(talk):
    answer = talk.say("/set risk 1%")
    assert talk.dismiss(answer).json["draft"]["status"] == "dismissed"
    assert talk.confirm(answer).json["code"] == "draft.settled"
    assert profile(talk)["risk_per_trade_percent"] is None


@pytest.mark.parametrize(
    ("command", "beginning"),
    [
        ("/state", "You have no rulebook yet"),
        ("/plans", "You have no living plan"),
        ("/promises", "You have made no promise"),
        ("/patterns", "I have seen no pattern"),
        ("/open", "You hold nothing"),
        ("/scores", "0 verdicts are on record"),
        ("/training", "There is no training yet"),
    ],
)
def test_books_of_nothing_say_so_and_judge_nothing(talk, command, beginning):
    answer = talk.say(command)
    assert answer["content"].startswith(beginning)
    assert (answer["verdict"], answer["draft"], answer["interlock"]) == (None, None, None)


@pytest.mark.parametrize("words", ["hi", "thanks", "bye", "lol", "\U0001f44d", "asdfghjkl"])
def test_small_talk_is_short_and_no_verdict(world, talk, words):
    answer = talk.say(words)
    assert 0 < len(answer["content"]) < 200
    assert (answer["verdict"], answer["draft"]) == (None, None)
    assert world.sql("select count(*) from verdicts") == [(0,)]


def test_a_check_is_answered_by_the_traders_own_rules_and_kept(world, talk):
    talk.trader.ask("PUT", RULEBOOK, {"limits": {"position_size": {"ES": "2"}}})
    answer = talk.say("/check short ES 3 lots, stop 12 ticks")
    assert answer["interlock"]["decision"] == "block"
    assert answer["content"].startswith("Your rules forbid it. 3 ES; 2 is the most.")
    assert world.sql("select source, decision from interlock_checks") == [("chat", "block")]


@pytest.mark.parametrize("words", ["/foo", "/ plan", "/", "/portfolio please"])
def test_a_command_that_nobody_knows_is_answered_with_those_there_are(talk, words):
    answer = talk.say(words)
    name = words[1:].split(" ")[0]
    assert answer["content"].startswith(f"I do not know /{name}. You can ask me:")
    assert "/ask" in answer["content"]


def test_help_lists_every_command_and_reads_no_record(talk):
    content = talk.say("/help")["content"]
    assert all(f"/{name}" in content for name in ("ask", "trade", "close", "stop", "set", "new"))


def test_a_largest_size_of_one_market_is_of_that_market_alone(talk):
    assert talk.confirm(talk.say("/set max 5 contracts")).status_code == 200
    for words in ("/set max 2 contracts on MNQ", "max 1 contract on ES from now on"):
        answer = talk.say(words)
        assert answer["draft"]["kind"] == "setting", answer["content"]
        assert talk.confirm(answer).status_code == 200

    assert limits(talk)["position_size"] == {"*": "5", "MNQ": "2", "ES": "1"}
