"""From a trade, its history and its plan to a position as the detectors take it. Pure.

What the record does not hold (candles, the worth of open positions) stays null; the detectors then say less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from backend.features.market.instruments.instruments import US_STOCKS, InstrumentKind, resolve
from backend.features.record.plans.adherence.schemas import MarkSubject
from backend.features.record.plans.plan_terms import changes
from backend.features.record.plans.schemas import Terms
from backend.features.record.rulebook.session_figures import family_of
from backend.features.record.trades.models import EventKind
from backend.features.record.trades.projection import STOPS, TARGETS, alive
from backend.quant.behaviour.phases import CRYPTO, HOURS_OF_FAMILY, STOCKS, phase_of
from backend.quant.behaviour.record import (
    ExitReason,
    MarketPhase,
    Plan,
    PlanEdit,
    PlanKind,
    PositionTarget,
    RoundTrip,
    Stream,
    Tick,
    TradeKind,
)
from backend.quant.positions import Part, PositionSide
from backend.quant.risk import Stop

MADE_BY_PROGRAMS = {"automated", "algo", "bot"}
KINDS = {
    "breakout": PlanKind.BREAKOUT,
    "momentum": PlanKind.MOMENTUM,
    "pullback": PlanKind.PULLBACK,
}


@dataclass(frozen=True, slots=True)
class AccountTerms:
    """What the detectors ask of an account: its size in its own currency; null where the profile does not say."""

    size: Decimal | None


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as it is kept: its versions, first to last, and what the trader said of it."""

    id: UUID
    versions: Sequence[Any]
    marks: Sequence[Any]


@dataclass(frozen=True, slots=True)
class StoredTrade:
    """A trade as it is kept, with everything that belongs to it.

    Attributes:
        trade: the columns of `trades` that are read.
        events: of `trade_events`, by seq, voided ones too.
        allowed_at: when the interlock first allowed it, before the entry. A question is a mention; that it was allowed
            is the checklist, so who asks is not in haste. Nothing else on record says when a trade came to mind.
    """

    trade: Any
    events: Sequence[Any]
    planned: StoredPlan | None
    allowed_at: datetime | None
    account: AccountTerms


def position_of(trade_record: StoredTrade) -> RoundTrip:
    """The position that a trade is."""
    trade, events = trade_record.trade, alive(trade_record.events)
    sign = 1 if trade.direction == PositionSide.LONG else -1
    if trade_record.planned is not None:
        plan = _plan(trade_record.planned, trade.entry_time)
    else:
        plan = None
    entries = tuple(_part(event) for event in events if event.kind == EventKind.FILLED)
    exits = tuple(_part(event) for event in events if event.kind == EventKind.EXITED)
    rate = _rate(trade)
    reason, known = _exit_reason(trade, exits, trade_record.planned, sign)
    is_closed = trade.pnl is not None
    return RoundTrip(
        id=trade.id,
        stream=Stream(TradeKind(trade.trade_type), trade.account_id),
        instrument=trade.instrument,
        direction=PositionSide(trade.direction),
        session=trade.entry_day,
        entries=entries,
        multiplier=trade.multiplier,
        exits=exits,
        exit_session=trade.exit_day if trade.exit_day != trade.entry_day else None,
        family=family_of(trade.instrument),
        phase=_phase(trade.instrument, trade.entry_time),
        strategy=trade.strategy_id,
        stops=tuple(_stop(event) for event in events if event.kind in STOPS),
        targets=tuple(
            PositionTarget(_price(event), event.event_time)
            for event in events
            if event.kind in TARGETS
        ),
        initial_stop=trade.initial_stop_price,
        initial_risk=None
        if trade.risk_amount is None or rate is None
        else trade.risk_amount * rate,
        result=_result(trade) if is_closed else None,
        costs=trade.fees if rate is None else trade.fees * rate,
        r=trade.r_multiple,
        held_seconds=_held(entries, exits) if is_closed else None,
        equity=trade_record.account.size,
        plan=plan,
        first_mentioned=trade_record.allowed_at,
        checklist_done=None if trade_record.allowed_at is None else True,
        exit_reason=reason,
        exit_reason_known=known,
        automated=not MADE_BY_PROGRAMS.isdisjoint(tag.lower() for tag in trade.pattern_tags),
    )


def _result(trade: Any) -> Decimal | None:
    """In the currency of the account, where that is known."""
    result: Decimal | None = trade.pnl if trade.pnl_account is None else trade.pnl_account
    return result


def _part(event: Any) -> Part:
    payload = event.payload
    return Part(
        event.id,
        Decimal(payload["quantity"]),
        Decimal(payload["price"]),
        Decimal(payload["fees"]),
        event.event_time,
    )


def _price(event: Any) -> Decimal | None:
    price = event.payload.get("price")
    if price is None:
        return None
    return Decimal(price)


def _stop(event: Any) -> Stop:
    if event.payload.get("told_with_trade"):
        recorded = event.event_time
    else:
        recorded = event.recorded_time
    return Stop(_price(event), event.event_time, recorded)


def _rate(trade: Any) -> Decimal | None:
    """What the trade's currency is worth in the account's; null where nobody gave a rate."""
    if trade.currency == trade.account_currency:
        return Decimal(1)
    if trade.pnl and trade.pnl_account is not None:
        return Decimal(trade.pnl_account / trade.pnl)
    return None


def _held(entries: Sequence[Part], exits: Sequence[Part]) -> float:
    """Seconds, weighted by the size of the parts: the same for first-in-first-out as for any other matching."""
    first = min(part.time for part in entries)
    ends = [
        sum(part.quantity * Decimal((part.time - first).total_seconds()) for part in parts)
        / sum((part.quantity for part in parts), Decimal(0))
        for parts in (entries, exits)
    ]
    return float(ends[1] - ends[0])


def _exit_reason(
    trade: Any,
    exits: Sequence[Part],
    planned: StoredPlan | None,
    sign: int,
) -> tuple[ExitReason | None, datetime | None]:
    """At the stop or at a target by price; else what the trader said, and when."""
    if trade.exit_price is None or not exits:
        return None, None
    last = max(exits, key=lambda part: part.time).price
    if trade.stop_price is not None and (trade.stop_price - last) * sign >= -trade.tick_size:
        return ExitReason.STOP, None
    aims = [] if trade.target_price is None else [trade.target_price]
    if planned is not None:
        aims += [Decimal(aim) for aim in planned.versions[-1].terms["take_profit_targets"]]
    if any((last - aim) * sign >= -trade.tick_size for aim in aims):
        return ExitReason.TARGET, None
    return _said(planned.marks if planned is not None else ())


def _said(marks: Sequence[Any]) -> tuple[ExitReason | None, datetime | None]:
    """What the trader said of the exit, by the last word on each subject; not as planned is at discretion."""
    last = {mark.subject: mark for mark in marks}
    leaving, invalid = last.get(MarkSubject.EXIT), last.get(MarkSubject.INVALIDATION)
    met = [mark for mark in (leaving, invalid) if mark is not None and mark.met]
    if met:
        latest = max(met, key=lambda mark: mark.recorded_time)
        reason = ExitReason.RULE if latest is leaving else ExitReason.INVALIDATION
        return reason, latest.recorded_time
    if leaving is None:
        return (None, None)
    return (ExitReason.DISCRETION, leaving.recorded_time)


def _plan(planned: StoredPlan, filled: datetime) -> Plan:
    """The version that was alive at the first fill; the first one where all are later."""
    versions = planned.versions
    place = max(
        (at for at, version in enumerate(versions) if version.frozen_at <= filled),
        default=0,
    )
    terms = Terms.model_validate(versions[place].terms)
    words = f"{terms.title} {terms.setup or ''}".lower()
    rule = (terms.exit_rule or "").lower()
    return Plan(
        id=planned.id,
        committed_at=versions[0].frozen_at,
        stop=terms.stop_loss_level,
        targets=tuple(terms.take_profit_targets),
        zone=terms.zone,
        size=terms.position_size,
        kind=next((kind for word, kind in KINDS.items() if word in words), PlanKind.OTHER),
        has_exit_rule=bool(rule),
        trails="trail" in rule,
        edits=tuple(
            PlanEdit(versions[at].frozen_at, change.field)
            for at in range(place + 1, len(versions))
            for change in changes(versions[at - 1].terms, versions[at].terms)
        ),
        ticks=tuple(
            Tick(mark.met, mark.event_time, mark.recorded_time)
            for mark in planned.marks
            if mark.subject == MarkSubject.CRITERION
        ),
    )


def _phase(symbol: str, moment: datetime) -> MarketPhase | None:
    """Where in the regular hours of its market a moment lies; null where nobody knows those hours."""
    known = resolve(symbol)
    hours = None
    if known is not None and known.kind is InstrumentKind.FUTURE:
        hours = HOURS_OF_FAMILY.get(known.family)
    elif known is not None and known.kind is InstrumentKind.CRYPTO:
        hours = CRYPTO
    elif known is not None and known.calendar == US_STOCKS:
        hours = STOCKS
    if hours is None:
        return None
    return phase_of(moment, hours)
