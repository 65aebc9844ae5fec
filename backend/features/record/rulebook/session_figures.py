"""A session as the record has it, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.core.ids import new_id
from backend.features.market.calendars.trading_day import TradingSpan
from backend.features.market.instruments import instruments
from backend.features.record.rulebook.book import OpenRisk, SessionFigures

LAST_TRADES = 100  # a longer losing run says nothing more
MOST_POSITIONS = 500

# Everything as of a moment: what exits, dividends and financing had brought by then, also of what was still held; what
# was entered by then, and open then. `except_id` leaves out the trade that is itself being weighed; what is traded on
# paper is not at risk.
_READ = text(f"""
with paper as materialized (
    select id from accounts where user_id = :user_id and kind = 'paper'
), realised as materialized (
    select r.event_time, r.kind, r.trade_id, r.net / t.risk_amount as r_multiple, case
        when r.account_currency = :base then r.net_account
        when t.currency = :base then r.net
        else coalesce(r.net_account * app_rate(r.user_id, r.account_currency, :base, r.day),
            r.net * app_rate(r.user_id, t.currency, :base, r.day)) end as net
    from realised_results r join trades t on t.id = r.trade_id and t.user_id = :user_id
    where r.user_id = :user_id and r.event_time >= :week_starts and r.event_time <= :at
        and t.trade_type = 'real' and t.id <> :except_id and t.account_id not in (select id from paper)
), held as (
    select t.instrument, t.direction, case
        when t.status = 'closed' then t.risk_amount
        when t.stop_price is null then null
        else greatest(0, (t.entry_price - t.stop_price) * case t.direction when 'long' then 1 else -1 end)
            * t.open_size * t.multiplier end
        * case t.currency when :base then 1 else app_rate(t.user_id, t.currency, :base, cast(:day as date)) end as risk
    from (
        select * from trades where user_id = :user_id and status = 'open'
        union all select * from trades where user_id = :user_id and status = 'closed' and exit_time > :at
    ) as t
    where t.trade_type = 'real' and t.entry_time <= :at and t.id <> :except_id
        and t.account_id not in (select id from paper)
    limit {MOST_POSITIONS}
), lately as (
    select t.outcome, t.exit_time from trades t
    where t.user_id = :user_id and t.status = 'closed' and t.trade_type = 'real'
        and t.exit_time <= :at and t.id <> :except_id and t.account_id not in (select id from paper)
    order by t.exit_time desc limit {LAST_TRADES}
)
select
    (select row_to_json(sums) from (
        select cast(coalesce(sum(net) filter (where event_time >= :day_starts), 0) as text) as net_today,
            cast(coalesce(round(sum(r_multiple) filter (where event_time >= :day_starts), 10), 0) as text) as r_today,
            cast(coalesce(sum(net), 0) as text) as net_week,
            cast(coalesce(round(sum(r_multiple), 10), 0) as text) as r_week,
            count(*) filter (where net is null) as without_rate,
            count(distinct trade_id) filter (where kind = 'exit' and event_time >= :day_starts) as exited_today
        from realised) as sums) as sums,
    (select count(*) from trades t where t.user_id = :user_id and t.trade_type = 'real'
        and t.entry_time >= :day_starts and t.entry_time <= :at and t.id <> :except_id
        and t.account_id not in (select id from paper)) as entered_today,
    (select json_agg(json_build_array(instrument, direction, cast(risk as text))) from held) as held,
    (select json_agg(json_build_array(outcome = 'loss', exit_time) order by exit_time desc) from lately) as lately
""")  # noqa: S608  # numbers of the code


def figures(
    session: Session,
    user_id: UUID,
    base: str,
    day: TradingSpan,
    *,
    at: datetime,
    without: UUID | None = None,
) -> SessionFigures:
    """The session as it stood at a moment, without one trade."""
    values = {
        "user_id": user_id,
        "base": base,
        "at": at,
        "day": day.day,
        "day_starts": day.starts,
        "week_starts": min(day.week_starts, day.starts),
        "except_id": without or new_id(),
    }
    row = session.execute(_READ, values).one()
    sums: _Sums = row.sums
    open_risks = tuple(_open(*position) for position in row.held or ())
    closed = [_Closed(*trade) for trade in row.lately or ()]
    closed_today = [trade for trade in closed if trade.exit_time >= day.starts]
    return SessionFigures(
        exited_today=sums["exited_today"],
        net_today=Decimal(sums["net_today"]),
        r_today=Decimal(sums["r_today"]),
        net_week=Decimal(sums["net_week"]),
        r_week=Decimal(sums["r_week"]),
        without_rate=sums["without_rate"],
        entered_today=row.entered_today,
        losing_run=_losing_run(closed),
        losing_run_today=_losing_run(closed_today),
        last_exit=closed[0].exit_time if closed else None,
        open_risks=open_risks,
    )


class _Sums(TypedDict):
    """What PostgreSQL adds up; decimals as text, so that they stay exact."""

    net_today: str
    r_today: str
    net_week: str
    r_week: str
    without_rate: int
    exited_today: int


@dataclass(frozen=True, slots=True)
class _Closed:
    """A closed trade; whether it was a loss is null where it has no result."""

    is_loss: bool | None
    exit_at: str

    @property
    def exit_time(self) -> datetime:
        return datetime.fromisoformat(self.exit_at)


def _losing_run(closed: Sequence[_Closed]) -> int:
    """Losses in a row up to the last trade; latest first."""
    for count, trade in enumerate(closed):
        if not trade.is_loss:
            return count
    return len(closed)


def _open(symbol: str, direction: str, risk: str | None) -> OpenRisk:
    known_risk = None
    if risk is not None:
        known_risk = Decimal(risk)
    return OpenRisk(symbol, family_of(symbol), direction, known_risk)


def family_of(symbol: str) -> str:
    """What a contract moves together with; an own instrument only with itself."""
    known = instruments.resolve(symbol)
    if known:
        return known.family
    return f"own:{symbol}"
