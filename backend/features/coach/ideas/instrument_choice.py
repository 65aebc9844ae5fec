"""Which of the instruments that are named is the idea's, and what is asked where none or several are. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from backend.features.coach.ideas.contract_months import with_month
from backend.features.coach.ideas.schemas import Ask, AskChoice, SpokenIdea
from backend.features.coach.ideas.words.instrument_names import LIQUID
from backend.features.coach.ideas.words.left_names import left_names
from backend.features.coach.ideas.words.pieces import InstrumentName, Piece, PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning
from backend.features.coach.language.lexicon import ORDINARY
from backend.features.market.instruments.instruments import (
    Identified,
    Instrument,
    InstrumentKind,
    identify,
    resolve,
)

MOST_CHOICES = 4
_DIRECTIONS = (Meaning.LONG, Meaning.SHORT, Meaning.FADE)
_OTHERS = frozenset("or rather vs versus oder o ou".split())
_REST = frozenset("usd usdt eur gbp jpy pm am et".split())


@dataclass(frozen=True, slots=True)
class InstrumentChoice:
    """The instrument of an idea.

    Attributes:
        name: null where none is named or several contend.
        named: all that contend, in the order of the text.
        ask: what must be asked back.
        places: of the pieces that name it.
    """

    name: InstrumentName | None = None
    named: tuple[InstrumentName, ...] = ()
    ask: Ask | None = None
    places: frozenset[int] = frozenset()

    @property
    def instrument(self) -> Instrument | None:
        """The contract; null where none is known."""
        return None if self.name is None else self.name.instrument


def choose_instrument(
    row: PieceRow,
    today: date,
    *,
    has_numbers: bool,
    traded: Collection[str] = (),
) -> InstrumentChoice:
    """The instrument that is meant, or what is asked.

    Args:
        row: the pieces of the message.
        today: the day that contract months are told from.
        has_numbers: an unknown word is asked for only beside a number.
        traded: symbols of the trader's record, one of which a spoken name may mean.
    """
    places = [place for place, piece in enumerate(row.pieces) if piece.name is not None]
    places = _without_doubles(row, _strongest(row, places))
    groups = _by_instrument(row, places)
    if not groups:
        left = _left(row, today, traded) if has_numbers else None
        return left or (_unknown(row, today) if has_numbers else InstrumentChoice())
    if len(groups) > 1:
        central = {
            symbol: at for symbol, at in groups.items() if any(_is_central(row, p) for p in at)
        }
        groups = central or groups
    names = tuple(_as_traded(_name(row, at[0]), traded) for at in groups.values())
    if len(groups) == 1:
        name, places_of_it = with_month(
            row, names[0], frozenset(next(iter(groups.values()))), today
        )
        return InstrumentChoice(name, (name,), places=places_of_it)
    return InstrumentChoice(None, names, _which(names))


def _left(row: PieceRow, today: date, traded: Collection[str]) -> InstrumentChoice | None:
    """The one instrument that words name where no ticker stands; null for none and for several."""
    named = {place: _as_traded(name, traded) for place, name in left_names(row).items()}
    if len({name.symbol for name in named.values()}) != 1:
        return None
    name, places = with_month(row, next(iter(named.values())), frozenset(named), today)
    return InstrumentChoice(name, (name,), places=places)


def _as_traded(name: InstrumentName, traded: Collection[str]) -> InstrumentName:
    """In "gold" the contract of gold that the trader trades is meant, where there is just one."""
    contract = name.instrument
    if not name.is_spoken or contract is None or name.symbol in traded:
        return name
    others = {
        symbol: other
        for symbol in traded
        if (other := resolve(symbol)) is not None and _is_same_thing(other, contract)
    }
    if len(others) != 1:
        return name
    symbol, other = next(iter(others.items()))
    return InstrumentName(other, symbol, is_spoken=True)


def _is_same_thing(other: Instrument, contract: Instrument) -> bool:
    """Whether two contracts are of one thing in another size: beans are no corn, though both are grains."""
    if other.family != contract.family:
        return False
    is_broad = InstrumentKind.FUTURE in (other.kind, contract.kind) and (
        contract.family in _BROAD_FAMILIES
    )
    return not is_broad or _thing(other) == _thing(contract)


def _thing(contract: Instrument) -> str:
    words = contract.name.lower().replace("-", " ").split()
    return " ".join(word for word in words if word not in _SIZES)


_SIZES = frozenset("micro mini e emini".split())
_BROAD_FAMILIES = frozenset(  # of several things, which are not each other
    """us_index eu_index jp_index grains energy cattle sugar cocoa coffee us_rates eu_rates us_yields us_money
    eu_money""".split()
)


def _strongest(row: PieceRow, places: list[int]) -> list[int]:
    """Without ordinary words and stocks that are words, where something is named for certain."""
    certain = [place for place in places if not _name(row, place).is_weak]
    return certain or places


def _without_doubles(row: PieceRow, places: list[int]) -> list[int]:
    """In "Gold" beside "GC" says the same."""
    families = {
        contract.family
        for place in places
        if (contract := _name(row, place).instrument) is not None
        and not _name(row, place).is_spoken
    }
    return [
        place
        for place in places
        if not (
            _name(row, place).is_spoken
            and (contract := _name(row, place).instrument) is not None
            and contract.family in families
        )
    ]


def _name(row: PieceRow, place: int) -> InstrumentName:
    name = row.pieces[place].name
    assert name is not None
    return name


def _by_instrument(row: PieceRow, places: list[int]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for place in places:
        name = _name(row, place)
        key = name.instrument.symbol if name.instrument is not None else name.symbol
        groups.setdefault(key, []).append(place)
    return groups


def _is_central(row: PieceRow, place: int) -> bool:
    """Whether a name stands beside a direction or a size, or beside "or"."""
    near = [row.at(place + step) for step in (-3, -2, -1, 1, 2)]
    if any(piece is not None and piece.meaning in _DIRECTIONS for piece in near):
        return True
    return row.text(place - 1) in _OTHERS or row.text(place + 1) in _OTHERS


def _which(names: tuple[InstrumentName, ...]) -> Ask:
    symbols = [name.symbol for name in names[:MOST_CHOICES]]
    choices = tuple(AskChoice(symbol, SpokenIdea(instrument=symbol)) for symbol in symbols)
    return Ask("instrument", f"You named {' and '.join(symbols)}: which one is it?", choices)


def _unknown(row: PieceRow, today: date) -> InstrumentChoice:
    """A word in the place of a ticker that names nothing: asked, with what it could be."""
    for place, piece in enumerate(row.pieces):
        if not _may_be_a_ticker(row, place, piece):
            continue
        outcome = identify(piece.written, today=today)
        if isinstance(outcome, Identified):
            candidates = [outcome.instrument.symbol]
        else:
            symbols = [candidate.symbol for candidate in outcome.candidates]
            candidates = sorted(symbols, key=lambda symbol: symbol not in LIQUID)[:MOST_CHOICES]
        choices = tuple(AskChoice(symbol, SpokenIdea(instrument=symbol)) for symbol in candidates)
        question = f"I do not know {piece.written}. Which instrument do you mean?"
        return InstrumentChoice(ask=Ask("instrument", question, choices), places=frozenset({place}))
    return InstrumentChoice()


def _may_be_a_ticker(row: PieceRow, place: int, piece: Piece) -> bool:
    is_word = piece.kind is PieceKind.WORD and piece.meaning is None
    if not is_word or not 2 <= len(piece.written) <= 10 or piece.text in _REST:
        return False
    if piece.written.upper() in ORDINARY or not piece.written.replace("/", "").isalnum():
        return False
    before, after = row.at(place - 1), row.at(place + 1)
    is_behind = before is not None and before.meaning in _DIRECTIONS
    is_sized = before is not None and before.number is not None
    is_first = before is None and piece.written.isupper()
    leads_on = after is not None and (
        after.number is not None or after.meaning in (*_DIRECTIONS, Meaning.AT, Meaning.STOP)
    )
    return leads_on and (is_behind or is_first or (is_sized and piece.written.isupper()))
