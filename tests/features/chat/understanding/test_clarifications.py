"""What was asked back is answered by a button, a number, words or the value that was missing, for half a day."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaRequest,
    IdeaTerms,
    LevelMoved,
    TradeExit,
    TradeExited,
)
from backend.features.chat.understanding.thread_state import AskedBack, ThreadState
from tests.features.chat.understanding.messages import NOW, kind_of, request_of, understood

HELD = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
WAYS = {
    "ES long 2 at 4500": IdeaTerms(instrument="ES", direction="long"),
    "ES short 1 at 4520": IdeaTerms(instrument="ES", direction="short"),
    "NQ long 1 at 18250": IdeaTerms(instrument="NQ", direction="long"),
}


def asked(clarification, minutes=1):
    """A thread in which something was asked so many minutes ago."""
    return ThreadState(
        asked=AskedBack(clarification=clarification, at=NOW - timedelta(minutes=minutes))
    )


def which(minutes=1):
    choices = tuple(
        ClarificationOption(label=label, request=IdeaRequest(terms=terms))
        for label, terms in WAYS.items()
    )
    question = Clarification(question="Which one?", about="trade", choices=choices)
    return asked(question, minutes)


def missing(about, minutes=1, **terms):
    pending = IdeaRequest(terms=IdeaTerms(instrument="ES", **terms))
    return asked(Clarification(question="?", about=about, pending=pending), minutes)


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("ES short 1 at 4520", "ES short 1 at 4520"),  # what the button sends
        ("2", "ES short 1 at 4520"),
        ("#2", "ES short 1 at 4520"),
        ("the second one", "ES short 1 at 4520"),
        ("1", "ES long 2 at 4500"),
        ("first", "ES long 2 at 4500"),
        ("option 3", "NQ long 1 at 18250"),
        ("the last one", "NQ long 1 at 18250"),
        ("the short", "ES short 1 at 4520"),
        ("I mean NQ", "NQ long 1 at 18250"),
    ],
)
def test_a_choice_is_picked_by_its_button_its_number_or_its_words(words, label):
    assert request_of(words, which()).terms == WAYS[label]


@pytest.mark.parametrize("words", ["ES", "long", "4", "9", "the fourth"])
def test_what_fits_several_choices_or_none_picks_none(words):
    understanding = understood(words, which())
    assert not any(
        isinstance(request, IdeaRequest) and request.terms in WAYS.values()
        for request in understanding.requests
        if understanding.clarification is None
    )


@pytest.mark.parametrize(("minutes", "is_answer"), [(60, True), (719, True), (721, False)])
def test_a_question_waits_for_half_a_day(minutes, is_answer):
    request = understood("2", which(minutes)).requests
    picked = [getattr(part, "terms", None) for part in request]
    assert (picked == [WAYS["ES short 1 at 4520"]]) is is_answer


@pytest.mark.parametrize(("minutes", "is_answer"), [(60, True), (721, False)])
def test_so_does_one_for_a_value(minutes, is_answer):
    thread = missing("stop", minutes, direction="long", entry=Decimal(4500))
    understanding = understood("4490", thread)
    completed = [
        part for part in understanding.requests if getattr(part, "terms", None) is not None
    ]
    stops = [part.terms.stop for part in completed]
    assert (stops == [Decimal(4490)]) is is_answer


@pytest.mark.parametrize(
    ("about", "words", "name", "value"),
    [
        ("stop", "4490", "stop", Decimal(4490)),
        ("stop", "at 4,490", "stop", Decimal(4490)),
        ("stop", "stop 4490", "stop", Decimal(4490)),
        ("target", "4520", "targets", (Decimal(4520),)),
        ("entry", "4501.25", "entry", Decimal("4501.25")),
        ("size", "2", "size", Decimal(2)),
        ("direction", "short", "direction", "short"),
        ("direction", "long please", "direction", "long"),
    ],
)
def test_a_value_completes_what_waited_and_keeps_the_rest(about, words, name, value):
    known = {"entry": Decimal(4500)} if name != "entry" else {"stop": Decimal(4490)}
    request = request_of(words, missing(about, **known))
    assert getattr(request.terms, name) == value
    kept = {part: getattr(request.terms, part) for part in known}
    assert kept == known
    assert request.terms.instrument == "ES"


@pytest.mark.parametrize(
    "pending",
    [
        LevelMoved(level="stop", trade_id=HELD),
        TradeExited(trade_id=HELD, exits=(TradeExit(share=Decimal("0.5")), TradeExit())),
    ],
)
def test_a_price_alone_completes_an_exit_and_a_level(pending):
    thread = asked(Clarification(question="At what price?", about="price", pending=pending))
    request = request_of("4,495.50", thread)
    assert request.trade_id == HELD
    prices = [part.price for part in request.exits] if pending.kind == "trade_exited" else []
    assert set(prices or [request.price]) == {Decimal("4495.50")}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("/state", "book"),
        ("/new", "new_thread"),
        ("remember that I trade the open", "memory"),
        ("Long NQ 18250 stop 18230 target 18290, 1 contract for the close of this day", "idea"),
        ("search my messages for breakout", "archive"),
    ],
)
def test_what_is_something_of_its_own_is_no_answer(words, kind):
    assert kind_of(words, missing("stop", direction="long")) == kind
    assert kind_of(words, which()) == kind


def test_guarded_words_are_no_answer():
    assert understood("2, and I want to die", which()).guard == "self_harm"


def test_of_two_prices_none_is_taken():
    pending = LevelMoved(level="stop", trade_id=HELD)
    thread = asked(Clarification(question="At what price?", about="price", pending=pending))
    understanding = understood("4490 or 4495", thread)
    assert all(getattr(part, "trade_id", None) is None for part in understanding.requests)
