"""Prices without a label become the levels of the side of the entry on which they lie, as a doubt to be confirmed. Pure.

In "long ES 4500 stop 4490, 4530 4560" nothing is left for the two behind the stop but to be targets. It is said that no
word tells so, and a trade that was made is asked about before it is drafted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaChange,
    IdeaRequest,
    IdeaTerms,
    TradeEntered,
)
from backend.features.coach.ideas.schemas import MOST_TARGETS, NumberAccount

_NEAR = Decimal("0.1")  # of the entry: what is farther away may be a size as well
_FARTHEST = Decimal("0.5")
_PLAIN = "plain"  # neither a distance nor money nor a count


@dataclass(frozen=True, slots=True)
class LevelsBySide:
    """The terms with the levels, what is said of them, and which numbers became them."""

    terms: IdeaTerms
    doubt: str
    words: frozenset[str]


def levels_by_side(
    lost: Sequence[NumberAccount], terms: IdeaTerms, text: str
) -> LevelsBySide | None:
    """Every number as a stop or target by its side of the entry; null where one of them may be anything else.

    Args:
        lost: numbers without a part, as they stand in the text.
        terms: of the idea or trade that would be drafted; it needs entry and direction.
        text: the message.
    """
    entry = terms.entry
    if entry is None or entry <= 0 or terms.direction is None:
        return None
    if not all(_is_a_price(number, terms, entry, text) for number in lost):
        return None
    is_long = terms.direction == "long"
    targets = [number for number in lost if (number.values[0] > entry) == is_long]
    stops = [number for number in lost if number not in targets]
    if len(stops) + (terms.stop is not None) != 1:
        return None  # two on the losing side, or no end of it: one of them may be something else
    if not targets and not terms.targets:
        return None  # "T long 20 19": entry and exit, entry and stop, or a zone
    return _with_levels(terms, stops, targets, text)


def asked_of_levels(
    request: IdeaRequest | IdeaChange | TradeEntered, doubt: str
) -> Clarification | None:
    """What is asked before a trade that was made is drafted with them; an idea is only judged."""
    if not isinstance(request, TradeEntered):
        return None
    yes = ClarificationOption(label="Yes, that is right", request=request)
    question = f"{doubt} Is that right? Otherwise say it anew."
    return Clarification(question=question, about="doubt", choices=(yes,), pending=request)


def _is_a_price(number: NumberAccount, terms: IdeaTerms, entry: Decimal, text: str) -> bool:
    """Whether nothing but a price of the market is written like it: not a round number that may be the size."""
    if number.kind != _PLAIN or not number.values or number.values[0] == entry:
        return False
    value = number.values[0]
    distance = abs(value - entry) / entry
    may_be_a_size = terms.size is None and "." not in text[number.start : number.end]
    return distance < (_NEAR if may_be_a_size else _FARTHEST)


def _with_levels(
    terms: IdeaTerms, stops: list[NumberAccount], targets: list[NumberAccount], text: str
) -> LevelsBySide | None:
    prices = {*terms.targets, *(number.values[0] for number in targets)}
    if len(prices) > MOST_TARGETS:
        return None
    ordered = tuple(sorted(prices, reverse=terms.direction == "short"))
    update: dict[str, object] = {"targets": ordered}
    if stops:
        update["stop"] = stops[0].values[0]
    named = (("the stop", stops), ("a target", targets))
    phrases = [_phrase(name, numbers, text) for name, numbers in named if numbers]
    doubt = f"I took {' and '.join(phrases)} by the side of the entry: no word says so."
    words = frozenset(_written(number, text) for number in (*stops, *targets))
    return LevelsBySide(terms.model_copy(update=update), doubt, words)


def _phrase(name: str, numbers: Sequence[NumberAccount], text: str) -> str:
    """`4530 and 4560 as targets`, prices as they were written."""
    shown = [_written(number, text) for number in numbers]
    if len(shown) == 1:
        return f"{shown[0]} as {name}"
    return f"{', '.join(shown[:-1])} and {shown[-1]} as targets"


def _written(number: NumberAccount, text: str) -> str:
    return text[number.start : number.end].rstrip(".,;")
