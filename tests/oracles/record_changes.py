"""What may be done to a history, and what of it must not change what it comes to."""

import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from tests.oracles.record_events import (
    Action,
    Correction,
    Direction,
    Dividend,
    Event,
    Expiry,
    Fee,
    Fill,
    Financing,
    Roll,
    Split,
    StopSet,
    Voiding,
)
from tests.oracles.record_histories import History
from tests.oracles.record_model import RecordModel, standing

TURNING = (Split, Roll, Expiry)


def divided(history: History, share: Fraction) -> History:
    """Every fill that nobody corrected reported as two of the same price, with their shares of the fee."""
    targets = {event.target for event in history.events if isinstance(event, Correction | Voiding)}
    events: list[Event] = []
    for event in history.events:
        if isinstance(event, Fill) and event.id not in targets and not event.reverse:
            events += _halves(event, share)
        elif isinstance(event, StopSet) and event.is_told_with_trade:
            events.insert(1, event)  # beside the fill that the trade was logged with
        else:
            events.append(event)
    return replace(history, events=tuple(events))


def _halves(fill: Fill, share: Fraction) -> list[Event]:
    fee = fill.fee
    parts = (("a", share), ("b", 1 - share))
    return [
        replace(
            fill,
            id=f"{fill.id} {name}",
            quantity=fill.quantity * part,
            fee=Fee(fee.amount * part, fee.currency),
        )
        for name, part in parts
    ]


def shuffled(history: History, dice: random.Random) -> History:
    """What stands of it, recorded in any order; of one moment in the order in which it was."""
    events = standing(history.events)
    groups = [
        [event for event in events if event.time == time]
        for time in sorted({event.time for event in events})
    ]
    dice.shuffle(groups)
    return replace(history, events=tuple(event for group in groups for event in group))


def entered_late(history: History, dice: random.Random) -> History:
    """The same events, some recorded later than they happened; at each point the record is a possible one.

    The first entry with what was told with it, and everything from the first split, reversal, roll or expiry on, stays
    in its place.
    """
    events = list(history.events)
    if any(isinstance(event, Correction | Voiding) for event in events):
        return history
    ends = [
        place
        for place, event in enumerate(events)
        if isinstance(event, TURNING) or (isinstance(event, Fill) and event.reverse)
    ]
    end = min(ends, default=len(events))
    start = 1 + sum(isinstance(event, StopSet) and event.is_told_with_trade for event in events)
    for _ in range(len(events)):
        first, second = sorted(dice.choices(range(start, max(start + 1, end)), k=2))
        swapped = events.copy()
        if second < end:
            swapped[first], swapped[second] = swapped[second], swapped[first]
        if _is_possible(history, swapped):
            events = swapped
    return replace(history, events=tuple(events))


def _is_possible(history: History, events: list[Event]) -> bool:
    """Whether after each event but the last something is held, and never less than nothing before."""
    for count in range(1, len(events) + 1):
        recorded = sorted(events[:count], key=lambda event: event.time)
        held = Fraction(0)
        for place, event in enumerate(recorded):
            if not isinstance(event, Fill):
                if not isinstance(event, StopSet | Financing | Dividend):
                    break  # from here on nothing was moved
                continue
            if event.reverse:
                break
            held += event.quantity if event.action is Action.ENTRY else -event.quantity
            is_last_fill = count == len(events) and not any(
                isinstance(later, Fill) for later in recorded[place + 1 :]
            )
            if held < 0 or (held == 0 and not is_last_fill):
                return False
    return True


def scaled(history: History, factor: Fraction) -> History:
    """All prices and all money in another unit."""
    return replace(history, events=tuple(_scaled(event, factor) for event in history.events))


def _scaled(event: Event, factor: Fraction) -> Event:
    changes: dict[str, object] = {}
    for name in ("price", "opening_price", "per_unit"):
        value = getattr(event, name, None)
        if value is not None:
            changes[name] = value * factor
    for name in ("fee", "opening_fee"):
        fee = getattr(event, name, None)
        if fee is not None:
            changes[name] = Fee(fee.amount * factor, fee.currency)
    if isinstance(event, Financing):
        changes["amount"] = event.amount * factor
    return replace(event, **changes)


def mirrored(history: History) -> History:
    """The other way round: what was bought was sold."""
    terms = replace(history.terms, direction=history.terms.direction.other)
    return replace(history, terms=terms)


def shifted(history: History, days: int) -> History:
    """Everything, the rates too, so many days later."""
    span = timedelta(days=days)
    events = []
    for event in history.events:
        later = replace(event, time=event.time + span)
        if isinstance(later, Correction) and later.moved_to is not None:
            later = replace(later, moved_to=later.moved_to + span)
        events.append(later)
    moved = {
        (base, quote, day + span): rate for (base, quote, day), rate in history.rates.rates.items()
    }
    return replace(history, events=tuple(events), rates=replace(history.rates, rates=moved))


def cash_of(history: History) -> tuple[Fraction, Fraction]:
    """Money that came in by buying and selling alone, and what is left (below zero: owed), by counting.

    Another way than the model's: one running position with a sign, no lots, no trades.
    """
    sign = {Direction.LONG: 1, Direction.SHORT: -1}[history.terms.direction]
    position, cash = Fraction(0), Fraction(0)
    for event in standing(history.events):
        match event:
            case Fill():
                turns = event.action is Action.EXIT
                moved = (-event.quantity if turns else event.quantity) * sign
                position, cash = position + moved, cash - moved * event.price
                if event.reverse:
                    sign = -sign
            case Roll():
                cash += position * (event.price - event.opening_price)
            case Expiry():
                position, cash = Fraction(0), cash + position * event.price
            case Split():
                position *= event.ratio
    return cash * history.terms.multiplier, position


def figures(model: RecordModel) -> list[tuple[object, ...]]:
    """What each trade came to, without the names of its events."""
    return [
        (
            trade.terms.direction,
            trade.is_closed,
            trade.size,
            trade.max_size,
            trade.held,
            trade.entry_price,
            trade.exit_price,
            trade.gross,
            trade.charged.fees,
            trade.charged.other_fees,
            trade.net,
            trade.net_account,
            trade.risk,
            trade.r_multiple,
            trade.outcome,
        )
        for trade in model.trades
    ]
