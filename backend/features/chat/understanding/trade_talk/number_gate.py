"""Nothing is drafted from a message with a number that has no part in it: what it is, is asked first. Pure.

Each number of the words is a part of the request, or known to be none of the trade (and said to be left aside), or it is
asked about: a size that no table holds must never be lost in silence behind a draft that one click logs.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pydantic import BaseModel

from backend.core.types import plain_decimal
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaChange,
    IdeaRequest,
    IdeaTerms,
    LevelMoved,
    Request,
    TradeEntered,
    TradeExited,
    Understanding,
)
from backend.features.chat.understanding.trade_talk.levels_by_side import (
    asked_of_levels,
    levels_by_side,
)
from backend.features.coach.ideas.schemas import (
    OF_AN_OPTION,
    IdeaReading,
    NumberAccount,
    NumberFate,
)

ABOUT = "numbers"  # what is asked where it may be anything
_OF_NUMBERS = (
    "levels",
    "size",
    "money",
)  # what the reader of ideas asks of a number without a part
MOST_SAID = 6  # numbers that a question names
_MOST_OF_A_SIZE = 1_000
_MOST_OF_A_RISK = 10  # percent
_HUNDRED = Decimal(100)
_OF_TERMS = IdeaRequest | IdeaChange | TradeEntered
DRAFTED = _OF_TERMS | TradeExited | LevelMoved
_RESULTS = ("money", "distance")  # of a trade that is over: "closed it for 200", "+12 ticks"
_COMPUTED = ("distance", "ratio", "money")  # a level is told by them, and is another number
_NEAR = (Decimal("0.5"), Decimal(2))  # times the entry: what is no price of the market is beyond


def with_numbers_accounted(
    understanding: Understanding, reading: IdeaReading, text: str
) -> Understanding:
    """The understanding, or a question where a number of the words has no part in what would be drafted.

    Args:
        understanding: what was read; one that asks already stays as it is.
        reading: what the reader of ideas made of the same words.
        text: these words.
    """
    if understanding.guard is not None:
        return understanding
    drafted = [part for part in understanding.requests if isinstance(part, DRAFTED)]
    if not drafted or not _may_be_logged(drafted[0]):
        return understanding
    aside = tuple(text[n.start : n.end] for n in reading.numbers if _is_said(n))
    values = frozenset(value for part in understanding.requests for value in _values(part))
    lost = [number for number in reading.numbers if _is_lost(number, values, drafted[0])]
    remarks = dict.fromkeys([*understanding.not_understood, *aside])
    update: dict[str, object] = {"not_understood": tuple(remarks)}
    open_question = understanding.clarification
    if lost and (open_question is None or _is_of_numbers(open_question)):
        by_side = _by_side(understanding, lost, drafted[0], text)
        if by_side is not None:
            return by_side
        update["clarification"] = _question(lost, drafted[0], text)
    elif open_question is not None and (lost := _not_in(open_question.question, lost, text)):
        words = f"{open_question.question} I did not place {_named(lost, text)} either: say it, too, if it matters."
        update["clarification"] = open_question.model_copy(update={"question": words})
    return understanding.model_copy(update=update)


def _by_side(
    understanding: Understanding, lost: Sequence[NumberAccount], request: Request, text: str
) -> Understanding | None:
    """The understanding with prices as levels of their side of the entry; null where one may be anything else."""
    if not isinstance(request, _OF_TERMS):
        return None
    levels = levels_by_side(lost, request.terms, text)
    if levels is None:
        return None
    completed = request.model_copy(update={"terms": levels.terms})
    requests = [completed if part is request else part for part in understanding.requests]
    left = [words for words in understanding.not_understood if words not in levels.words]
    update: dict[str, object] = {
        "requests": tuple(requests),
        "not_understood": tuple(left),
        "doubts": (*understanding.doubts, levels.doubt),
        "clarification": asked_of_levels(completed, levels.doubt),
    }
    return understanding.model_copy(update=update)


def _may_be_logged(request: Request) -> bool:
    """Whether a draft may hold its numbers: not where one only names what is taken away, as in "lose the 6040 target"."""
    if isinstance(request, IdeaChange) and request.without:
        return False
    if isinstance(request, IdeaRequest):
        return request.terms.entry is not None or request.terms.stop is not None
    return True


def _not_in(question: str, lost: Sequence[NumberAccount], text: str) -> list[NumberAccount]:
    """What a question does not name itself, as "Is 4500 where you got in?" does."""
    named = set(question.rstrip("?.").split())
    return [number for number in lost if text[number.start : number.end] not in named]


def _is_of_numbers(question: Clarification) -> bool:
    return question.about in _OF_NUMBERS and not question.choices


def _is_said(number: NumberAccount) -> bool:
    """Whether it is left aside and its unit does not say what it is, as "3 times" does."""
    return number.fate is NumberFate.ASIDE and number.kind not in ("time", "count")


def _is_lost(number: NumberAccount, values: frozenset[Decimal], request: Request) -> bool:
    if not values.isdisjoint(number.values) or number.fate is NumberFate.ASIDE:
        return False
    if number.fate is NumberFate.PLACED and number.kind in _COMPUTED:
        return False
    if number.kind == OF_AN_OPTION:
        return not isinstance(request, _OF_TERMS) or request.terms.option is None
    return isinstance(request, _OF_TERMS) or number.kind not in _RESULTS


def _values(part: object) -> Iterator[Decimal]:
    """Every number of a request, whichever field holds it."""
    if isinstance(part, Decimal):
        yield from (part, abs(part), part * _HUNDRED)
    elif isinstance(part, tuple):
        for item in part:
            yield from _values(item)
    elif isinstance(part, BaseModel):
        for _, value in part:
            yield from _values(value)


def _question(lost: Sequence[NumberAccount], request: Request, text: str) -> Clarification:
    """What the numbers are; all of them are named, and only one alone can be given its part by a click."""
    named = _named(lost, text)
    aside = ClarificationOption(label=f"Leave {named} aside", request=request)
    choices: list[ClarificationOption] = []
    about = ABOUT
    if len(lost) == 1 and isinstance(request, _OF_TERMS):
        parts = list(_parts(lost[0], request.terms))
        about = parts[0][0] if parts and parts[0][0] == "size" else ABOUT
        choices = [_option(label, request, terms) for label, terms in _labelled(parts)]
    question = f"I did not place {named}. What is it?"
    if len(lost) > 1:
        question = f"I did not place {named}. What are they?"
    pending = request if isinstance(request, _OF_TERMS) else None
    return Clarification(
        question=question, about=about, choices=(*choices[:5], aside), pending=pending
    )


def _named(lost: Sequence[NumberAccount], text: str) -> str:
    shown = [text[number.start : number.end] for number in lost[:MOST_SAID]]
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def _option(
    label: str, request: IdeaRequest | IdeaChange | TradeEntered, terms: IdeaTerms
) -> ClarificationOption:
    values = {name: value for name, value in terms if value not in (None, ())}
    if "targets" in values:
        values["targets"] = (*request.terms.targets, *terms.targets)
    merged = request.terms.model_copy(update=values)
    return ClarificationOption(label=label, request=request.model_copy(update={"terms": merged}))


_NAMES = {
    "size": "Size",
    "risk_money": "Risk",
    "risk_percent": "Risk in percent",
    "notional": "Worth of the position",
    "stop": "Stop",
    "targets": "Target",
}


def _labelled(parts: Iterable[tuple[str, Decimal]]) -> Iterator[tuple[str, IdeaTerms]]:
    for name, value in parts:
        terms = IdeaTerms.model_validate({name: (value,) if name == "targets" else value})
        yield f"{_NAMES[name]} {plain_decimal(value)}", terms


def _parts(number: NumberAccount, terms: IdeaTerms) -> Iterator[tuple[str, Decimal]]:
    """The fields that a number may be, the likelier first."""
    if not number.values or number.values[0] <= 0:
        return
    value = number.values[0]
    if number.kind == "money":
        yield from (("risk_money", value), ("notional", value))
    elif number.kind == "distance":
        if number.unit == "%" and value <= _MOST_OF_A_RISK:
            yield "risk_percent", value
    elif _is_a_price(value, terms.entry):
        yield from _levels(value, terms)
    elif value <= _MOST_OF_A_SIZE and terms.size is None:
        yield "size", value


def _is_a_price(value: Decimal, entry: Decimal | None) -> bool:
    low, high = _NEAR
    return entry is not None and entry > 0 and low < value / entry < high


def _levels(value: Decimal, terms: IdeaTerms) -> Iterator[tuple[str, Decimal]]:
    """The stop where it is on the losing side and none is told, else a target."""
    if terms.entry is None or terms.direction is None:
        return
    pays = (value > terms.entry) == (terms.direction == "long")
    if pays:
        yield "targets", value
    elif terms.stop is None:
        yield "stop", value
