"""Use case: the equity curve and the calendar, one list of days: what was realised on each, and what the account was."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.record.performance import realised_money
from backend.features.record.performance.cache import cached_report
from backend.features.record.performance.documents import DayDocument, DaysDocument
from backend.features.record.performance.equity.equity_base import EquityBase, Flow, equity_base
from backend.features.record.performance.realised_money import DaySum, RealisedDays
from backend.features.record.performance.report import currency_of, in_currency
from backend.features.record.performance.schemas import Basis, Selection
from backend.features.record.performance.selection import of_any_day, usable
from backend.features.record.trades.models import Trade, TradeStatus

NOTHING = DaySum(0, Decimal(0))


def curve(
    session: Session,
    user_id: UUID,
    selection: Selection,
    *,
    now: datetime,
) -> DaysDocument:
    """The equity curve and the calendar: one list of days."""
    selection = in_currency(session, user_id, selection)

    def compute(version: int) -> DaysDocument:
        currency = currency_of(selection)
        money = realised_money.by_day(session, user_id, selection, currency)
        base = equity_base(session, user_id, selection, money)
        return {
            "currency": currency,
            "basis": Basis.FILLS,
            "as_of": iso(now),
            "version": version,
            "start": plain_decimal(base.start or Decimal(0)),
            "days": _days(session, user_id, selection, money, base),
        }

    return cached_report(session, user_id, "days", selection, now=now, compute=compute)


def _days(
    session: Session,
    user_id: UUID,
    selection: Selection,
    money: RealisedDays,
    base: EquityBase,
) -> list[DayDocument]:
    exits, entries, r_by_day = _exits_and_entries(session, user_id, selection)
    zone = ZoneInfo(auth.who_is(session, user_id).timezone)
    first = min(money.days, default=date.max)
    flows = _by_day(base.flows, zone, first, selection.day_to)
    equity = base.start or Decimal(0)
    earned = peak = Decimal(0)
    days: list[DayDocument] = []
    for day in sorted(money.days.keys() | exits.keys() | flows.keys()):
        of_day, flow = money.days.get(day, NOTHING), flows.get(day, Decimal(0))
        earned += of_day.net
        equity += of_day.net + flow
        peak = max(peak, earned)
        days.append(
            {
                "day": day.isoformat(),
                "results": of_day.results,
                "trades": exits[day],
                "entered": entries[day],
                "net": plain_decimal(of_day.net),
                "r": None if day not in r_by_day else float(r_by_day[day].total),
                "with_r": r_by_day[day].trades if day in r_by_day else 0,
                "flows": plain_decimal(flow),
                "equity": plain_decimal(equity),
                "drawdown": plain_decimal(earned - peak),
            }
        )
    return days


@dataclass(frozen=True, slots=True)
class _DayR:
    """R of the trades closed on a day: how many have one, and the sum, which is exact."""

    trades: int = 0
    total: Decimal = Decimal(0)


def _exits_and_entries(
    session: Session,
    user_id: UUID,
    selection: Selection,
) -> tuple[Counter[date], Counter[date], dict[date, _DayR]]:
    """Trades by the day of their last exit, of those that can be added up, and by that of their entry; and R by exit."""
    counts = and_(Trade.status == TradeStatus.CLOSED, usable(currency_of(selection)))
    statement = (
        select(
            Trade.entry_day,
            Trade.exit_day,
            func.count(),
            func.count().filter(counts),
            func.count(Trade.r_multiple).filter(counts),
            func.sum(Trade.r_multiple).filter(counts),
        )
        .where(*of_any_day(user_id, selection))
        .group_by(Trade.entry_day, Trade.exit_day)
    )
    first, last = selection.day_from or date.min, selection.day_to or date.max
    exits: Counter[date] = Counter()
    entries: Counter[date] = Counter()
    r_by_day: dict[date, _DayR] = {}
    for entry_day, exit_day, entered, counted, with_r, r in session.execute(statement):
        entries[entry_day] += entered
        if exit_day is None or not counted or not first <= exit_day <= last:
            continue
        exits[exit_day] += counted
        if r is not None:
            before = r_by_day.get(exit_day, _DayR())
            r_by_day[exit_day] = _DayR(before.trades + with_r, before.total + r)
    return exits, entries, r_by_day


def _by_day(
    flows: Iterable[Flow],
    zone: ZoneInfo,
    first: date,
    last: date | None,
) -> dict[date, Decimal]:
    """Money paid in and drawn out by the trader's day, from the first result to the end of the selection."""
    days: dict[date, Decimal] = {}
    for flow in flows:
        day = max(flow.moment.astimezone(zone).date(), first)
        if last is None or day <= last:
            days[day] = days.get(day, Decimal(0)) + flow.amount
    return days
