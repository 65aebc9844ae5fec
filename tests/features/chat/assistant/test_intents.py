"""What a message wants besides a verdict; answered from the record, or shown back to be confirmed."""

from datetime import date

import pytest

from backend.features.chat.assistant.intents import read_intent
from backend.features.chat.assistant.record_answers import CHECK
from backend.features.chat.assistant.slash_commands import COMMANDS, IntentKind
from backend.features.coach.language.ideas import read_words
from backend.features.coach.memory.extraction import OF_MEMORY, read_command
from tests.factories.plans import ago, plan_of

TODAY = date(2026, 11, 18)  # a Wednesday


def intent_of(words):
    return read_intent(words, read_words(words), TODAY)


def asked(world, trader, words):
    sent = trader.say(words)
    assert world.desk().answer_next()
    return trader.get(f"/api/messages/{sent['answer']['id']}").json


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("/performance ES", IntentKind.PERFORMANCE),
        ("/perf", IntentKind.PERFORMANCE),
        ("/stats", IntentKind.ANALYTICS),
        ("how much did we talk last week?", IntentKind.ANALYTICS),
        ("/search breakout", IntentKind.SEARCH),
        ("find where we talked about NQ", IntentKind.SEARCH),
        ("when did I last mention NQ 18250?", IntentKind.SEARCH),
        ("search my messages for breakout", IntentKind.SEARCH),
        ("/export", IntentKind.EXPORT),
        ("please export all my conversations as csv", IntentKind.EXPORT),
        ("/usage", IntentKind.USAGE),
        ("how much did the AI cost this month", IntentKind.USAGE),
        ("find me a good entry on ES", None),
        ("what does it cost me if ES hits 4490", None),
        ("export NQ data to a spreadsheet", None),
        ("export my trade history as csv", None),
        ("How am I doing on ES mornings?", IntentKind.PERFORMANCE),
        ("what is my win rate this week", IntentKind.PERFORMANCE),
        ("how was my week?", IntentKind.PERFORMANCE),
        ("How many trades did I take this week and what was the result?", IntentKind.PERFORMANCE),
        ("/scores", IntentKind.SCORES),
        ("how good are your verdicts?", IntentKind.SCORES),
        ("/state", IntentKind.STATE),
        ("am I locked?", IntentKind.STATE),
        ("show my plans", IntentKind.PLANS),
        ("plan long ES 4500 stop 4495 target 4510, 2 contracts", IntentKind.PLAN),
        ("/plan short NQ 18250", IntentKind.PLAN),
        ("if stopped, then 20 minutes off", IntentKind.COMMITMENT),
        ("If I lose, I stop for the day.", IntentKind.COMMITMENT),
        ("after 3 losses in a row, half the size", IntentKind.COMMITMENT),
        ("start training", IntentKind.TRAINING),
        ("/help", IntentKind.HELP),
        ("Long ES 4500 stop 4490 target 4520", None),
        ("I plan to be patient", None),
        ("if it breaks 4500 I go long", None),
        ("how am I doing if I go long ES 4500 stop 4490", None),
        ("I was stopped and I am angry", None),
        ("/unknown thing", IntentKind.HELP),
    ],
)
def test_what_is_understood(words, kind):
    intent = intent_of(words)
    assert (None if intent is None else intent.kind) == kind


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("today", date(2026, 11, 18), TODAY),
        ("this week", date(2026, 11, 16), TODAY),
        ("last week", date(2026, 11, 9), date(2026, 11, 15)),
        ("this month", date(2026, 11, 1), TODAY),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last 10 days", date(2026, 11, 8), TODAY),
        ("", None, None),
    ],
)
def test_periods(words, first, last):
    intent = intent_of(f"/performance {words}")
    assert (intent.first, intent.last) == (first, last)


@pytest.mark.parametrize(
    ("words", "proposal"),
    [
        (
            "if stopped, then 20 minutes off",
            {"trigger": "after_stop", "promise": "pause", "minutes": 20},
        ),
        (
            "when I am stopped out I take 1 hour off",
            {"trigger": "after_stop", "promise": "pause", "minutes": 60},
        ),
        (
            "after a loss, half size",
            {"trigger": "after_loss", "promise": "reduce_size", "percent": 50},
        ),
        (
            "after 2 losses in a row, I am done for today",
            {"trigger": "after_losses", "count": 2, "promise": "stop_for_the_day"},
        ),
        (
            "after 5 trades, stop for the day",
            {"trigger": "after_trades", "count": 5, "promise": "stop_for_the_day"},
        ),
    ],
)
def test_commitments_are_read(words, proposal):
    assert intent_of(words).proposal == {"statement": words} | proposal


@pytest.mark.parametrize(
    ("words", "query", "everywhere"),
    [
        ("/search breakout", "breakout", True),
        ('/find "opening range" -news in this conversation', '"opening range" -news', False),
        ("find where we talked about NQ", "NQ", True),
        ("When did I last mention NQ 18250?", "NQ 18250", True),
        ("/search", "", True),
    ],
)
def test_what_to_search_for_and_where(words, query, everywhere):
    intent = intent_of(words)
    assert (intent.query, intent.everywhere) == (query, everywhere)


@pytest.mark.parametrize(
    ("words", "formats", "everywhere"),
    [
        ("/export", (), False),
        ("/export pdf", ("pdf",), False),
        ("/export all as Markdown and CSV", ("markdown", "csv"), True),
        ("download this chat as pdf", ("pdf",), False),
        ("export everything", (), True),
    ],
)
def test_what_to_export(words, formats, everywhere):
    intent = intent_of(words)
    assert (intent.formats, intent.everywhere) == (formats, everywhere)


def test_help_lists_every_command_and_every_line_of_it_is_understood(world):
    listed = asked(world, world.trader(), "/help")["content"].splitlines()
    assert len(COMMANDS) == len(set(IntentKind))
    assert listed[len(COMMANDS) :] == [CHECK, *OF_MEMORY]
    assert read_words(CHECK.split(": ")[0]).about_to
    assert all(read_command(line.split(": ")[0]) for line in OF_MEMORY)
    for line, command in zip(listed, COMMANDS, strict=False):
        assert intent_of(line.split(": ")[0]).kind is command.kind
        assert all(intent_of(f"/{name}").kind is command.kind for name in command.names)


def test_how_am_i_doing_is_answered_from_the_record_with_n_and_interval(world, provider):
    trader = world.trader()
    for exit in ("4510", "4510", "4495"):
        trader.post(
            "/api/trading/trades",
            {
                "instrument": "ES",
                "direction": "long",
                "entry_price": "4500",
                "position_size": 1,
                "stop_price": "4495",
                "entry_time": ago(minutes=9),
                "exit_price": exit,
                "exit_time": ago(minutes=2),
            },
        )
    sent = trader.say("How am I doing on ES?")
    assert world.desk(openai_api_key="sk-test", openai_base_url=provider.base_url).answer_next()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    assert answer["content"].startswith(
        "3 closed trades on ES. Net USD 750. Won 67% (95% interval "
    )
    assert "Mean 1.00 R" in answer["content"]
    assert "small sample" in answer["content"]
    assert (answer["verdict"], answer["draft"]) == (None, None)
    assert provider.requests == []
    assert (
        asked(world, trader, "how am I doing on NQ?")["content"]
        == "There are no closed trades on NQ yet."
    )
    by_hour = [
        asked(world, trader, f"/performance ES {part}")["content"]
        for part in ("mornings", "afternoons")
    ]
    assert sum(line.startswith("By hour of the exchange on ES:") for line in by_hour) >= 1
    assert any("trades: Net USD" in line for line in by_hour)


def test_a_told_plan_is_shown_back_and_frozen_when_it_is_confirmed(world):
    trader = world.trader()
    answer = asked(world, trader, "plan long ES 4500 stop 4495 target 4510")
    draft = answer["draft"]
    assert (draft["kind"], draft["status"], draft["missing"]) == ("plan", "open", ["position_size"])
    assert draft["proposal"]["take_profit_targets"] == ["4510"]
    assert world.sql("select count(*) from trade_plans") == [(0,)]
    path = f"/api/messages/{answer['id']}/draft/confirm"
    incomplete = trader.post(path, {"changes": {}})
    assert (incomplete.status_code, incomplete.json["errors"][0]["field"]) == (422, "position_size")
    wrong = trader.post(path, {"changes": {"position_size": 2, "stop_loss_level": "4505"}})
    assert wrong.json["code"] == "plan.inconsistent"
    done = trader.post(path, {"changes": {"position_size": 2}})
    assert (done.status_code, done.json["draft"]["status"]) == (200, "confirmed")
    plan = trader.get(f"/api/trading/plans/{done.json['draft']['created_id']}").json
    assert (plan["title"], plan["risk_amount"]) == ("Long ES 4500", "500")
    assert plan["conversation_id"] == answer["conversation_id"]
    assert trader.post(path, {"changes": {"position_size": 2}}).json["code"] == "draft.settled"
    assert "Long ES 4500: long ES, version 1" in asked(world, trader, "/plans")["content"]


def test_a_told_commitment_is_made_when_it_is_confirmed(world):
    trader = world.trader()
    answer = asked(world, trader, "if stopped, then 20 minutes off")
    assert trader.get("/api/trading/rulebook/commitments").json["items"] == []
    trader.post(f"/api/messages/{answer['id']}/draft/confirm", {"changes": {}})
    (commitment,) = trader.get("/api/trading/rulebook/commitments").json["items"]
    assert (commitment["trigger"], commitment["minutes"], commitment["statement"]) == (
        "after_stop",
        20,
        "if stopped, then 20 minutes off",
    )
    other = asked(world, trader, "after a loss, half size")
    assert (
        trader.post(f"/api/messages/{other['id']}/draft/dismiss").json["draft"]["status"]
        == "dismissed"
    )
    assert len(trader.get("/api/trading/rulebook/commitments").json["items"]) == 1


def test_state_scores_training_and_help_say_what_is_so(world):
    trader = world.trader()
    assert asked(world, trader, "/state")["content"].startswith("You have no rulebook yet")
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"trades_per_day": 5}})
    assert (
        asked(world, trader, "am i locked?")["content"]
        == "The session is normal: 0 trades entered, 0 R."
    )
    assert asked(world, trader, "/scores")["content"].startswith("0 verdicts are on record")
    assert asked(world, trader, "start training")["content"].startswith("There is no training yet")
    assert "/commit if stopped" in asked(world, trader, "/help")["content"]
    assert asked(world, trader, "my plans")["content"].startswith("You have no living plan")
    plan_of(trader)


def test_despair_goes_before_every_intent(world):
    assert (
        "findahelpline.com" in asked(world, world.trader(), "/performance I want to die")["content"]
    )


@pytest.mark.parametrize("mode", ["analysis", "psychology"])
def test_a_trade_can_be_told_by_its_command_in_any_mode(world, mode):
    trader = world.trader()
    sent = trader.say("/trade long NQ 18250 stop 18230 out 18290, 2 contracts", mode=mode)
    assert world.desk().answer_next()
    answer = trader.get(f"/api/messages/{sent['answer']['id']}").json
    fields = answer["draft"]["trade"]
    assert (fields["entry_price"], fields["stop_price"], fields["exit_price"]) == (
        "18250",
        "18230",
        "18290",
    )
    assert answer["verdict"] is None
    assert world.sql("select count(*) from trades") == [(0,)]


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ("/trade", "instrument, direction, entry price"),
        ("/log short ES", "entry price"),
        ("/trade long ES 4500 and short ES 4510", "one trade at a time"),
    ],
)
def test_a_trade_that_is_not_whole_is_asked_back(world, words, needed):
    answer = asked(world, world.trader(), words)
    assert answer["draft"] is None
    assert f"I still need: {needed}." in answer["content"]


def test_a_check_is_asked_of_the_interlock(world):
    trader = world.trader()
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"position_size": {"ES": "2"}}})
    assert (
        asked(world, trader, "/check short ES 3 lots, stop 12 ticks")["interlock"]["decision"]
        == "block"
    )


@pytest.mark.parametrize("words", ["/foo", "/ plan", "/", "/portfolio please"])
def test_a_command_that_nobody_knows_is_answered_with_those_there_are(world, words):
    answer = asked(world, world.trader(), words)
    assert answer["content"].startswith(
        f"I do not know /{words[1:].split(' ')[0]}. You can ask me:"
    )
    assert "/performance" in answer["content"]
    assert answer["verdict"] is None


@pytest.mark.parametrize(
    "words",
    ["/ES long 4500 stop 4490 target 4520", "/nq?", "1/2 off at 4510", "/tmp/chart.png", "/5/12"],
)
def test_an_instrument_a_path_and_a_fraction_are_no_commands(words):
    assert intent_of(words) is None
