"""The idea that a message is about, as verdicts, the interlock and the coach take it."""

from dataclasses import replace
from datetime import date

from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.understanding.requests import (
    IdeaChange,
    IdeaOpinion,
    IdeaTerms,
    OrderType,
)
from backend.features.chat.understanding.thread_changes import TellingTerms, spoken_terms
from backend.features.coach.ideas.ideas import Guard, Idea, read_words
from backend.features.market.instruments.instruments import Instrument, resolve


def terms_of_request(answer: AnswerRequest) -> IdeaTerms:
    """What the request is about: what it says, on what is on the table where it goes on with that."""
    return spoken_terms(answer.request, answer.thread)


def idea_of_request(answer: AnswerRequest) -> Idea:
    """The idea with everything that is known of it, and what the words show beside it."""
    spoken = replace(
        read_words(answer.text),
        despair=answer.guard is Guard.SELF_HARM,
        abuse=answer.guard is Guard.MARKET_ABUSE,
    )
    request = answer.request
    if isinstance(request, IdeaChange | IdeaOpinion | TellingTerms):
        idea = idea_of(terms_of_request(answer), spoken)
        return replace(idea, doubts=answer.understanding.doubts)
    return spoken


def _instrument_of(terms: IdeaTerms) -> Instrument | None:
    """The contract; an option only where its expiry and strike are known, for its premium is no price of the underlying."""
    option = terms.option
    if option is None:
        return None if terms.instrument is None else resolve(terms.instrument)
    if option.strike is None or option.expiry is None:
        return None
    try:
        expiry = date.fromisoformat(option.expiry)
    except ValueError:
        return None
    letter = "C" if option.right == "call" else "P"
    return resolve(f"{option.underlying}{expiry:%y%m%d}{letter}{int(option.strike * 1000):08d}")


def idea_of(terms: IdeaTerms, spoken: Idea) -> Idea:
    """An idea of these terms; feelings and what else the words show are those of the message."""
    instrument = _instrument_of(terms)
    return replace(
        spoken,
        instrument=instrument,
        contract=None if terms.option is not None else terms.instrument,
        direction=terms.direction,
        entry=terms.entry,
        stop=terms.stop,
        targets=terms.targets,
        size=terms.size,
        risk_money=terms.risk_money,
        risk_percent=terms.risk_percent,
        timeframe=terms.timeframe or spoken.timeframe,
        market_entry=terms.order is OrderType.MARKET and terms.entry is None,
        conflicts=(),
    )
