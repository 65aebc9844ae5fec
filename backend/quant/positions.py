"""Fills become round trips: what was opened, in which parts it was closed, and what each part came to.

Everything is exact. Prices, sizes and money are added and multiplied without rounding; only what must be divided
(a fee shared between two trades, an average cost) is rounded, and then the last share takes the rest, so that
the shares always add up to the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, localcontext
from enum import StrEnum
from uuid import UUID

from backend.core.choices import Choice

PLACES = Decimal("0.0000000001")  # of money, as the columns hold it
PRICE_PLACES = Decimal("0.000000000001")
QUANTITY_PLACES = Decimal("0.000000000000000001")
LOT_PLACES = Decimal("1E-40")  # of what is left of a lot, so that ten are right when multiplied
NOTHING = Decimal(0)

# Restated prices have 60 digits, sizes 32, multipliers 24: sums of a million products fit; a rounding would be a fault.
EXACT = Context(prec=200, traps=[InvalidOperation, Overflow, Inexact])
ROUNDED = Context(prec=200)


class Side(StrEnum):
    """What a fill did."""

    BUY = "buy"
    SELL = "sell"


class PositionSide(StrEnum):
    """Which way a position earns."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """1 for long, -1 for short."""
        if self is PositionSide.LONG:
            return 1
        return -1


class Matching(Choice):
    """Which entries an exit closes: the oldest first, or a share of all of them."""

    FIFO = "fifo"
    WEIGHTED_AVERAGE = "weighted_average"


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution in one account and instrument.

    Attributes:
        quantity: contracts, shares or lots, above zero; the side says which way.
        price: finite; zero and below exist (crude oil traded at -37.63 on 20 April 2020).
        fees: all costs of this fill in money, negative for a rebate.
        time: when the exchange executed it, aware; never when it was recorded.

    Raises:
        ValueError: not finite, a quantity that is not above zero, or a time without a zone.
    """

    side: Side
    quantity: Decimal
    price: Decimal
    fees: Decimal
    time: datetime
    id: UUID | str

    def __post_init__(self) -> None:
        figures = (self.quantity, self.price, self.fees)
        if not all(figure.is_finite() for figure in figures):
            raise ValueError("A fill needs a finite quantity, price and fee.")
        if self.quantity <= 0:
            raise ValueError("The quantity of a fill is above zero.")
        if self.time.utcoffset() is None:
            raise ValueError("The time of a fill has a zone.")

    @property
    def opens(self) -> PositionSide:
        """The direction of a position that begins with this fill."""
        return PositionSide.LONG if self.side is Side.BUY else PositionSide.SHORT


@dataclass(frozen=True, slots=True)
class Part:
    """As much of a fill as belongs to one position, with its share of the fees."""

    fill_id: UUID | str
    quantity: Decimal
    price: Decimal
    fees: Decimal
    time: datetime


@dataclass(frozen=True, slots=True)
class Leg:
    """A quantity that was closed by one exit, and the entry that it closed.

    Attributes:
        entry_fill_id: null under the weighted average, where an exit closes a share of every entry.
        entry_price: of the entry, or the average cost (rounded for display; ``gross`` is not computed from it).
        gross, fees: money; the fees are the shares of both ends.
    """

    entry_fill_id: UUID | str | None
    exit_fill_id: UUID | str
    quantity: Decimal
    entry_price: Decimal
    exit_price: Decimal
    entry_time: datetime
    exit_time: datetime
    gross: Decimal
    fees: Decimal

    @property
    def net(self) -> Decimal:
        """Money after fees."""
        return subtract(self.gross, self.fees)


@dataclass(frozen=True, slots=True)
class Position:
    """A round trip: from flat until flat again, or what there is of it so far.

    Attributes:
        entry_price, exit_price: weighted by quantity over all entries and all exits so far, rounded for display.
        max_size: the largest quantity held at one time.
        quantity: all that was ever entered; ``open_quantity`` of it is still held.
        exit_time: of the last exit once the position is flat, else null.
        gross, fees: realised so far, money; on a closed position all of it.
        open_fees: already paid for the quantity still held, not part of ``fees``.
    """

    direction: PositionSide
    multiplier: Decimal
    entry_price: Decimal
    exit_price: Decimal | None
    entry_time: datetime
    exit_time: datetime | None
    max_size: Decimal
    quantity: Decimal
    open_quantity: Decimal
    entries: tuple[Part, ...]
    exits: tuple[Part, ...]
    legs: tuple[Leg, ...]
    gross: Decimal
    fees: Decimal
    open_fees: Decimal

    @property
    def is_open(self) -> bool:
        """Whether something is still held."""
        return self.open_quantity > 0

    @property
    def net(self) -> Decimal:
        """Money after fees, realised so far."""
        return subtract(self.gross, self.fees)


def positions_of(
    fills: Iterable[Fill],
    multiplier: Decimal,
    matching: Matching = Matching.FIFO,
) -> tuple[Position, ...]:
    """The round trips that the fills of one account and instrument make, oldest first.

    A fill that is larger than what is held closes the position and opens the next with the rest: one row, two trades,
    its fees shared by quantity.

    Args:
        fills: in any order; those of the same moment keep the order given.
        multiplier: money for a move of 1.0 in the price, for a quantity of 1.
        matching: which entries an exit closes; the position's totals are the same either way once it is flat.

    Returns:
        Every position; only the last can be open.

    Raises:
        ValueError: a multiplier that is not above zero.
    """
    if not multiplier.is_finite() or multiplier <= 0:
        raise ValueError("The multiplier is above zero.")
    finished: list[Position] = []
    held: _Held | None = None
    with localcontext(EXACT):
        for fill in sorted(fills, key=lambda fill: fill.time):
            rest: Part | None = _whole(fill)
            if held is not None and held.direction is not fill.opens:
                closing, rest = _cut(_whole(fill), held.open_quantity)
                held.reduce(closing)
                if held.open_quantity == 0:
                    finished.append(held.position())
                    held = None
            if rest is not None:
                held = held or _Held(fill.opens, multiplier, matching)
                held.add(rest)
        if held:
            return (*finished, held.position())
        return tuple(finished)


def _whole(fill: Fill) -> Part:
    return Part(fill.id, fill.quantity, fill.price, fill.fees, fill.time)


def subtract(whole: Decimal, part: Decimal) -> Decimal:
    """The exact difference, whatever the precision of the caller's context."""
    return EXACT.subtract(whole, part)


def share(amount: Decimal, part: Decimal, whole: Decimal, places: Decimal = PLACES) -> Decimal:
    """What falls to ``part`` of ``whole``, rounded to ten places or those given; all of it when the part is the whole.

    Taking each next share from what is left makes the shares add up to the amount exactly.
    """
    if part == whole:
        return amount
    product = EXACT.multiply(amount, part)
    return divide(product, whole, places)


def divide(amount: Decimal, by: Decimal, places: Decimal = PLACES) -> Decimal:
    """The quotient, rounded to ten places or those given (half to even)."""
    quotient = ROUNDED.divide(amount, by)
    return ROUNDED.quantize(quotient, places)


def _cut(part: Part, most: Decimal) -> tuple[Part, Part | None]:
    """As much of a part as ``most`` allows, and the rest of it if there is any."""
    if part.quantity <= most:
        return part, None
    fees = share(part.fees, most, part.quantity)
    first = Part(
        fill_id=part.fill_id,
        quantity=most,
        price=part.price,
        fees=fees,
        time=part.time,
    )
    rest = Part(
        fill_id=part.fill_id,
        quantity=part.quantity - most,
        price=part.price,
        fees=part.fees - fees,
        time=part.time,
    )
    return first, rest


@dataclass(slots=True)
class _Lot:
    """Entries that are still held: quantity, what was paid (price times quantity) and the fees on it."""

    fill_id: UUID | str | None
    time: datetime
    quantity: Decimal
    cost: Decimal
    fees: Decimal

    def merge(self, other: "_Lot") -> None:
        """Add what another holds; the time stays that of the first."""
        self.quantity += other.quantity
        self.cost += other.cost
        self.fees += other.fees

    def take(self, quantity: Decimal) -> tuple[Decimal, Decimal]:
        """Remove a quantity; the cost and the fees that go with it."""
        cost = share(self.cost, quantity, self.quantity, LOT_PLACES)
        fees = share(self.fees, quantity, self.quantity, LOT_PLACES)
        self.quantity -= quantity
        self.cost -= cost
        self.fees -= fees
        return cost, fees


class _Held:
    """A position while it is being read from fills."""

    def __init__(self, direction: PositionSide, multiplier: Decimal, matching: Matching) -> None:
        self.direction = direction
        self.open_quantity = NOTHING
        self._multiplier = multiplier
        self._matching = matching
        self._max_size = NOTHING
        self._lots: list[_Lot] = []
        self._oldest = 0  # the first lot that is not empty
        self._entries: list[Part] = []
        self._exits: list[Part] = []
        self._legs: list[Leg] = []

    def add(self, entry: Part) -> None:
        """Open, or scale in."""
        self._entries.append(entry)
        self.open_quantity += entry.quantity
        self._max_size = max(self._max_size, self.open_quantity)
        lot = _Lot(
            fill_id=entry.fill_id,
            time=entry.time,
            quantity=entry.quantity,
            cost=entry.price * entry.quantity,
            fees=entry.fees,
        )
        if self._matching is Matching.FIFO:
            self._lots.append(lot)
        elif self._lots:
            self._lots[0].merge(lot)
        else:
            lot.fill_id = None
            self._lots.append(lot)

    def reduce(self, closing: Part) -> None:
        """Close a quantity that is not more than what is held."""
        self._exits.append(closing)
        self.open_quantity -= closing.quantity
        rest: Part | None = closing
        while rest is not None:
            lot = self._lots[self._oldest]
            piece, rest = _cut(rest, lot.quantity)
            self._legs.append(self._leg(lot, piece))
            if lot.quantity == 0:
                self._oldest += 1

    def _leg(self, lot: _Lot, piece: Part) -> Leg:
        cost, fees = lot.take(piece.quantity)
        received = piece.price * piece.quantity
        gained = (received - cost) * self.direction.sign
        return Leg(
            entry_fill_id=lot.fill_id,
            exit_fill_id=piece.fill_id,
            quantity=piece.quantity,
            entry_price=divide(cost, piece.quantity, PRICE_PLACES),
            exit_price=piece.price,
            entry_time=lot.time,
            exit_time=piece.time,
            gross=gained * self._multiplier,
            fees=fees + piece.fees,
        )

    def position(self) -> Position:
        """The position as it stands, its totals taken from the fills and not from the legs."""
        held = self._lots[self._oldest :]
        open_cost = sum((lot.cost for lot in held), NOTHING)
        open_fees = sum((lot.fees for lot in held), NOTHING)
        fills = (*self._entries, *self._exits)
        fees = sum((part.fees for part in fills), NOTHING)
        paid = _value(self._entries)
        received = _value(self._exits)
        gained = (received - paid + open_cost) * self.direction.sign
        return Position(
            direction=self.direction,
            multiplier=self._multiplier,
            entry_price=_average(self._entries),
            exit_price=self._exit_price(),
            entry_time=self._entries[0].time,
            exit_time=self._exit_time(),
            max_size=self._max_size,
            quantity=_quantity(self._entries),
            open_quantity=self.open_quantity,
            entries=tuple(self._entries),
            exits=tuple(self._exits),
            legs=tuple(self._legs),
            gross=gained * self._multiplier,
            fees=fees - open_fees,
            open_fees=open_fees,
        )

    def _exit_price(self) -> Decimal | None:
        if self._exits:
            return _average(self._exits)
        return None

    def _exit_time(self) -> datetime | None:
        if self.open_quantity:
            return None
        return self._exits[-1].time


def _value(parts: list[Part]) -> Decimal:
    return sum((part.price * part.quantity for part in parts), NOTHING)


def _quantity(parts: list[Part]) -> Decimal:
    return sum((part.quantity for part in parts), NOTHING)


def _average(parts: list[Part]) -> Decimal:
    if len(parts) == 1:
        return ROUNDED.quantize(parts[0].price, PRICE_PLACES)
    return divide(_value(parts), _quantity(parts), PRICE_PLACES)
