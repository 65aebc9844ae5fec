"""A session as the record has it, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import HotStatement, within
from backend.core.ids import new_id
from backend.features.market.calendars.trading_day import TradingSpan
from backend.features.market.instruments import instruments
from backend.features.record.rulebook.book import OpenRisk, SessionFigures

LAST_TRADES = 100  # a longer losing run says nothing more
MOST_POSITIONS = 500

# Everything as of a moment: what exits, dividends and financing had brought by then, also of what was still held; what
# was entered by then, and open then. What is traded on paper is not at risk.
# $1 is whose, $2 the base currency, $3 the moment, $4 the session day, $5 when it begins and $6 the week, $7 the trade
# that is itself being weighed and left out. The bound by infinity has PostgreSQL expect few, and take the index. It is
# planned for its values: few trades of a session are looked up one by one, and thousands are joined at a third less.
_READ = HotStatement(
    "session_figures",
    f"""
with paper as materialized (
    select id from accounts where user_id = $1::uuid and kind = 'paper'
), realised as materialized (
    select r.event_time, r.kind, r.trade_id, r.net / t.risk_amount as r_multiple, case
        when r.account_currency = $2::text then r.net_account
        when t.currency = $2::text then r.net
        else coalesce(r.net_account * app_rate(r.user_id, r.account_currency, $2::text, r.day),
            r.net * app_rate(r.user_id, t.currency, $2::text, r.day)) end as net
    from realised_results r join trades t on t.id = r.trade_id and t.user_id = $1::uuid
    where r.user_id = $1::uuid and r.event_time >= $6::timestamptz and r.event_time <= $3::timestamptz
        and t.trade_type = 'real' and t.id <> $7::uuid and t.account_id not in (select id from paper)
), held as (
    select t.instrument, t.direction, case
        when t.status = 'closed' then t.risk_amount
        when t.stop_price is null then null
        else greatest(0, (t.entry_price - t.stop_price) * case t.direction when 'long' then 1 else -1 end)
            * t.open_size * t.multiplier end
        * case t.currency when $2::text then 1 else app_rate(t.user_id, t.currency, $2::text, $4::date) end as risk
    from (
        select * from trades where user_id = $1::uuid and status = 'open'
        union all select * from trades where user_id = $1::uuid and status = 'closed'
            and exit_time > $3::timestamptz and exit_time < 'infinity'
    ) as t
    where t.trade_type = 'real' and t.entry_time <= $3::timestamptz and t.id <> $7::uuid
        and t.account_id not in (select id from paper)
    limit {MOST_POSITIONS}
), lately as (
    select t.outcome, t.exit_time from trades t
    where t.user_id = $1::uuid and t.status = 'closed' and t.trade_type = 'real'
        and t.exit_time <= $3::timestamptz and t.id <> $7::uuid and t.account_id not in (select id from paper)
    order by t.exit_time desc limit {LAST_TRADES}
)
select
    (select row_to_json(sums) from (
        select cast(coalesce(sum(net) filter (where event_time >= $5::timestamptz), 0) as text) as net_today,
            cast(coalesce(round(sum(r_multiple) filter (where event_time >= $5::timestamptz), 10), 0) as text) as r_today,
            cast(coalesce(sum(net), 0) as text) as net_week,
            cast(coalesce(round(sum(r_multiple), 10), 0) as text) as r_week,
            count(*) filter (where net is null) as without_rate,
            count(distinct trade_id) filter (where kind = 'exit' and event_time >= $5::timestamptz) as exited_today
        from realised) as sums) as sums,
    (select count(*) from trades t where t.user_id = $1::uuid and t.trade_type = 'real'
        and t.entry_time >= $5::timestamptz and t.entry_time <= $3::timestamptz and t.id <> $7::uuid
        and t.account_id not in (select id from paper)) as entered_today,
    (select json_agg(json_build_array(instrument, direction, cast(risk as text))) from held) as held,
    (select json_agg(json_build_array(outcome = 'loss', exit_time) order by exit_time desc) from lately) as lately
""",  # noqa: S608  # numbers of the code
    planned_anew=True,
)


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
    week_starts = min(day.week_starts, day.starts)
    values = (user_id, base, at, day.day, day.starts, week_starts, without or new_id())
    ((sums, entered_today, held, lately),) = within(session, _READ, values)
    open_risks = tuple(_open(*position) for position in held or ())
    closed = [_Closed(*trade) for trade in lately or ()]
    closed_today = [trade for trade in closed if trade.exit_time >= day.starts]
    return SessionFigures(
        exited_today=sums["exited_today"],
        net_today=Decimal(sums["net_today"]),
        r_today=Decimal(sums["r_today"]),
        net_week=Decimal(sums["net_week"]),
        r_week=Decimal(sums["r_week"]),
        without_rate=sums["without_rate"],
        entered_today=entered_today,
        losing_run=_losing_run(closed),
        losing_run_today=_losing_run(closed_today),
        last_exit=closed[0].exit_time if closed else None,
        open_risks=open_risks,
    )


class _SessionSums(TypedDict):
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
