"""What a message wants, as one typed request: by its form where that is certain, asked back where it is not."""

from datetime import date
from decimal import Decimal

import pytest

from backend.features.chat.understanding.requests import IdeaTerms
from backend.features.chat.understanding.slash_commands import COMMANDS
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.record.questions.schemas import Measure, RecordQuery
from tests.features.chat.understanding.messages import (
    TODAY,
    kind_of,
    request_of,
    understood,
)

TABLE = ThreadState(
    idea=IdeaTerms(
        instrument="MES",
        direction="long",
        entry=Decimal(4500),
        stop=Decimal(4490),
        targets=(Decimal(4530),),
        size=Decimal(2),
    ),
    last="idea",
)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("/performance ES", "question"),
        ("/perf", "question"),
        ("/ask win rate on Mondays", "question"),
        ("/stats", "archive"),
        ("how much did we talk last week?", "archive"),
        ("/search breakout", "archive"),
        ("find where we talked about NQ", "archive"),
        ("when did I last mention NQ 18250?", "archive"),
        ("search my messages for breakout", "archive"),
        ("/export", "archive"),
        ("please export all my conversations as csv", "archive"),
        ("/usage", "archive"),
        ("how much did the AI cost this month", "archive"),
        ("/scores", "book"),
        ("/state", "book"),
        ("/rules", "book"),
        ("/plans", "book"),
        ("/promises", "book"),
        ("/patterns", "book"),
        ("/open", "book"),
        ("/trades", "book"),
        ("/plan short NQ 18250", "plan"),
        ("/commit if stopped, then 20 minutes off", "promise"),
        ("/set daily loss 500", "setting"),
        ("/check short ES 3 lots, stop 12 ticks", "check"),
        ("/trade long NQ 18250 stop 18230", "trade_entered"),
        ("/log long NQ 18250 stop 18230", "trade_entered"),
        ("/close at 4510", "trade_exited"),
        ("/stop 4495", "level_moved"),
        ("/move target to 4530", "level_moved"),
        ("moved my stop to 4495", "level_moved"),
        ("/training", "training"),
        ("/new", "new_thread"),
        ("/help", "help"),
        ("/unknown thing", "help"),
        ("Long ES 4500 stop 4490 target 4520", "idea"),
        ("/ES long 4500 stop 4490 target 4520", "idea"),
        ("how am I doing if I go long ES 4500 stop 4490", "idea"),
        ("remember that I trade the open", "memory"),
        ("what do you know about me?", "memory"),
        ("hi", "social"),
        ("thanks!", "social"),
        ("bye", "social"),
        ("lol", "social"),
        ("\U0001f44d", "social"),
    ],
)
def test_what_is_certain_by_its_form(words, kind):
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("How am I doing on ES mornings?", "question"),
        ("what is my win rate this week", "question"),
        ("How many trades did I take this week and what was the result?", "question"),
        ("how good are your verdicts?", "book"),
        ("am I locked?", "book"),
        ("show my plans", "book"),
        ("plan long ES 4500 target 4510, 2 contracts", "plan"),
        ("if stopped, then 20 minutes off", "promise"),
        ("If I lose, I stop for the day.", "promise"),
        ("after 3 losses in a row, half the size", "promise"),
        ("start training", "training"),
        ("set my daily loss limit to 500", "setting"),
        ("find me a good entry on ES", "coaching"),
        ("I plan to be patient", "coaching"),
        ("I feel nervous about tomorrow", "coaching"),
    ],
)
def test_what_is_likely_is_answered_or_asked_and_never_taken_for_another(words, kind):
    assert kind_of(words) in (kind, "asked")


@pytest.mark.parametrize(
    "words",
    [
        "what does it cost me if ES hits 4490",
        "1/2 off at 4510",
        "/tmp/chart.png",
        "/5/12",
        "/nq?",
    ],
)
def test_no_talk_is_searched_or_exported_and_no_command_is_seen_where_none_is(words):
    assert kind_of(words) not in ("archive", "help", "new_thread")


@pytest.mark.parametrize(
    ("words", "guard"),
    [
        ("/performance I want to die", "self_harm"),
        ("log my trade, and then I want to die", "self_harm"),
        ("I want to die, about to short ES 10 lots", "self_harm"),
        ("make a plan to pump and dump this stock", "market_abuse"),
    ],
)
def test_guarded_words_go_before_everything(words, guard):
    understanding = understood(words)
    assert (understanding.guard, understanding.clarification) == (guard, None)
    assert [request.kind for request in understanding.requests] == ["coaching"]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("today", date(2026, 11, 18), TODAY),
        ("this week", date(2026, 11, 16), TODAY),
        ("last week", date(2026, 11, 9), date(2026, 11, 15)),
        ("this month", date(2026, 11, 1), TODAY),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last 10 days", date(2026, 11, 9), TODAY),
        ("", None, None),
    ],
)
def test_periods_of_a_question(words, first, last):
    query = request_of(f"/performance {words}").query
    assert (query.day_from, query.day_to) == (first, last)


@pytest.mark.parametrize(
    ("words", "promise"),
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
def test_promises_are_read_whole(words, promise):
    request = request_of(f"/commit {words}")
    assert request.model_dump(exclude={"kind"}, exclude_none=True) == {"statement": words} | promise


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ("daily loss 500", [("daily_loss", "500", "money")]),
        ("risk 1%", [("risk_percent", "1", "percent")]),
        ("daily loss 3R", [("daily_loss", "3", "r")]),
        ("max 4 trades a day", [("trades_a_day", "4", "count")]),
        ("no trades after 11:30", [("no_trades_after", "11:30", "clock")]),
        ("my account is 50k", [("account_size", "50000", "money")]),
    ],
)
def test_settings_are_read_with_their_unit(words, changes):
    request = request_of(f"/set {words}")
    assert [(change.setting, change.value, change.unit) for change in request.changes] == changes


@pytest.mark.parametrize("words", ["/set", "/set something nice", "/stop somewhere", "/move"])
def test_what_lacks_its_value_is_asked_and_never_guessed(words):
    understanding = understood(words)
    assert understanding.clarification is not None
    assert understanding.requests == ()


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
    request = request_of(words)
    assert (request.action, request.words, request.everywhere) == ("search", query, everywhere)


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
    request = request_of(words)
    assert (request.action, request.formats, request.everywhere) == (
        "export",
        formats,
        everywhere,
    )


def test_every_command_has_a_name_of_its_own_and_its_example_is_read():
    names = [name for command in COMMANDS for name in command.names]
    assert len(names) == len(set(names))
    for command in COMMANDS:
        kind = kind_of(command.line.split(": ")[0])
        assert kind not in ("help", "asked") or command.names[0] == "help"


@pytest.mark.parametrize("words", ["log it", "I took it", "/trade", "filled 4500.25"])
def test_what_was_taken_is_the_idea_on_the_table(words):
    request = request_of(words, TABLE)
    assert (request.kind, request.of_the_table) == ("trade_entered", True)
    without = understood(words)
    assert all(not getattr(part, "of_the_table", False) for part in without.requests)


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("and with 5 contracts?", {"size": Decimal(5)}),
        ("what if the stop is 4494?", {"stop": Decimal(4494)}),
        ("what if I move the stop to 4494?", {"stop": Decimal(4494)}),
    ],
)
def test_a_change_is_of_the_idea_on_the_table(words, terms):
    request = request_of(words, TABLE)
    assert request.kind == "idea_change"
    assert request.terms.model_dump(exclude_defaults=True) == terms


@pytest.mark.parametrize(
    ("words", "wants"),
    [("should I take this?", "verdict"), ("why?", "why"), ("how did that one go?", "look_back")],
)
def test_opinions_are_on_the_idea_on_the_table(words, wants):
    request = request_of(words, TABLE)
    assert (request.kind, request.wants) == ("idea_opinion", wants)


def test_a_question_goes_on_with_the_last_one():
    first = RecordQuery(measures=[Measure.WIN_RATE], day_from=date(2026, 10, 1))
    request = request_of("and on Mondays?", ThreadState(query=first, last="query"))
    assert request.query.measures == [Measure.WIN_RATE]
    assert request.query.day_from == date(2026, 10, 1)
    assert [day.value for day in request.query.only.weekdays] == ["monday"]


OCTOBER = RecordQuery(measures=[Measure.NET_PNL], day_from=date(2026, 10, 1))


@pytest.mark.parametrize(
    "words",
    ["why", "why is that?", "how come", "why's that", "and why so bad?", "what's behind it"],
)
def test_why_behind_the_record_asks_for_the_trades_of_the_last_question(words):
    request = request_of(words, ThreadState(query=OCTOBER, last="query"))
    assert (request.kind, request.wants, request.query) == ("question", "why", OCTOBER)


def test_why_behind_an_idea_is_of_the_idea():
    assert kind_of("why?", TABLE) == "idea_opinion"


@pytest.mark.parametrize(
    "words",
    [
        "which habit costs me most",
        "what's my most expensive mistake",
        "what should I stop doing",
        "what setups do I have",
        "what tags do I use?",
        "which accounts do I have",
        "what's 1R in dollars",
        "how long was I under water",
    ],
)
def test_what_only_the_record_says_is_a_question_to_it(words):
    assert kind_of(words) == "question"


@pytest.mark.parametrize("words", ["set my risk per trade to 1%", "what are my bad habits"])
def test_what_is_set_and_what_is_looked_up_stays_so(words):
    assert kind_of(words) in ("setting", "book")


def test_a_file_of_trades_is_no_file_of_what_was_said():
    assert kind_of("export my trade history as csv") == "help"
    assert kind_of("export NQ data to a spreadsheet") == "help"


@pytest.mark.parametrize(
    "words",
    [
        "my cousin bought NQ at 20000",
        "my buddy bought ES at 4500 stop 4490, thoughts?",
        "a guy in the room shorted gold at 2400",
        "my dentist sold his AAPL at 190",
        "some trader at work just covered TSLA at 300",
        "he sold 2 CL at 71.20",
        "I never bought ES at 4500",
    ],
)
def test_what_somebody_else_did_is_no_trade_to_be_logged(words):
    understanding = understood(words)
    assert understanding.doubts
    choices = understanding.clarification.choices if understanding.clarification else ()
    for request in (*understanding.requests, *(choice.request for choice in choices)):
        assert request.kind.value not in ("trade_entered", "trade_exited", "level_moved")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("my nq short covered at 20050", "trade_exited"),
        ("my stop took me out at 4490", "trade_exited"),
        ("the rest sold at 4510", "trade_exited"),
        ("bought my first NQ at 20000", "trade_entered"),
    ],
)
def test_what_is_moved_and_filled_for_the_trader_is_their_own(words, kind):
    understanding = understood(words)
    assert [request.kind.value for request in understanding.requests] == [kind]
    assert not understanding.doubts


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("risk 1 percent", IdeaTerms(risk_percent=Decimal(1))),
        ("set size to 3", IdeaTerms(size=Decimal(3))),
        ("set stop at 4488", IdeaTerms(stop=Decimal(4488))),
    ],
)
def test_a_risk_beside_an_idea_is_that_of_the_idea(words, terms):
    request = request_of(words, TABLE)
    assert (request.kind.value, request.terms) == ("idea_change", terms)


@pytest.mark.parametrize(
    "words", ["never risk more than 1 percent", "set my max size to 3", "risk 1 percent a trade"]
)
def test_a_risk_for_good_is_a_setting_beside_an_idea_as_well(words):
    assert kind_of(words, TABLE) in {"setting", "promise"}


@pytest.mark.parametrize(
    "words", ["took it, 4500.25", "filled 4500.25", "ok I'm in, 4500.25 was the print"]
)
def test_the_lone_price_of_an_idea_that_was_taken_is_that_of_the_fill(words):
    request = request_of(words, TABLE)
    assert (request.kind.value, request.of_the_table) == ("trade_entered", True)
    assert request.terms.entry == Decimal("4500.25")


def test_a_lone_price_nearer_to_another_level_is_asked_about():
    assert kind_of("took it, 4491", TABLE) == "asked"
