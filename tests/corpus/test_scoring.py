"""The report counts right what is right, and nothing else: on labels and readings that were written by hand."""

from decimal import Decimal

import pytest

from backend.core.types import JsonObject
from backend.features.chat.understanding.requests import Clarification, Understanding
from tests.corpus import report
from tests.corpus.conversation import Conversation
from tests.corpus.corpus_lines import FOLDER, CorpusLine
from tests.corpus.expectations import (
    REQUEST,
    Outcome,
    alternatives_of,
    different_fields,
    field_outcome,
    kind_outcome,
)
from tests.corpus.query_comparison import dropped_parts, parts_of
from tests.corpus.scoring import MessageScore
from tests.corpus.surroundings import table_for
from tests.corpus.tallies import family_share, figures, logs_a_wrong_trade, share

IDEA = {
    "kind": "idea",
    "terms": {"instrument": "ES", "direction": "long", "entry": "4500", "stop": "4490"},
}
MONDAYS = {
    "kind": "question",
    "query": {"measures": ["win_rate"], "only": {"weekdays": ["monday", "friday"]}},
}
COACHING = {"kind": "coaching"}
ASK_KIND = Clarification(question="What would you like me to do?", about="request")
ASK = Clarification(question="Long or short?", about="direction")


def read(*requests: JsonObject, **beside: object) -> Understanding:
    """What a reader gives back."""
    parts = tuple(REQUEST.validate_python(request) for request in requests)
    return Understanding(requests=parts, **beside)


def with_terms(**terms: object) -> JsonObject:
    """The idea, with other terms."""
    return {"kind": "idea", "terms": IDEA["terms"] | terms}


def score(
    label: JsonObject,
    understanding: Understanding,
    *,
    family: str = "h0-a-0001",
    doubts: tuple[str, ...] = (),
) -> MessageScore:
    """One message of a corpus that nobody wrote."""
    line = CorpusLine(FOLDER / "tuned" / "h0_made.jsonl", 1, {"family": family, "expect": label})
    return MessageScore(line, "words", alternatives_of(label), understanding, doubts)


@pytest.mark.parametrize(
    ("label", "understanding", "kind", "whole"),
    [
        (IDEA, read(IDEA), "RIGHT", "RIGHT"),
        (IDEA, read(with_terms(entry="4500.00")), "RIGHT", "RIGHT"),
        (IDEA, read(with_terms(stop="4491")), "RIGHT", "WRONG"),
        (IDEA, read(with_terms(size="2")), "RIGHT", "WRONG"),
        (IDEA, read(COACHING), "WRONG", "WRONG"),
        (IDEA, read(IDEA, MONDAYS), "WRONG", "WRONG"),
        (IDEA, read(IDEA, clarification=ASK), "ASKED", "ASKED"),
        (IDEA | {"ask": "stop"}, read(IDEA, clarification=ASK), "RIGHT", "RIGHT"),
        (IDEA | {"ask": "stop"}, read(IDEA), "RIGHT", "WRONG"),
        (IDEA | {"or": [COACHING]}, read(COACHING), "RIGHT", "RIGHT"),
        ({"requests": [IDEA, MONDAYS]}, read(IDEA, MONDAYS), "RIGHT", "RIGHT"),
        ({"requests": [IDEA, MONDAYS]}, read(MONDAYS, IDEA), "WRONG", "WRONG"),
        ({"requests": [IDEA, MONDAYS]}, read(IDEA), "WRONG", "WRONG"),
        (IDEA | {"ask": "stop"}, read(clarification=ASK_KIND), "ASKED", "ASKED"),
        ({"ask": "day"}, read(clarification=ASK_KIND), "RIGHT", "RIGHT"),
        (COACHING | {"guard": "self_harm"}, read(COACHING), "WRONG", "WRONG"),
        (COACHING | {"guard": "self_harm"}, read(COACHING, guard="self_harm"), "RIGHT", "RIGHT"),
        (COACHING, read(COACHING, guard="self_harm"), "WRONG", "WRONG"),
        (MONDAYS | {"not_understood": ["lunar"]}, read(MONDAYS), "RIGHT", "WRONG"),
        (
            MONDAYS | {"not_understood": ["lunar"]},
            read(MONDAYS, not_understood=("lunar phase",)),
            "RIGHT",
            "RIGHT",
        ),
    ],
)
def test_a_reading_is_right_asked_back_or_wrong(label, understanding, kind, whole):
    alternatives = alternatives_of(label)

    assert kind_outcome(alternatives, understanding) is Outcome[kind]
    assert field_outcome(alternatives, understanding) is Outcome[whole]


@pytest.mark.parametrize(
    ("meant", "given", "different"),
    [
        ({"exits": [{"price": "4510"}]}, {"exits": [{"price": "4510", "share": "1"}]}, set()),
        ({"exits": [{"price": "4510"}]}, {"exits": [{"price": "4510", "at": "stop"}]}, set()),
        ({"exits": [{"at": "target"}]}, {"exits": [{"at": "stop"}]}, {"exits"}),
        ({"exits": [{"share": "0.5"}]}, {"exits": [{"share": "1"}]}, {"exits"}),
        ({"exits": [{}]}, {"exits": [{}], "terms": {"direction": "short"}}, {"direction"}),
        ({"exits": [{}]}, {"exits": [{}], "terms": {"order": "market"}}, set()),
    ],
)
def test_ends_of_trades_are_equal_where_they_do_the_same(meant, given, different):
    left, right = (
        REQUEST.validate_python({"kind": "trade_exited"} | part) for part in (meant, given)
    )
    assert different_fields(left, right) == different


@pytest.mark.parametrize(
    ("query", "different", "dropped"),
    [
        ({}, set(), set()),
        ({"only": {"weekdays": ["friday", "monday"]}}, set(), set()),
        ({"only": {"weekdays": ["monday"]}}, {"only.weekdays"}, {"only.weekdays"}),
        ({"only": {"weekdays": ["sunday"]}}, {"only.weekdays"}, set()),
        ({"only": {}}, {"only.weekdays"}, {"only.weekdays"}),
        ({"measures": ["net_pnl"]}, {"measures"}, set()),
        ({"excluding": {"direction": "short"}}, {"excluding.direction"}, set()),
        ({"day_from": "2026-11-01"}, {"days"}, set()),
    ],
)
def test_what_a_question_lost_is_told_from_what_is_another(query, different, dropped):
    meant = REQUEST.validate_python(MONDAYS)
    given = REQUEST.validate_python({"kind": "question", "query": MONDAYS["query"] | query})

    assert different_fields(meant, given) == different
    assert dropped_parts(parts_of(meant.query), parts_of(given.query)) == dropped


def test_days_that_end_today_have_no_end():
    since, until_today = (
        REQUEST.validate_python({"kind": "question", "query": {"measures": ["trades"]} | days})
        for days in (
            {"day_from": "2026-11-23"},
            {"day_from": "2026-11-23", "day_to": "2026-11-25"},
        )
    )
    assert different_fields(since, until_today) == frozenset()


@pytest.mark.parametrize(
    ("label", "understanding", "doubts", "is_wrong"),
    [
        (IDEA, read(IDEA), (), False),
        (IDEA, read(with_terms(stop="4491")), (), True),
        (IDEA, read(with_terms(stop="4491")), ("stop",), False),
        (IDEA, read(with_terms(stop="4491"), clarification=ASK), (), False),
        (IDEA, read(with_terms(entry=None, stop="4491")), (), False),
        (IDEA, read(with_terms(stop="4491") | {"about_to": True}), (), False),
        (COACHING, read(IDEA), (), True),
        (IDEA | {"ask": "stop"}, read(IDEA), (), True),
        (IDEA | {"kind": "check"}, read(IDEA), (), False),
    ],
)
def test_a_wrong_trade_is_one_that_one_click_would_log(label, understanding, doubts, is_wrong):
    assert logs_a_wrong_trade(score(label, understanding, doubts=doubts)) is is_wrong


def test_a_wording_counts_once_however_many_messages_it_has():
    scores = [
        *(score(IDEA, read(IDEA), family="h0-a-0001") for _ in range(3)),
        score(IDEA, read(COACHING), family="h0-a-0002"),
    ]

    def is_right(message: MessageScore) -> bool:
        return message.whole is Outcome.RIGHT

    assert share(scores, is_right) == pytest.approx(3 / 4)
    assert family_share(scores, is_right) == pytest.approx(1 / 2)


def test_shares_of_kinds_are_of_what_was_answered():
    scores = [
        *(score(IDEA, read(IDEA)) for _ in range(6)),
        *(score(IDEA, read(COACHING)) for _ in range(2)),
        *(score(IDEA, read(IDEA, clarification=ASK)) for _ in range(2)),
    ]

    measured = figures(scores, [])

    assert measured.kind_right == pytest.approx(6 / 8)
    assert measured.kind_asked == pytest.approx(2 / 10)
    assert measured.kind_wrong == pytest.approx(2 / 10)
    assert measured.idea_right == pytest.approx(6 / 10)


@pytest.mark.parametrize(
    ("change", "instrument", "direction"),
    [
        ({"stop": "4488.5"}, "ES", "long"),
        ({"stop": "18320"}, "NQ", "short"),
        ({"targets": ["1.0810"]}, "EURUSD", "short"),
        ({"direction": "long"}, "ES", "short"),
        ({"stop": "9300", "targets": ["9500"]}, "NQ", "long"),
        ({"instrument": "ES"}, "NQ", "long"),
        ({"size": "5"}, "ES", "long"),
    ],
)
def test_a_change_has_an_idea_that_it_can_change(change, instrument, direction):
    terms = REQUEST.validate_python({"kind": "idea_change", "terms": change}).terms
    table = table_for(terms)
    sign = 1 if direction == "long" else -1

    assert (table.instrument, table.direction) == (instrument, direction)
    assert ((terms.stop or table.stop) - table.entry) * sign < 0
    assert ((terms.targets or table.targets)[0] - table.entry) * sign > 0


def test_a_played_conversation_holds_what_its_trader_confirmed():
    conversation = Conversation()

    conversation.say("long ES 4500 stop 4490 target 4530, 2 contracts")
    assert conversation.thread.idea.entry == Decimal(4500)
    conversation.say("log it")
    assert conversation.trade_state == "open"
    conversation.say("took half off at 4510")
    assert conversation.trade_state == "open"
    conversation.say("closed the rest at 4520")
    assert conversation.trade_state == "closed"


def test_nobody_is_shown_messages_of_the_set_aside_side(capsys):
    with pytest.raises(SystemExit):
        report.options(["--side", "set_aside", "--failures", "1"])

    assert "not shown" in capsys.readouterr().err
    assert report.options(["--side", "tuned", "--failures", "1"]).failures == 1
