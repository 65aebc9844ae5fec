"""money is counted on the day of the fill that brought it; prices, sizes and fees as they are"""

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# Which day a moment belongs to follows from calendars of many years, which are no part of this file.
from backend.features.market.calendars.market_calendar import session_day

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
    sa.Column("may_be_negative", sa.Boolean(), nullable=False, server_default="false"),
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

# calendar of the product group|exchange|how prices are written|whether they may be below zero|roots
_FUTURES = """
GLOBEX_EQUITY|XCME|decimal||ES MES NQ MNQ RTY M2K
GLOBEX_EQUITY|XCBT|decimal||YM MYM
GLOBEX_ENERGY|XNYM|decimal|y|CL MCL QM NG RB HO
GLOBEX_METALS|XCEC|decimal||GC MGC SI SIL HG MHG
GLOBEX_METALS|XNYM|decimal||PL PA
GLOBEX_RATES|XCBT|32nds||ZB UB
GLOBEX_RATES|XCBT|32nds_half||ZN
GLOBEX_RATES|XCBT|32nds_quarter||ZF
GLOBEX_RATES|XCBT|32nds_eighth||ZT
GLOBEX_FX|XCME|decimal||6E M6E 6B M6B 6J 6A M6A 6C 6S 6N
GLOBEX_CRYPTO|XCME|decimal||BTC MBT MET
GLOBEX_GRAINS|XCBT|8ths||ZC ZW ZS
""".strip()
_RENAMED = {"BTC": "/BTC"}  # the bare symbol is the coin's
# Tickers that a bare symbol means something else than a stock by.
_TAKEN = """
    ALI BRENT BRN BTC CC CL CONF CT DX DXY ECF EMD ES ETH FBON FBTP FBTS FDAX FDXM FDXS FESB FESX FGBL FGBM FGBS
    FGBX FOAT FSMI FSTX FSXE FVS FXXP GC GDAXI GF HE HG HO KC KE LE MBT MCL MES MET MFS MGC MHG MJY MME MNG MNH
    MNQ MRB MSL MWN MXP MYM MZC MZL MZM MZS MZW NG NGAS NIY NKD NQ OJ PA PL QC QG QI QM QO RB RTY SB SEK SI SIL
    SOL TN TWE UB UKOIL USDX USOIL USTEC UX VX VXM XAE XAF XAI XAK XAP XAV XAY XC XK XRP XW YM ZB ZC ZF ZL ZM ZN
    ZO ZQ ZR ZS ZT ZW
""".split()


def futures() -> Iterator[tuple[str, str, str, str, str, bool]]:
    """Root, symbol now, calendar, exchange, notation, and whether prices may be below zero."""
    for line in _FUTURES.splitlines():
        calendar, exchange, notation, negative, roots = line.split("|")
        for root in roots.split():
            yield root, _RENAMED.get(root, root), calendar, exchange, notation, bool(negative)


def _identities() -> list[str]:
    """Rows as they are now named: `$CL` where `CL` is the future, with the calendar of their own product group."""
    rows = (
        f"('{root}', '{symbol}', '{calendar}', '{exchange}', '{notation}', {is_negative})"
        for root, symbol, calendar, exchange, notation, is_negative in futures()
    )
    values = ", ".join(rows)
    tickers = ", ".join(f"'{ticker}'" for ticker in _TAKEN)
    mine = "exists (select from own_instruments o where o.user_id = t.user_id and o.symbol = t.instrument)"
    return [
        f"""
        update trades t set instrument = f.symbol, calendar = f.calendar, exchange = f.exchange,
            price_notation = f.notation, may_be_negative = f.negative, lot_step = 1
        from (values {values}) as f (root, symbol, calendar, exchange, notation, negative)
        where t.instrument = f.root and t.instrument_kind = 'future' and t.calendar = 'CMES' and not {mine}
        """,  # constants of this file
        f"""
        update trades t set instrument = '$' || t.instrument
        where t.instrument_kind = 'stock' and t.calendar is null and t.instrument in ({tickers}) and not {mine}
        """,
        f"update trades t set calendar = 'XNYS' where t.instrument_kind = 'stock' and t.calendar is null and not {mine}",
    ]


# What a money row is worth in another currency: fees that were charged in a third one are converted by themselves.
_IN_CURRENCY = """
    create function app_in_currency(wanted_user uuid, money numeric, currency text, other_fees jsonb,
        wanted text, on_day date) returns numeric
    language plpgsql stable set search_path = pg_catalog, public as $$
    declare
        total numeric := money;  -- nothing is nothing in any currency
        fee record;
    begin
        if money <> 0 and currency <> wanted then
            total := money * app_rate(wanted_user, currency, wanted, on_day);
        end if;
        for fee in select key, value::numeric as amount from jsonb_each_text(other_fees) loop
            if fee.key = wanted then
                total := total - fee.amount;
            elsif fee.amount <> 0 then
                total := total - fee.amount * app_rate(wanted_user, fee.key, wanted, on_day);
            end if;
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
    where exists (select from trade_events x where x.trade_id = t.id and x.kind = 'exited')
        and not exists (select from realised_results r where r.trade_id = t.id)
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
    select :trade_id, :event_id, :user_id, 'exit', :event_time, :day, :quantity, :gross, :fees, '{}', :net,
        converted.money, case when converted.money is null then 'no_rate' end, :account_currency
    from (
        select app_in_currency(:user_id, :net, :currency, '{}', :account_currency, :day) as money
    ) as converted
"""
# What a trade with several exits brought its account is what each of them did, at the rate of its own day.
_SUMS = """
    update trades t set pnl_account = sums.money, pnl_account_reason = case when sums.money is null then 'no_rate' end
    from (
        select trade_id, case when bool_and(net_account is not null) then sum(net_account) end as money
        from realised_results group by trade_id having count(*) > 1
    ) as sums
    where sums.trade_id = t.id and t.status = 'closed'
"""
_DAYS = """
    select id, zone, calendar, entry_time, entry_day, exit_time, exit_day from trades where calendar is not null
"""
_SET_DAYS = "update trades set entry_day = :entry_day, exit_day = :exit_day where id = :id"

# What the older product cannot read: prices at zero and below, sizes and prices finer than its columns.
_AS_BEFORE = (
    "delete from trades where entry_price <= 0 or round(position_size, 10) = 0 or round(tick_size, 10) = 0",
    "update trades set calendar = 'CMES' where calendar like 'GLOBEX%'",
    "update trades set calendar = null where instrument_kind = 'stock' and calendar = 'XNYS'",
    "update trades set instrument = substr(instrument, 2) where instrument ~ '^[$/]'",
)


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
    op.execute("truncate reports")  # they were computed from trades alone
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
    connection = op.get_bind()
    for statement in (_KINDS, *_identities(), _OUTCOMES):
        op.execute(statement)
    _tell_days_anew(connection)
    op.execute(_ONE_EXIT)
    for trade in connection.execute(sa.text(_SEVERAL_EXITS)).all():
        fills = connection.execute(sa.text(_LIVE_FILLS), {"trade_id": trade.id}).all()
        for piece in _pieces(fills, trade.multiplier, trade.direction, trade.matching):
            values = {
                "trade_id": trade.id,
                "user_id": trade.user_id,
                "currency": trade.currency,
                "account_currency": trade.account_currency,
                "day": session_day(piece.event_time, trade.zone, trade.calendar),
            }
            connection.execute(sa.text(_ADD), values | piece._asdict())
    op.execute(_SUMS)
    for table in (*_SEEN, "realised_results"):
        op.execute(f"alter table {table} force row level security")


def _tell_days_anew(connection: sa.Connection) -> None:
    """Days by the calendar of the product group, which has other holidays and early closes than the one of before."""
    different = []
    for trade in connection.execute(sa.text(_DAYS)):
        entry_day = session_day(trade.entry_time, trade.zone, trade.calendar)
        exit_day = None
        if trade.exit_time is not None:
            exit_day = session_day(trade.exit_time, trade.zone, trade.calendar)
        if (entry_day, exit_day) != (trade.entry_day, trade.exit_day):
            different.append({"id": trade.id, "entry_day": entry_day, "exit_day": exit_day})
    if different:
        connection.execute(sa.text(_SET_DAYS), different)


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
    for table in _SEEN:
        op.execute(f"alter table {table} no force row level security")
    for statement in _AS_BEFORE:
        op.execute(statement)
    for table in _SEEN:
        op.execute(f"alter table {table} force row level security")
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
