"""How a trader stands in the last closed trades and in what is open: in one statement, whatever the record's length."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.db import HotStatement, at_once

MOST_OPEN = 100

_RECENT = HotStatement(
    "recent_trades",
    """
with last as (
    select instrument, currency, position_size, r_multiple, exit_time, coalesce(pnl, 0) as net, outcome,
        instrument = $2 as same, row_number() over (order by exit_time desc, id desc) as place
    from trades where user_id = $1::uuid and status = 'closed' and trade_type = 'real'
    order by exit_time desc, id desc limit $4
), held as (
    select id, instrument, direction, entry_price, open_size as position_size, entry_time
    from trades where user_id = $1::uuid and status = 'open' and trade_type = 'real'
    order by entry_time, id limit $5
), closed as (
    select count(*) as closed,
        count(*) filter (where outcome = 'win') as wins,
        coalesce(sum(net), 0) as net,
        case when count(distinct currency) = 1 then min(currency) end as currency,
        count(r_multiple) as r_count,
        coalesce(sum(r_multiple), 0) as r_sum,
        count(*) filter (where same) as same_closed,
        count(*) filter (where same and outcome = 'win') as same_wins,
        coalesce(min(place) filter (where outcome is distinct from 'loss') - 1, count(*)) as losses_in_a_row,
        (select coalesce(sum(r.net), 0) from realised_results r join trades t on t.id = r.trade_id
            where r.user_id = $1::uuid and t.user_id = $1::uuid and t.trade_type = 'real' and r.event_time >= $3
        ) as net_since,
        max(exit_time) as last_exit,
        coalesce(bool_or(place = 1 and outcome = 'loss'), false) as last_was_loss,
        (percentile_disc(0.5) within group (order by position_size) filter (where same)
            + percentile_disc(0.5) within group (order by position_size desc) filter (where same)) / 2 as usual_size
    from last
)
select closed.*,
    (select count(*) from trades where user_id = $1::uuid and trade_type = 'real' and entry_time >= $3),
    (select count(distinct r.trade_id) from realised_results r join trades t on t.id = r.trade_id
        where r.user_id = $1::uuid and t.user_id = $1::uuid and t.trade_type = 'real' and r.kind = 'exit'
            and r.event_time >= $3),
    held.id, held.instrument, held.direction, held.entry_price, held.position_size
from closed left join held on true order by held.entry_time, held.id
""",
)


@dataclass(frozen=True, slots=True)
class HeldPosition:
    """A position that is open."""

    id: UUID
    instrument: str
    direction: str
    entry_price: Decimal
    position_size: Decimal


@dataclass(frozen=True, slots=True)
class RecentSummary:
    """The last closed real trades, and what is open, oldest first.

    Attributes:
        net: money, after costs, of all that are counted; the same holds for `net_since`.
        currency: null where there are several, or none.
        r_count: how many have a result in R; `r_sum` is theirs.
        same_closed: in the instrument that was asked for; also `same_wins` and `usual_size`, their median size.
        losses_in_a_row: up to the last trade.
        net_since: what exits, dividends and financing brought since the moment that was asked for, of any trade.
        entered_since: all that were entered since then, ended or not.
        exited_since: all that were left since then, in whole or in part, whenever they were entered.
    """

    closed: int
    wins: int
    net: Decimal
    currency: str | None
    r_count: int
    r_sum: Decimal
    same_closed: int
    same_wins: int
    losses_in_a_row: int
    net_since: Decimal
    last_exit: datetime | None
    last_was_loss: bool
    usual_size: Decimal | None
    entered_since: int
    exited_since: int
    held: tuple[HeldPosition, ...]


FIGURES = len(fields(RecentSummary)) - 1  # the columns before those of an open position


def recent(
    session: Session,
    user_id: UUID,
    symbol: str | None,
    since: datetime,
    *,
    most: int,
) -> RecentSummary:
    """The last closed trades, at most so many, and up to a hundred that are open."""
    rows = at_once(session, _RECENT, (user_id, symbol, since, most, MOST_OPEN))
    figures = rows[0][:FIGURES]
    columns = (row[FIGURES:] for row in rows)
    positions = tuple(HeldPosition(*position) for position in columns if any(position))
    return RecentSummary(*(*figures, positions))
