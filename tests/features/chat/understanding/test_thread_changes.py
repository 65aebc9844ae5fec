"""What each kind of answer makes of the thread."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from backend.features.chat.understanding import thread_changes as changes
from backend.features.chat.understanding.requests import (
    CheckRequest,
    Clarification,
    IdeaChange,
    IdeaOpinion,
    IdeaRequest,
    IdeaTerms,
    TradeEntered,
)
from backend.features.chat.understanding.thread_state import AskedBack, ThreadState
from backend.features.record.questions.schemas import Measure, RecordQuery

NOW = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)
TRADE = UUID(int=1)
MESSAGE = UUID(int=2)
ASK = Clarification(question="Long or short?", about="direction")
TABLE = IdeaTerms(instrument="ES", direction="long", entry=Decimal(4500), stop=Decimal(4490))
WAITING = ThreadState(idea=TABLE, trade_id=TRADE, asked=AskedBack(clarification=ASK, at=NOW))
OTHER = IdeaTerms(instrument="NQ", direction="short")
STOP = IdeaTerms(stop=Decimal(4494))


@pytest.mark.parametrize(
    ("request_", "terms"),
    [
        (IdeaChange(terms=STOP), TABLE.model_copy(update={"stop": Decimal(4494)})),
        (TradeEntered(terms=STOP), STOP),
        (
            TradeEntered(terms=STOP, of_the_table=True),
            TABLE.model_copy(update={"stop": Decimal(4494)}),
        ),
        (IdeaOpinion(), TABLE),
        (CheckRequest(), TABLE),
        (CheckRequest(terms=STOP), TABLE.model_copy(update={"stop": Decimal(4494)})),
        (CheckRequest(terms=OTHER), OTHER),
        (IdeaRequest(terms=STOP), STOP),
        (None, IdeaTerms()),
    ],
)
def test_a_request_is_about_what_it_says_on_what_is_on_the_table(request_, terms):
    assert changes.spoken_terms(request_, WAITING) == terms


def test_a_judged_idea_is_no_trade_yet_and_nothing_waits():
    after = changes.with_verdict(WAITING, STOP, MESSAGE)

    assert after == ThreadState(idea=STOP, verdict_message_id=MESSAGE, last="idea")


def test_a_question_leaves_the_idea_on_the_table():
    query = RecordQuery(measures=[Measure.NET_PNL])

    after = changes.with_query(WAITING, query)

    assert after == ThreadState(idea=TABLE, trade_id=TRADE, query=query, last="query")


def test_a_told_trade_is_on_the_table_until_it_is_confirmed():
    told = changes.with_entered(WAITING, STOP)
    confirmed = changes.with_trade(told, MESSAGE)

    assert told == ThreadState(idea=STOP, last="trade")
    assert confirmed == ThreadState(idea=STOP, trade_id=MESSAGE, last="trade")


def test_what_is_asked_back_leaves_everything_else_and_any_answer_ends_it():
    asked = changes.with_asked(ThreadState(idea=TABLE, trade_id=TRADE), ASK, NOW)

    assert asked == WAITING
    assert changes.with_answer(asked) == ThreadState(idea=TABLE, trade_id=TRADE)


@pytest.mark.parametrize(("instrument", "entry"), [(None, 4500), ("ES", 4500), ("NQ", None)])
def test_an_end_that_is_told_is_that_of_the_idea_on_the_table_unless_it_names_another(
    instrument, entry
):
    told = IdeaTerms(instrument=instrument, size=Decimal(2))

    ended = changes.ended_terms(told, WAITING)

    assert ended.entry == (None if entry is None else Decimal(entry))
    assert ended.size == Decimal(2)
