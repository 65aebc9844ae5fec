"""What is asked of numbers that became nothing, and which of them their words put aside: "lost $200 on the last one"."""

from decimal import Decimal

from backend.features.coach.ideas.conclusion import Conclusion
from backend.features.coach.ideas.numbers.number_accounts import is_no_part
from backend.features.coach.ideas.schemas import Ask, SpokenIdea
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import DISTANCE_WORDS, Meaning


def asks_of_free_numbers(result: Conclusion, terms: SpokenIdea, row: PieceRow) -> list[Ask]:
    """A number beside the entry without a label, a unit or a triple is asked for, where it may be a level."""
    entry = terms.entry
    first = _first_of_the_idea(row)
    asks = []
    for place in result.free:
        number = row.number(place)
        if number is None or entry is None:
            continue
        if is_no_part(row, place):
            result.draft.aside.add(place)
            continue
        value = number.value
        is_a_price = entry > 0 and Decimal("0.5") < value / entry < Decimal(2)
        is_near = entry > 0 and Decimal("0.8") < value / entry < Decimal("1.25")
        is_before = place < first
        if not is_near and (is_before or _is_count(row, place)):
            if _is_of_something_else(row, place):
                result.draft.aside.add(place)
            continue  # told before the idea, and of another scale: what is counted or earned
        shown = row.pieces[place].written or row.text(place)
        if is_a_price:
            asks.append(Ask("levels", f"What is {shown}: a stop, a target or another entry?"))
        elif (
            number.is_whole
            and not number.unit
            and terms.size is None
            and value <= 1_000
            and _ends_there(row, place)
        ):
            asks.append(Ask("size", f"Is {shown} your size?"))
        elif number.is_negative or row.text(place).startswith("+"):
            asks.append(Ask("levels", f"What is {shown}: a distance of the stop or of the target?"))
        elif number.is_money:
            asks.append(Ask("money", f"What is {shown}: your risk, or what the position is worth?"))
        else:
            asks.append(Ask("levels", f"What is {shown}?"))
    return asks


_EARNED = frozenset(
    """up down lost loss losing made make won win gain gained earned profit winner loser green red dropped drop
    fell rose rallied rally higher lower already gave back""".split()
)
_NEAR_ITS_MONEY = 4  # pieces in which a word says that money was earned or lost


def _is_of_something_else(row: PieceRow, place: int) -> bool:
    """In "lost $200 on the last one" and "after two attempts" a number is none of the trade, by its words.

    Of "$1,500 to spend on UBER" and "20 to lose" nothing says so: these are asked about.
    """
    number = row.number(place)
    near = range(place - _NEAR_ITS_MONEY, place + _NEAR_ITS_MONEY + 1)
    if number is None or any(row.text(other) in _EARNED for other in near):
        return True
    has_unit = bool(number.unit) or row.text(place + 1) in DISTANCE_WORDS
    is_measured = any(row.text(other) in _MEASURES for other in range(place - 2, place))
    return is_measured or (not has_unit and _is_count(row, place))


_MEASURES = ("atr", "adr", "iv", "beta", "rate", "since", "yield", "funding")
_MOST_OF_A_COUNT = 31


def _is_count(row: PieceRow, place: int) -> bool:
    """In "after 3 failed attempts" a small number counts what stands behind it."""
    number, after = row.number(place), row.at(place + 1)
    if number is None or after is None or number.is_money:
        return False
    is_small = number.is_whole and number.value <= _MOST_OF_A_COUNT
    return is_small and after.kind is PieceKind.WORD and after.meaning is None


def _first_of_the_idea(row: PieceRow) -> int:
    """Where the first direction or name stands."""
    for place, piece in enumerate(row.pieces):
        is_direction = piece.meaning in (Meaning.LONG, Meaning.SHORT)
        if is_direction or piece.kind is PieceKind.NAME:
            return place
    return 0


def _ends_there(row: PieceRow, place: int) -> bool:
    """Whether nothing stands behind that says what is counted."""
    after = row.at(place + 1)
    return after is None or after.text in (",", "\n", ".", ";") or after.meaning is not None
