"""From a trade, its history and its plan to a position as the detectors take it. Pure.

What the record does not hold (candles, the worth of open positions) stays null; the detectors then say less.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, Protocol
from uuid import UUID

from backend.features.market.instruments.instruments import US_STOCKS, InstrumentKind, resolve
from backend.features.record.plans.adherence.schemas import MarkSubject
from backend.features.record.plans.models import PlanMark, PlanVersion
from backend.features.record.plans.plan_terms import changes
from backend.features.record.plans.schemas import PlanTerms
from backend.features.record.rulebook.session_figures import family_of
from backend.features.record.trades.models import EventKind
from backend.features.record.trades.projection.fills import fill_price
from backend.features.record.trades.projection.projection import STOPS, TARGETS
from backend.features.record.trades.projection.standing_events import EventRecord, standing_events
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


class TradeColumns(Protocol):
    """The columns of `trades` that are read."""

    id: UUID
    account_id: UUID
    strategy_id: UUID | None
    trade_type: str
    instrument: str
    currency: str
    account_currency: str
    tick_size: Decimal
    multiplier: Decimal
    direction: str
    entry_time: datetime
    entry_day: date
    exit_day: date | None
    exit_price: Decimal | None
    initial_stop_price: Decimal | None
    stop_price: Decimal | None
    target_price: Decimal | None
    fees: Decimal
    risk_amount: Decimal | None
    pnl: Decimal | None
    pnl_account: Decimal | None
    r_multiple: Decimal | None
    trade_plan_id: UUID | None
    pattern_tags: list[str]


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as it is kept: its versions, first to last, and what the trader said of it."""

    id: UUID
    versions: Sequence[PlanVersion]
    marks: Sequence[PlanMark]


@dataclass(frozen=True, slots=True)
class StoredTrade:
    """A trade as it is kept, with everything that belongs to it.

    Attributes:
        events: of `trade_events`, by seq, voided ones too.
        allowed_at: when the interlock first allowed it, before the entry. A question is a mention; that it was allowed
            is the checklist, so who asks is not in haste. Nothing else on record says when a trade came to mind.
    """

    trade: TradeColumns
    events: Sequence[EventRecord]
    planned: StoredPlan | None
    allowed_at: datetime | None
    account: AccountTerms


def position_of(trade_record: StoredTrade) -> RoundTrip:
    """The position that a trade is."""
    trade, events = trade_record.trade, standing_events(trade_record.events)
    planned, allowed_at = trade_record.planned, trade_record.allowed_at
    plan = None
    if planned is not None:
        plan = _plan(planned, trade.entry_time)
    entries = tuple(_part(event) for event in events if event.kind == EventKind.FILLED)
    exits = tuple(_part(event) for event in events if event.kind == EventKind.EXITED)
    targets = [event for event in events if event.kind in TARGETS]
    rate = _rate(trade)
    exit_reason = _exit_reason(trade, exits, planned)
    tags = [tag.lower() for tag in trade.pattern_tags]
    exit_session = held_seconds = None
    if trade.exit_day != trade.entry_day:
        exit_session = trade.exit_day
    if trade.pnl is not None:
        held_seconds = _held(entries, exits)
    return RoundTrip(
        id=trade.id,
        stream=Stream(TradeKind(trade.trade_type), trade.account_id),
        instrument=trade.instrument,
        direction=PositionSide(trade.direction),
        session=trade.entry_day,
        entries=entries,
        multiplier=trade.multiplier,
        exits=exits,
        exit_session=exit_session,
        family=family_of(trade.instrument),
        phase=_phase(trade.instrument, trade.entry_time),
        strategy=trade.strategy_id,
        stops=tuple(_stop(event) for event in events if event.kind in STOPS),
        targets=tuple(PositionTarget(_price(event), event.event_time) for event in targets),
        initial_stop=trade.initial_stop_price,
        initial_risk=_initial_risk(trade, rate),
        result=_result(trade),
        costs=_costs(trade, rate),
        r=trade.r_multiple,
        held_seconds=held_seconds,
        equity=trade_record.account.size,
        plan=plan,
        first_mentioned=allowed_at,
        checklist_done=None if allowed_at is None else True,
        exit_reason=exit_reason.reason,
        exit_reason_known=exit_reason.known_at,
        automated=not MADE_BY_PROGRAMS.isdisjoint(tags),
    )


def _initial_risk(trade: TradeColumns, rate: Decimal | None) -> Decimal | None:
    """In the currency of the account; null where that is not known."""
    if trade.risk_amount is None or rate is None:
        return None
    return trade.risk_amount * rate


def _costs(trade: TradeColumns, rate: Decimal | None) -> Decimal:
    """In the currency of the account, where a rate is known."""
    if rate is None:
        return trade.fees
    return trade.fees * rate


def _result(trade: TradeColumns) -> Decimal | None:
    """In the currency of the account, where that is known; null while it is open."""
    if trade.pnl is None or trade.pnl_account is None:
        return trade.pnl
    return trade.pnl_account


def _part(event: EventRecord) -> Part:
    payload = event.payload
    return Part(
        event.id,
        Decimal(payload["quantity"]),
        fill_price(event),
        Decimal(payload["fees"]),
        event.event_time,
    )


def _price(event: EventRecord) -> Decimal | None:
    price = event.payload.get("price")
    if price is None:
        return None
    return Decimal(price)


def _stop(event: EventRecord) -> Stop:
    if event.payload.get("told_with_trade"):
        recorded = event.event_time
    else:
        recorded = event.recorded_time
    return Stop(_price(event), event.event_time, recorded)


def _rate(trade: TradeColumns) -> Decimal | None:
    """What the trade's currency is worth in the account's; null where nobody gave a rate."""
    if trade.currency == trade.account_currency:
        return Decimal(1)
    if trade.pnl and trade.pnl_account is not None:
        return Decimal(trade.pnl_account / trade.pnl)
    return None


def _held(entries: Sequence[Part], exits: Sequence[Part]) -> float:
    """Seconds, weighted by the size of the parts: the same for first-in-first-out as for any other matching."""
    first = min(part.time for part in entries)
    return float(_mean_age(exits, first) - _mean_age(entries, first))


def _mean_age(parts: Sequence[Part], first: datetime) -> Decimal:
    """Seconds after a moment, weighted by size."""
    ages = [part.quantity * Decimal((part.time - first).total_seconds()) for part in parts]
    size = sum((part.quantity for part in parts), Decimal(0))
    if not size:
        return Decimal(0)
    return sum(ages, Decimal(0)) / size


class _ExitReason(NamedTuple):
    """Why a trade was left, and since when that is known; null where nobody says."""

    reason: ExitReason | None = None
    known_at: datetime | None = None


def _exit_reason(
    trade: TradeColumns,
    exits: Sequence[Part],
    planned: StoredPlan | None,
) -> _ExitReason:
    """At the stop or at a target by price; else what the trader said, and when."""
    if trade.exit_price is None or not exits:
        return _ExitReason()
    last = max(exits, key=lambda part: part.time).price
    sign = 1 if trade.direction == PositionSide.LONG else -1
    if trade.stop_price is not None and (trade.stop_price - last) * sign >= -trade.tick_size:
        return _ExitReason(ExitReason.STOP)
    aims = []
    if trade.target_price is not None:
        aims.append(trade.target_price)
    if planned is not None:
        latest_terms = PlanTerms.model_validate(planned.versions[-1].terms)
        aims += latest_terms.take_profit_targets
    if any((last - aim) * sign >= -trade.tick_size for aim in aims):
        return _ExitReason(ExitReason.TARGET)
    if planned is None:
        return _ExitReason()
    return _marked_reason(planned.marks)


def _marked_reason(marks: Sequence[PlanMark]) -> _ExitReason:
    """What the trader said of the exit, by the last word on each subject; not as planned is at discretion."""
    last = {mark.subject: mark for mark in marks}
    leaving, invalid = last.get(MarkSubject.EXIT), last.get(MarkSubject.INVALIDATION)
    met = [mark for mark in (leaving, invalid) if mark is not None and mark.met]
    if met:
        latest = max(met, key=lambda mark: mark.recorded_time)
        reason = ExitReason.RULE if latest is leaving else ExitReason.INVALIDATION
        return _ExitReason(reason, latest.recorded_time)
    if leaving is None:
        return _ExitReason()
    return _ExitReason(ExitReason.DISCRETION, leaving.recorded_time)


def _plan(planned: StoredPlan, filled: datetime) -> Plan:
    """The version that was alive at the first fill; the first one where all are later."""
    versions = planned.versions
    frozen = [place for place, version in enumerate(versions) if version.frozen_at <= filled]
    place = max(frozen, default=0)
    terms = PlanTerms.model_validate(versions[place].terms)
    words = f"{terms.title} {terms.setup or ''}".lower()
    kinds = [kind for word, kind in KINDS.items() if word in words]
    rule = (terms.exit_rule or "").lower()
    criteria = [mark for mark in planned.marks if mark.subject == MarkSubject.CRITERION]
    return Plan(
        id=planned.id,
        committed_at=versions[0].frozen_at,
        stop=terms.stop_loss_level,
        targets=tuple(terms.take_profit_targets),
        zone=terms.zone,
        size=terms.position_size,
        kind=kinds[0] if kinds else PlanKind.OTHER,
        has_exit_rule=bool(rule),
        trails="trail" in rule,
        edits=tuple(_edits(versions[place:])),
        ticks=tuple(Tick(mark.met, mark.event_time, mark.recorded_time) for mark in criteria),
    )


def _edits(versions: Sequence[PlanVersion]) -> Iterator[PlanEdit]:
    """What each version changed of the one before it."""
    for before, after in pairwise(versions):
        for change in changes(before.terms, after.terms):
            yield PlanEdit(after.frozen_at, change.field)


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
