"""The record as a replay takes it: trades with what they were worth in base currency, and the money they brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.features.market.instruments.instruments import Instrument
from backend.features.record.rulebook.preview.schemas import MOST_TRADES, PreviewLimits
from backend.features.record.trades.accounts.models import Account, AccountKind
from backend.features.record.trades.models import (
    Outcome,
    RealisedResult,
    Trade,
    TradeStatus,
    TradeType,
)
from backend.features.record.trades.projection.kept_contract import kept_contract

WARM_UP_DAYS = 8  # what a week before the first day has brought counts for weekly limits
Conditions = Sequence[ColumnElement[bool]]
NO_STOP = "Say entry and stop, and I weigh the risk."


@dataclass(frozen=True, slots=True)
class TradeToReplay:
    """A trade that was made.

    Attributes:
        size: the most that was held.
        risk: from the entry to the initial stop, in base currency; null without a stop or a rate, with the reason in words.
        held_risk: the same as the record has it, while it is held.
        net: what it brought, in base currency; null while it is open or without a rate.
        counts: whether it is of the days that are asked for; earlier ones only lead up to them.
    """

    id: UUID
    instrument: Instrument
    direction: str
    size: Decimal
    entry: Decimal
    stop: Decimal | None
    target: Decimal | None
    entry_time: datetime
    entry_day: date
    exit_time: datetime | None
    is_loss: bool
    is_planned: bool
    risk: Decimal | None
    risk_unknown: str | None
    held_risk: Decimal | None
    net: Decimal | None
    r: Decimal | None
    counts: bool


@dataclass(frozen=True, slots=True)
class PastResult:
    """An exit, a dividend or a charge; money in base currency, null without a rate."""

    trade_id: UUID
    moment: datetime
    net: Decimal | None
    r: Decimal | None


@dataclass(frozen=True, slots=True)
class PastRecord:
    """Trades in the order of their entries, what they brought in time, and how many came too early to be looked at."""

    trades: Sequence[TradeToReplay]
    results: Sequence[PastResult]
    left_out: int


def read_record(session: Session, user_id: UUID, body: PreviewLimits, base: str) -> PastRecord:
    """Real trades of the days, without those of paper accounts; and of a week before."""
    conditions = _real(user_id)
    if body.day_to is not None:
        conditions.append(Trade.entry_day <= body.day_to)
    if body.day_from is not None:
        conditions.append(Trade.entry_day + WARM_UP_DAYS >= body.day_from)
    total = session.scalars(select(func.count()).where(*conditions)).one()
    statement = (
        select(Trade, _rate_of(Trade.currency, base, Trade.entry_day), _net_of_trade(base))
        .where(*conditions)
        .order_by(Trade.entry_time.desc(), Trade.id.desc())
        .limit(MOST_TRADES)
    )
    rows = session.execute(statement).all()
    trades = [
        _past(trade, rate, net, is_asked_for=_is_within(body, trade.entry_day))
        for trade, rate, net in reversed(rows)
    ]
    results = _results(session, user_id, base, conditions)
    return PastRecord(trades, results, total - len(trades))


def _real(user_id: UUID) -> list[ColumnElement[bool]]:
    paper = select(Account.id).where(Account.user_id == user_id, Account.kind == AccountKind.PAPER)
    return [
        Trade.user_id == user_id,
        Trade.trade_type == TradeType.REAL,
        Trade.account_id.not_in(paper),
    ]


def _is_within(body: PreviewLimits, day: date) -> bool:
    return body.day_from is None or day >= body.day_from


def _past(
    trade: Trade,
    rate: Decimal | None,
    net: Decimal | None,
    *,
    is_asked_for: bool,
) -> TradeToReplay:
    risk, unknown = _risk(trade, rate)
    held = trade.risk_amount
    return TradeToReplay(
        id=trade.id,
        instrument=kept_contract(trade),
        direction=trade.direction,
        size=trade.max_size,
        entry=trade.entry_price,
        stop=trade.initial_stop_price,
        target=trade.target_price,
        entry_time=trade.entry_time,
        entry_day=trade.entry_day,
        exit_time=trade.exit_time if trade.status == TradeStatus.CLOSED else None,
        is_loss=trade.outcome == Outcome.LOSS,
        is_planned=trade.trade_plan_id is not None,
        risk=risk,
        risk_unknown=unknown,
        held_risk=None if held is None or rate is None else held * rate,
        net=net,
        r=trade.r_multiple,
        counts=is_asked_for,
    )


def _risk(trade: Trade, rate: Decimal | None) -> tuple[Decimal | None, str | None]:
    """As a check before the trade would have reckoned it, or why it is not known."""
    if trade.initial_stop_price is None:
        return None, NO_STOP
    if rate is None:
        return None, f"No rate from {trade.currency} is known."
    distance = abs(trade.entry_price - trade.initial_stop_price)
    return distance * trade.max_size * trade.multiplier * rate, None


def _results(
    session: Session,
    user_id: UUID,
    base: str,
    conditions: Conditions,
) -> list[PastResult]:
    """In time; R is money over the initial risk of the trade, as the state of a session counts it."""
    result = RealisedResult
    net = case(
        (result.account_currency == base, result.net_account),
        (Trade.currency == base, result.net),
        else_=func.coalesce(
            result.net_account * func.app_rate(user_id, result.account_currency, base, result.day),
            result.net * func.app_rate(user_id, Trade.currency, base, result.day),
        ),
    )
    statement = (
        select(result.trade_id, result.event_time, net, result.net / Trade.risk_amount)
        .where(
            and_(result.user_id == user_id, result.trade_id == Trade.id),
            *conditions,
        )
        .order_by(result.event_time, result.trade_id, result.event_id)
    )
    return [PastResult(*row) for row in session.execute(statement)]


def _rate_of(
    currency: InstrumentedAttribute[str],
    base: str,
    day: InstrumentedAttribute[date],
) -> ColumnElement[Decimal | None]:
    rate = func.app_rate(Trade.user_id, currency, base, day)
    return case((currency == base, literal(Decimal(1))), else_=rate)


def _net_of_trade(base: str) -> ColumnElement[Decimal | None]:
    return case(
        (Trade.account_currency == base, Trade.pnl_account),
        (Trade.currency == base, Trade.pnl),
        else_=func.coalesce(
            Trade.pnl_account
            * func.app_rate(Trade.user_id, Trade.account_currency, base, Trade.exit_day),
            Trade.pnl * func.app_rate(Trade.user_id, Trade.currency, base, Trade.exit_day),
        ),
    )
