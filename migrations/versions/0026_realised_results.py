"""money is counted on the day of the fill that brought it; prices, sizes and fees as they are"""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"

MONEY, PRICE, QUANTITY = sa.Numeric(24, 10), sa.Numeric(28, 12), sa.Numeric(34, 18)
PRICES = (
    "entry_price",
    "initial_stop_price",
    "stop_price",
    "target_price",
    "planned_entry_price",
    "exit_price",
    "entry_slippage",
    "tick_size",
)
QUANTITIES = ("position_size", "max_size", "open_size")
_ROLES = "coach_app, coach_worker"
_MINE = "user_id = any ((select app_users())::uuid[])"

_NEW_COLUMNS = (
    sa.Column("instrument_kind", sa.Text(), nullable=True),
    sa.Column("exchange", sa.Text(), nullable=True),
    sa.Column("contract_month", sa.Date(), nullable=True),
    sa.Column("expires_on", sa.Date(), nullable=True),
    sa.Column("price_notation", sa.Text(), nullable=False, server_default="decimal"),
    sa.Column("lot_step", QUANTITY, nullable=True),
    sa.Column("outcome", sa.Text(), nullable=True),
    sa.Column("pnl_reason", sa.Text(), nullable=True),
    sa.Column("dividends", MONEY, nullable=False, server_default="0"),
    sa.Column("financing", MONEY, nullable=False, server_default="0"),
    sa.Column("other_fees", postgresql.JSONB(), nullable=False, server_default="{}"),
    sa.Column("warnings", postgresql.JSONB(), nullable=False, server_default="[]"),
    sa.Column("idea_id", sa.Uuid(), nullable=True),
    sa.Column("rolled_from_id", sa.Uuid(), nullable=True),
    sa.Column("expiry", sa.Text(), nullable=True),
)

_KINDS = """
    update trades t set instrument_kind = coalesce(
        (select o.kind from own_instruments o where o.user_id = t.user_id and o.symbol = t.instrument),
        case
            when t.calendar = 'CMES' then 'future'
            when t.calendar = '17:00' and t.instrument ~ '^XA[UG]' then 'metal'
            when t.calendar = '17:00' then 'fx'
            when t.zone = 'UTC' then 'crypto'
            when t.calendar is null then 'stock'
            else 'future' end)
"""
_OUTCOMES = """
    update trades set outcome = case sign(pnl) when 1 then 'win' when -1 then 'loss' else 'break_even' end
    where status = 'closed' and pnl is not null
"""

# What a money row is worth in another currency: fees that were charged in a third one are converted by themselves.
_IN_CURRENCY = """
    create function app_in_currency(wanted_user uuid, money numeric, currency text, other_fees jsonb,
        wanted text, on_day date) returns numeric
    language plpgsql stable set search_path = pg_catalog, public as $$
    declare
        total numeric := money * case when currency = wanted then 1
            else app_rate(wanted_user, currency, wanted, on_day) end;
        fee record;
    begin
        for fee in select key, value::numeric as amount from jsonb_each_text(other_fees) loop
            total := total - fee.amount * case when fee.key = wanted then 1
                else app_rate(wanted_user, fee.key, wanted, on_day) end;
        end loop;
        return round(total, 10);
    end
    $$
"""
# A closed trade with one exit brought everything with it.
_ONE_EXIT = """
    insert into realised_results (trade_id, event_id, user_id, kind, event_time, day, quantity, gross, fees,
        other_fees, net, net_account, net_reason, account_currency)
    select t.id, e.id, t.user_id, 'exit', t.exit_time, t.exit_day, t.position_size, t.pnl_gross, t.fees, '{}', t.pnl,
        t.pnl_account, t.pnl_account_reason, t.account_currency
    from trades t
    join lateral (
        select max(x.id::text)::uuid as id, count(*) as many from trade_events x
        where x.trade_id = t.id and x.kind = 'exited' and not exists (
            select from trade_events v where v.trade_id = t.id and v.kind = 'voided'
                and v.payload ->> 'event_id' = x.id::text)
    ) e on e.many = 1
    where t.status = 'closed'
"""
_SEVERAL_EXITS = """
    select t.id, t.user_id, t.multiplier, t.direction, t.currency, t.account_currency, t.zone, t.calendar, a.matching
    from trades t join accounts a on a.id = t.account_id
    where (select count(*) from trade_events x where x.trade_id = t.id and x.kind = 'exited') >
        (select count(*) from realised_results r where r.trade_id = t.id)
"""
_LIVE_FILLS = """
    select e.id, e.kind, e.event_time, cast(e.payload ->> 'quantity' as numeric) as quantity,
        cast(e.payload ->> 'price' as numeric) as price, cast(e.payload ->> 'fees' as numeric) as fees
    from trade_events e
    where e.trade_id = :trade_id and e.kind in ('filled', 'exited') and not exists (
        select from trade_events v where v.trade_id = e.trade_id and v.kind = 'voided'
            and v.payload ->> 'event_id' = e.id::text)
    order by e.event_time, e.seq
"""
_ADD = """
    insert into realised_results (trade_id, event_id, user_id, kind, event_time, day, quantity, gross, fees,
        other_fees, net, net_account, net_reason, account_currency)
    select :trade_id, :event_id, :user_id, 'exit', :event_time, shown.day, :quantity, :gross, :fees, '{}', :net,
        shown.money, case when shown.money is null then 'no_rate' end, :account_currency
    from (
        select turned.day, app_in_currency(:user_id, :net, :currency, '{}', :account_currency, turned.day) as money
        from (select cast(moved + case
            when cast(:calendar as text) is null then 0
            when extract(isodow from moved) = 6 then 2
            when extract(isodow from moved) = 7 then 1
            else 0 end * interval '1 day' as date) as day
            from (select cast((cast(:event_time as timestamptz) at time zone :zone) + case
                when cast(:calendar as text) is null then interval '0' else interval '7 hours' end as date) as moved
            ) as local
        ) as turned
    ) as shown
"""


def upgrade() -> None:
    for column in PRICES:
        op.alter_column("trades", column, type_=PRICE)
    for column in QUANTITIES:
        op.alter_column("trades", column, type_=QUANTITY)
    for column in _NEW_COLUMNS:
        op.add_column("trades", column)
    op.drop_constraint(op.f("ck_trades_positive"), "trades")
    op.create_check_constraint(
        op.f("ck_trades_positive"), "trades", "position_size > 0 and open_size >= 0"
    )
    op.create_check_constraint(
        op.f("ck_trades_outcome"), "trades", "outcome in ('win', 'loss', 'break_even')"
    )
    op.create_check_constraint(
        op.f("ck_trades_expiry"),
        "trades",
        "expiry in ('worthless', 'cash_settled', 'assigned', 'exercised')",
    )
    op.create_index(
        "ix_trades_idea", "trades", ["idea_id"], postgresql_where=sa.text("idea_id is not null")
    )
    op.add_column("accounts", sa.Column("fee_schedule", postgresql.JSONB(), nullable=True))
    op.add_column(
        "accounts",
        sa.Column("break_even_tolerance", MONEY, nullable=False, server_default="0"),
    )
    op.alter_column("accounts", "break_even_tolerance", server_default=None)
    _create_results()
    _carry_over()
    op.alter_column("trades", "instrument_kind", nullable=False)
    for column in _NEW_COLUMNS:
        if column.server_default is not None:
            op.alter_column("trades", column.name, server_default=None)


def _create_results() -> None:
    op.create_table(
        "realised_results",
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("quantity", QUANTITY, nullable=False),
        sa.Column("gross", MONEY, nullable=False),
        sa.Column("fees", MONEY, nullable=False),
        sa.Column("other_fees", postgresql.JSONB(), nullable=False),
        sa.Column("net", MONEY, nullable=True),
        sa.Column("net_account", MONEY, nullable=True),
        sa.Column("net_reason", sa.Text(), nullable=True),
        sa.Column("account_currency", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind in ('exit', 'dividend', 'financing')", name=op.f("ck_realised_results_kind")
        ),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_realised_results_trade_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("trade_id", "event_id", name=op.f("pk_realised_results")),
    )
    op.create_index("ix_realised_results_recent", "realised_results", ["user_id", "event_time"])
    op.create_index("ix_realised_results_day", "realised_results", ["user_id", "day"])
    for statement in (
        "alter table realised_results enable row level security",
        "alter table realised_results force row level security",
        f"create policy own on realised_results to {_ROLES} using ({_MINE}) with check ({_MINE})",
        f"grant select, insert, update, delete on realised_results to {_ROLES}",
        _IN_CURRENCY,
        "revoke all on function app_in_currency from public",
        f"grant execute on function app_in_currency to {_ROLES}",
    ):
        op.execute(statement)


_SEEN = ("trades", "accounts", "own_instruments", "trade_events", "currency_rates")


def _carry_over() -> None:
    for table in (*_SEEN, "realised_results"):  # the owner that migrates sees all rows for a moment
        op.execute(f"alter table {table} no force row level security")
    for statement in (_KINDS, _OUTCOMES, _ONE_EXIT):
        op.execute(statement)
    connection = op.get_bind()
    for trade in connection.execute(sa.text(_SEVERAL_EXITS)).all():
        fills = connection.execute(sa.text(_LIVE_FILLS), {"trade_id": trade.id}).all()
        for piece in _pieces(fills, trade.multiplier, trade.direction, trade.matching):
            values = {
                "trade_id": trade.id,
                "user_id": trade.user_id,
                "currency": trade.currency,
                "account_currency": trade.account_currency,
                "zone": trade.zone,
                "calendar": trade.calendar,
            }
            connection.execute(sa.text(_ADD), values | piece._asdict())
    for table in (*_SEEN, "realised_results"):
        op.execute(f"alter table {table} force row level security")


class _Piece(NamedTuple):
    """What one exit brought."""

    event_id: object
    event_time: object
    quantity: Decimal
    gross: Decimal
    fees: Decimal
    net: Decimal


def _pieces(fills: list, multiplier: Decimal, direction: str, matching: str) -> Iterator[_Piece]:
    """What each exit brought, as the product matches fills; rounded so that the sums are the rounded sums."""
    lots: list[list[Decimal]] = []  # quantity, cost, fees
    sign = 1 if direction == "long" else -1
    all_gross = all_fees = Decimal(0)
    with localcontext(prec=100):
        for fill in fills:
            if fill.kind == "filled":
                lot = [fill.quantity, fill.quantity * fill.price, fill.fees]
                if matching == "weighted_average" and lots:
                    lots[0] = [whole + part for whole, part in zip(lots[0], lot, strict=True)]
                else:
                    lots.append(lot)
                continue
            cost, fees = _taken(lots, fill.quantity)
            before = _rounded(all_gross), _rounded(all_fees)
            all_gross += (fill.quantity * fill.price - cost) * sign * multiplier
            all_fees += fees + fill.fees
            gross, fees = _rounded(all_gross) - before[0], _rounded(all_fees) - before[1]
            yield _Piece(fill.id, fill.event_time, fill.quantity, gross, fees, gross - fees)


def _taken(lots: list[list[Decimal]], quantity: Decimal) -> tuple[Decimal, Decimal]:
    """Cost and fees of the oldest quantity, which is removed."""
    cost = fees = Decimal(0)
    while quantity > 0 and lots:
        lot = lots[0]
        part = min(quantity, lot[0])
        share = part / lot[0]
        cost += lot[1] * share
        fees += lot[2] * share
        lots[0] = [lot[0] - part, lot[1] * (1 - share), lot[2] * (1 - share)]
        quantity -= part
        if lots[0][0] <= 0:
            lots.pop(0)
    return cost, fees


def _rounded(money: Decimal) -> Decimal:
    return money.quantize(Decimal("0.0000000001"), rounding=ROUND_HALF_EVEN)


def downgrade() -> None:
    op.drop_table("realised_results")
    op.execute("drop function app_in_currency")
    op.drop_column("accounts", "break_even_tolerance")
    op.drop_column("accounts", "fee_schedule")
    op.drop_index("ix_trades_idea", "trades")
    for name in ("ck_trades_expiry", "ck_trades_outcome", "ck_trades_positive"):
        op.drop_constraint(op.f(name), "trades")
    for column in _NEW_COLUMNS:
        op.drop_column("trades", column.name)
    for column in (*PRICES, *QUANTITIES):
        op.alter_column("trades", column, type_=MONEY)
    op.create_check_constraint(
        op.f("ck_trades_positive"),
        "trades",
        "entry_price > 0 and position_size > 0 and open_size >= 0",
    )
