"""Which role each number has, where the tables leave numbers open: the learned roles, as far as they fit together. Pure.

A trade has one entry, its stop lies on the losing side of it and its targets on the other. Of all ways to give out the
roles the likeliest that fits is taken, and only where every number is then all but certain.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log

from backend.features.coach.classifiers.models import NumberScores
from backend.features.coach.ideas.draft import IdeaDraft, LevelNote, PriceNote
from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber
from backend.features.coach.ideas.schemas import Direction, SpokenIdea
from backend.features.coach.ideas.words.pieces import PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning

MOST_NUMBERS = 12
MOST_ROLES = 4  # of one number that are tried
MOST_WAYS = 64
LEAST = 0.01  # of a role that is tried
SURE = 0.85  # of every number that is no other
BEYOND_DOUBT = 0.985
SURE_OF_A_SIDE = 0.93  # that no word names
OF_THE_WORD = 0.85  # that a word which names a side names that of the trade, and not how it is left
CERTAIN_OF_ANOTHER = 0.98  # by all words together, against the one that names a side
OF_THE_TABLE = 0.7  # that an idea still goes the way it went, whatever other way is named
PLAUSIBLE = 0.25  # by its words alone
SURE_OF_NOTHING = 0.6  # that a number is nothing of the trade
CERTAIN_OF_NO_PRICE = 0.985
CERTAIN_OF_NOTHING = 0.95  # so that it is left aside and not asked about
_ENDED = ("exit", "exit_size", "moved")
_LEVELS = {"stop": -1, "target": 1}  # on which side of the entry of a long
_SIDES = (Meaning.LONG, Meaning.SHORT, Meaning.JOIN)
_DISTANCES = ("stop_distance", "target_distance", "target_ratio")
_ALONE = ("stop", "stop_distance", "size", "notional", "risk_money", "risk_percent")
_SIGNS: dict[Direction, int] = {"long": 1, "short": -1}


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """The roles of the numbers by their places, and the direction that they fit.

    Attributes:
        is_beyond_doubt: the numbers need not be confirmed before anything is logged.
        aside: numbers that are no part of the trade for certain; another that has no role is to be asked about.
    """

    roles: Mapping[int, str]
    direction: Direction | None
    is_beyond_doubt: bool
    aside: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to give out roles, so far."""

    direction: Direction | None
    entry: Decimal | None = None  # of the table
    roles: tuple[str, ...] = ()
    score: float = 0.0


def choose_roles(
    figures: Mapping[int, PlacedNumber],
    scores: NumberScores,
    directions: Sequence[Direction],
    table: SpokenIdea | None = None,
) -> RoleChoice | None:
    """The roles of all numbers; null where any of them is in doubt, or the trade is over.

    Args:
        figures: the numbers by their places.
        scores: what each is likely to be, in the same order.
        directions: those that the words name; where they name one, it is that.
        table: the idea that is spoken of and not taken yet: where it is to be left is its stop or its target.
    """
    places = sorted(figures)
    if not places or len(places) > MOST_NUMBERS:
        return None
    if table is not None:
        scores = replace(scores, roles=tuple(map(_of_an_idea, scores.roles)))
    ways = _likeliest_ways(figures, scores, directions, table)
    if not ways or _is_in_doubt(ways, scores, directions, table):
        return None
    best = ways[0]
    roles = dict(zip(places, best.roles, strict=True))
    if not _have_units(roles, figures):
        return None
    certain = [_certainty(best, ways, at) for at in range(len(places))]
    aside = frozenset(
        place
        for place, chance in zip(places, certain, strict=True)
        if roles[place] == "other"
        and chance >= _least_aside(figures[place], figures, roles)
        and not _is_of_a_trade(figures[place])
    )
    return RoleChoice(roles, best.direction, min(certain) >= BEYOND_DOUBT, aside)


def _least_aside(
    figure: PlacedNumber, figures: Mapping[int, PlacedNumber], roles: Mapping[int, str]
) -> float:
    """How certain it must be that a number is nothing: the more so where it may be a price of the trade."""
    prices = [figures[place].value for place, role in roles.items() if role in _PRICED]
    is_a_price = any(
        price > 0 and abs(figure.value / price - 1) < _NEAR_A_PRICE for price in prices
    )
    return CERTAIN_OF_NO_PRICE if is_a_price else CERTAIN_OF_NOTHING


_PRICED = ("entry", "stop", "target")
_NEAR_A_PRICE = Decimal("0.2")
_OF_A_TRADE = ("tick", "pip", "point", "cent", "r", "atr")


def _is_of_a_trade(figure: PlacedNumber) -> bool:
    """Whether its unit says that it is a part of the trade, whatever the words around it are like."""
    return figure.kind is NumberKind.SIZE or figure.unit in _OF_A_TRADE


def _likeliest_ways(
    figures: Mapping[int, PlacedNumber],
    scores: NumberScores,
    directions: Sequence[Direction],
    table: SpokenIdea | None,
) -> list[_Way]:
    """The ways to give out all roles that fit, the likeliest first: number by number, so that few are ever tried."""
    places = sorted(figures)
    entry = None if table is None else table.entry
    sides = _sides(directions, scores.directions, table)
    ways = [_Way(side, entry, score=log(chance)) for side, chance in sides]
    for chances in scores.roles:
        longer = _longer_ways(ways, _likely(chances))
        fitting = [way for way in longer if _fits(way, places, figures)]
        ways = sorted(fitting, key=lambda way: -way.score)[:MOST_WAYS]
    whole = [way for way in ways if _is_whole(way)]
    return sorted(whole, key=lambda way: -way.score)


def _longer_ways(ways: Sequence[_Way], roles: Sequence[tuple[str, float]]) -> list[_Way]:
    """Each way with each role of the next number."""
    return [
        replace(way, roles=(*way.roles, role), score=way.score + log(chance))
        for way in ways
        for role, chance in roles
    ]


def _is_in_doubt(
    ways: Sequence[_Way],
    scores: NumberScores,
    directions: Sequence[Direction],
    table: SpokenIdea | None,
) -> bool:
    """Whether the best way is to be asked about, or tells of a trade that is over."""
    best = ways[0]
    roles = set(best.roles)
    if roles & set(_ENDED) or not _is_plausible(best.roles, scores):
        return True
    if table is not None and "entry" in roles:
        return True  # "what about 4505?" may be any of its levels
    has_word = len(directions) == 1
    is_named = has_word or table is not None
    if not _is_certain(best, ways, SURE if is_named else SURE_OF_A_SIDE):
        return True
    if not is_named and not roles & set(_LEVELS):
        return True  # distances alone do not tell which way
    # "long 5200, stop 5210": which of the two is not meant is asked
    is_turned = has_word and best.direction not in directions
    return is_turned and scores.directions[best.direction or "none"] < CERTAIN_OF_ANOTHER


def _is_plausible(roles: Sequence[str], scores: NumberScores) -> bool:
    """Whether the words alone bear the roles out: "long 5200, stop 5210" is to be asked."""
    pairs = zip(roles, scores.roles, strict=True)
    return all(chances[role] >= PLAUSIBLE for role, chances in pairs)


def _have_units(roles: Mapping[int, str], figures: Mapping[int, PlacedNumber]) -> bool:
    """Whether every distance has a unit of its own, or that of the others."""
    return all(
        role not in _DISTANCES or _unit_of(figures[place], role, figures.values())
        for place, role in roles.items()
    )


def _of_an_idea(roles: Mapping[str, float]) -> Mapping[str, float]:
    """What would be an end, or a level that was moved, is a level of an idea that was not taken yet."""
    ends = sum(roles.get(name, 0.0) for name in ("exit", "moved"))
    levels = {name: roles.get(name, 0.0) + ends for name in _LEVELS}
    rest = {name: chance for name, chance in roles.items() if name not in ("exit", "moved")}
    return rest | levels


def _sides(
    directions: Sequence[Direction], learned: Mapping[str, float], table: SpokenIdea | None
) -> list[tuple[Direction | None, float]]:
    """Which ways it may go, and how likely each is: by the table, by the words that name one, by all words."""
    if table is not None and table.direction is not None:
        others = [side for side in directions if side != table.direction]
        turned = [(side, 1 - OF_THE_TABLE) for side in others]
        return [(table.direction, OF_THE_TABLE), *turned]
    sides: list[tuple[Direction | None, float]] = []
    for side in _SIGNS:
        chance = learned[side] + learned["none"] / 2
        if len(directions) == 1:
            chance *= OF_THE_WORD if side in directions else 1 - OF_THE_WORD
        sides.append((side, max(chance, LEAST)))
    return sides


def _likely(roles: Mapping[str, float]) -> list[tuple[str, float]]:
    ordered = sorted(roles.items(), key=lambda item: -item[1])[:MOST_ROLES]
    return [(role, chance) for role, chance in ordered if chance >= LEAST]


def _fits(way: _Way, places: Sequence[int], figures: Mapping[int, PlacedNumber]) -> bool:
    """Whether the last role goes with those before it."""
    last, before = way.roles[-1], way.roles[:-1]
    if last in _ALONE and last in before:
        return False
    if {"stop", "stop_distance"} <= set(way.roles):
        return False
    if way.roles.count("entry") > 2:
        return False
    figure = figures[places[len(before)]]
    if last in _DISTANCES and figure.value <= 0:
        return False
    return _lies_right(way, places, figures)


def _lies_right(way: _Way, places: Sequence[int], figures: Mapping[int, PlacedNumber]) -> bool:
    values = [(role, figures[place].value) for role, place in zip(way.roles, places, strict=False)]
    entries = [value for role, value in values if role == "entry"]
    if not entries and way.entry is not None:
        entries = [way.entry]
    if len(entries) == 2 and not _is_zone(entries):
        return False
    sign = _SIGNS[way.direction] if way.direction is not None else 0
    for role, value in values:
        side = _LEVELS.get(role, 0) * sign
        if side and any((value - entry) * side <= 0 for entry in entries):
            return False
    return True


def _is_zone(entries: Sequence[Decimal]) -> bool:
    low, high = sorted(entries)
    return low > 0 and high / low < Decimal("1.02")


def _is_whole(way: _Way) -> bool:
    """A distance needs an entry that it is away from."""
    has_entry = "entry" in way.roles or way.entry is not None
    return has_entry or not set(way.roles) & set(_DISTANCES)


MOST_OF_A_ZONE = 3  # pieces between its edges


def is_one_zone(choice: RoleChoice, row: PieceRow) -> bool:
    """Whether two entries are the edges of one zone: "5185-5190", and not "5190 or 5185", nor two numbers far apart."""
    places = sorted(place for place, role in choice.roles.items() if role == "entry")
    if len(places) < 2:
        return True
    low, high = places
    between = {row.text(place) for place in range(low + 1, high)}
    return high - low - 1 <= MOST_OF_A_ZONE and not between & {"or", "then", ".", ";"}


def are_told(choice: RoleChoice, row: PieceRow) -> bool:
    """Whether every level has words beside it: in "long ES 4500 4490 4530" nothing says which is which."""
    if not is_one_zone(choice, row):
        return False
    has_name: dict[int, bool] = {}
    places = sorted(choice.roles)
    for at, place in enumerate(places):
        before = places[at - 1] if at else None
        after = places[at + 1] if at + 1 < len(places) else len(row)
        start = 0 if before is None else before + 1
        has_words = _has_words(row, start, place) or _has_words(row, place + 1, after)
        is_of_a_list = before is not None and choice.roles[before] == choice.roles[place]
        has_name[place] = has_words or (is_of_a_list and before is not None and has_name[before])
    return all(has_name[place] for place, role in choice.roles.items() if role in _LEVELS)


def _has_words(row: PieceRow, start: int, end: int) -> bool:
    """Whether a word that is no name, no side and no end of a sentence stands in between."""
    for place in range(start, end):
        piece = row.pieces[place]
        if piece.kind is PieceKind.BREAK:
            return False
        if piece.kind in (PieceKind.WORD, PieceKind.ARROW) and piece.meaning not in _SIDES:
            return True
    return False


def _is_certain(best: _Way, ways: Sequence[_Way], least: float) -> bool:
    """Whether the ways together leave no number and no direction in doubt."""
    for at, role in enumerate(best.roles):
        if _certainty(best, ways, at) < (SURE_OF_NOTHING if role == "other" else SURE):
            return False
    return _share(ways, lambda way: way.direction == best.direction) >= least


def _certainty(best: _Way, ways: Sequence[_Way], at: int) -> float:
    """How likely a number has the role that it has in the best way."""
    return _share(ways, lambda way: way.roles[at] == best.roles[at])


def _share(ways: Sequence[_Way], agrees: Callable[[_Way], bool]) -> float:
    weights = [exp(way.score - ways[0].score) for way in ways]
    agreeing = [weight for way, weight in zip(ways, weights, strict=True) if agrees(way)]
    return sum(agreeing) / sum(weights)


def draft_of(
    choice: RoleChoice, figures: Mapping[int, PlacedNumber], before: IdeaDraft
) -> IdeaDraft:
    """The draft that the roles make; what is no number is that of the draft before."""
    draft = IdeaDraft(timeframe=before.timeframe, leverage=before.leverage)
    draft.stop_without_number = before.stop_without_number
    draft.target_without_number = before.target_without_number
    draft.used = before.used | set(figures)
    draft.aside = before.aside | choice.aside
    entries: list[Decimal] = []
    for place, role in choice.roles.items():
        figure = figures[place]
        value = figure.value
        if role == "entry":
            entries.append(value)
            draft.entries.append(PriceNote(value, place, "label"))
        elif role in ("stop", "target"):
            is_money = figure.kind is NumberKind.MONEY
            note = LevelNote(value, place, is_money=is_money)
            (draft.stops if role == "stop" else draft.targets).append(note)
        elif role in _DISTANCES:
            unit = _unit_of(figure, role, figures.values())
            note = LevelNote(value, place, unit, figure.kind is NumberKind.MONEY)
            (draft.stops if role == "stop_distance" else draft.targets).append(note)
        elif role == "size" and value != draft.leverage:
            draft.sizes.append(value)
        elif role in ("notional", "risk_money", "risk_percent"):
            setattr(draft, role, value)
    if len(entries) == 2:
        draft.zone, draft.entries = (entries[0], entries[1]), []
    return draft


def _unit_of(figure: PlacedNumber, role: str, others: Iterable[PlacedNumber]) -> str:
    """The unit of a distance, or that of the others: "forty pips behind it, eighty in front"."""
    if role == "target_ratio":
        return "r"
    if figure.unit or figure.kind is NumberKind.MONEY:
        return figure.unit or "point"
    units = {
        other.unit for other in others if other.kind is NumberKind.DISTANCE and other.unit != "r"
    }
    return units.pop() if len(units) == 1 else ""


_NOUNS = {"entry": "entry", "stop": "stop", "target": "target", "size": "size"}


def spoken_roles(choice: RoleChoice, row: PieceRow) -> str:
    """What the numbers were taken for, in words for the trader; "" where none is named."""
    parts = [
        f"{row.pieces[place].written or row.text(place)} as the {_NOUNS[role]}"
        for place, role in sorted(choice.roles.items())
        if role in _NOUNS
    ]
    return f"I took {', '.join(parts)}." if parts else ""
