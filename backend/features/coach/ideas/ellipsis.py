"""What a short message changes of the idea on the table: "make it 3", "half the size", "what about 4505?". Pure."""

from dataclasses import replace
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.coach.ideas.conclusion import Conclusion, IdeaFrame
from backend.features.coach.ideas.schemas import Ask, AskChoice, SpokenIdea
from backend.features.coach.ideas.words.pieces import PieceRow

_FACTORS = {"half": Decimal("0.5"), "double": Decimal(2), "twice": Decimal(2), "triple": Decimal(3)}
_OF_A_SIZE = frozenset("size it contracts position lots shares".split())
_MOST_OF_A_SIZE = Decimal("0.2")  # of the entry: what is nearer to it may be a price


def complete(
    result: Conclusion,
    terms: SpokenIdea,
    frame: IdeaFrame,
    row: PieceRow,
) -> tuple[SpokenIdea, list[Ask]]:
    """The change with its lone numbers read against the table, and what must be asked of it."""
    table = frame.table
    if table is None:
        return terms, []
    terms = _with_factor(terms, table, row)
    lone = _lone_number(result, terms)
    asks: list[Ask] = []
    if lone is not None and table.entry is not None:
        if lone == lone.to_integral_value() and abs(lone) < abs(table.entry) * _MOST_OF_A_SIZE:
            return replace(terms, entry=None, size=lone), []
        asks.append(_which_level(lone))
        terms = replace(terms, entry=None)
    return terms, [*asks, *_against_the_table(terms, table)]


def _with_factor(terms: SpokenIdea, table: SpokenIdea, row: PieceRow) -> SpokenIdea:
    """In "half the size" and "double it" it is told of the size on the table."""
    words = [piece.text for piece in row.pieces]
    factors = [_FACTORS[word] for word in words if word in _FACTORS]
    if len(factors) != 1 or table.size is None or terms.size is not None:
        return terms
    if not _OF_A_SIZE & set(words):
        return terms
    return replace(terms, size=table.size * factors[0])


def _lone_number(result: Conclusion, terms: SpokenIdea) -> Decimal | None:
    """A number that nothing says anything of."""
    if terms.entry is None or not result.is_entry_loose:
        return None
    return terms.entry


def _which_level(price: Decimal) -> Ask:
    shown = plain_decimal(price)
    choices = (
        AskChoice(f"entry {shown}", SpokenIdea(entry=price)),
        AskChoice(f"stop {shown}", SpokenIdea(stop=price)),
        AskChoice(f"target {shown}", SpokenIdea(targets=(price,))),
    )
    return Ask("levels", f"What is {shown}: the entry, the stop or the target?", choices)


def _against_the_table(terms: SpokenIdea, table: SpokenIdea) -> list[Ask]:
    """An entry or a direction that leaves the stop of the table on the wrong side needs another stop."""
    if terms.instrument not in (None, table.instrument):
        return []  # levels of the table are of another market
    is_moved = terms.entry is not None or terms.direction is not None
    stop = terms.stop if terms.stop is not None else table.stop
    entry = terms.entry if terms.entry is not None else table.entry
    direction = terms.direction or table.direction
    if not is_moved or stop is None or entry is None or direction is None:
        return []
    sign = 1 if direction == "long" else -1
    if (entry - stop) * sign > 0:
        return []
    shown = plain_decimal(stop)
    return [Ask("stop", f"The stop {shown} would be on the wrong side then. Where does it go?")]
