"""the trading record: accounts, events, strategies and reports"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_ADDED = (
    "account_id",
    "strategy_id",
    "setup",
    "source",
    "tick_size",
    "zone",
    "calendar",
    "max_size",
    "open_size",
    "entry_day",
    "planned_entry_price",
    "exit_day",
    "hold_seconds",
    "risk_reason",
    "realised_pnl",
    "pnl_account",
    "pnl_account_reason",
    "account_currency",
    "r_gross",
    "managed_r",
    "managed_r_reason",
    "entry_slippage",
    "slippage_amount",
    "mae",
    "mfe",
    "exit_efficiency",
    "excursion_reason",
    "plan_adherence_score",
    "event_head",
)
_OWNED = (
    "accounts",
    "account_movements",
    "currency_rates",
    "own_instruments",
    "strategies",
    "strategy_rules",
    "trade_events",
    "trade_attachments",
    "rule_checks",
    "record_versions",
    "reports",
)
_REQUIRED = (
    "account_id",
    "source",
    "tick_size",
    "zone",
    "max_size",
    "open_size",
    "entry_day",
    "realised_pnl",
    "account_currency",
    "event_head",
)

# Trades that were logged before there were events get the events that they must have had; an account for each trader.
_CARRY_OVER = [
    """
    insert into accounts (id, user_id, name, kind, currency, matching, rules, archived, is_default, created_at,
        updated_at)
    select gen_random_uuid(), id, 'Main', 'broker', base_currency, 'fifo', '{}', false, true, now(), now() from users
    where exists (select from trades where trades.user_id = users.id)
    """,
    """
    insert into account_movements (id, user_id, account_id, kind, amount, moment, note, created_at)
    select gen_random_uuid(), users.id, accounts.id, 'deposit', users.account_size, users.created_at, 'Account size',
        now()
    from users join accounts on accounts.user_id = users.id where users.account_size > 0
    """,
    """
    update trades set account_id = accounts.id, account_currency = accounts.currency, source = 'manual',
        tick_size = 0.01, max_size = position_size, open_size = case status when 'open' then position_size else 0 end,
        realised_pnl = coalesce(pnl, 0), event_head = 0,
        calendar = case when multiplier = 1 then null when length(instrument) = 6 then '17:00' else 'CMES' end,
        zone = case
            when instrument ~ '^(BTC|ETH|SOL|XRP|ADA|DOGE|LTC|BNB|AVAX|LINK|DOT)(USD|EUR)$' then 'UTC'
            when length(instrument) = 6 then 'America/New_York'
            when trades.currency = 'USD' and multiplier <> 1 then 'America/Chicago'
            else 'America/New_York' end,
        hold_seconds = extract(epoch from exit_time - entry_time)::int,
        pnl_account = case when trades.currency = accounts.currency then pnl end,
        pnl_account_reason = case when trades.currency <> accounts.currency and pnl is not null then 'no_rate' end,
        excursion_reason = case status when 'closed' then 'no_candles' end
    from accounts where accounts.user_id = trades.user_id
    """,
    """
    update trades set
        entry_day = (entry_time at time zone zone
            + case when calendar is null then interval '0' else interval '7 hours' end)::date,
        exit_day = (exit_time at time zone zone
            + case when calendar is null then interval '0' else interval '7 hours' end)::date
    """,
    """
    update trades set
        entry_day = entry_day + case extract(isodow from entry_day) when 6 then 2 when 7 then 1 else 0 end,
        exit_day = exit_day + case extract(isodow from exit_day) when 6 then 2 when 7 then 1 else 0 end
    where calendar is not null
    """,
    """
    with happened as (
        select id, user_id, 1 as place, 'filled' as kind, entry_time as moment, created_at, jsonb_build_object(
            'side', case direction when 'long' then 'buy' else 'sell' end, 'quantity', position_size::text,
            'price', entry_price::text, 'fees', fees::text) as payload from trades
        union all select id, user_id, 2, 'stop_set', entry_time, created_at,
            jsonb_build_object('price', initial_stop_price::text, 'told_with_trade', true)
            from trades where initial_stop_price is not null
        union all select id, user_id, 3, 'target_set', entry_time, created_at,
            jsonb_build_object('price', target_price::text, 'told_with_trade', true)
            from trades where target_price is not null
        union all select id, user_id, 4, 'felt', entry_time, created_at, jsonb_build_object('state', emotional_state)
            from trades where emotional_state is not null
        union all select id, user_id, 5, 'noted', entry_time, created_at, jsonb_build_object('text', notes)
            from trades where notes is not null
        union all select id, user_id, 6, 'exited', exit_time, updated_at, jsonb_build_object(
            'side', case direction when 'long' then 'sell' else 'buy' end, 'quantity', position_size::text,
            'price', exit_price::text, 'fees', '0') from trades where status = 'closed'
    )
    insert into trade_events (id, user_id, trade_id, seq, kind, event_time, recorded_time, payload)
    select gen_random_uuid(), user_id, id, row_number() over (partition by id order by place), kind, moment,
        case when kind = 'exited' then created_at else moment end, payload from happened
    """,
    """
    update trades set event_head = last.seq
    from (select trade_id, max(seq) as seq from trade_events group by trade_id) last where last.trade_id = trades.id
    """,
]


# What one unit of a currency was worth in another, by the last rate that the user gave within a week, either way round.
_RATE = """
    create function app_rate(wanted_user uuid, from_currency text, to_currency text, on_day date) returns numeric
    language plpgsql stable as $$
    begin
        return (
            select case when r.base = from_currency then r.rate else 1 / r.rate end from currency_rates r
            where r.user_id = wanted_user and r.day between on_day - 7 and on_day
                and ((r.base = from_currency and r.quote = to_currency)
                    or (r.base = to_currency and r.quote = from_currency))
            order by r.day desc, r.base = from_currency desc limit 1
        );
    end
    $$
"""


def _policies() -> list[str]:
    mine = "user_id = any ((select app_users())::uuid[])"
    statements = []
    for table in _OWNED:
        rights = "select, insert" if table == "trade_events" else "select, insert, update, delete"
        statements += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy own on {table} to coach_app using ({mine}) with check ({mine})",
            f"grant {rights} on {table} to coach_app",
        ]
    return statements


def upgrade() -> None:
    _create_tables()
    op.execute(_RATE)
    _extend_trades()
    for statement in _policies():
        op.execute(statement)


def _extend_trades() -> None:
    op.add_column("trades", sa.Column("account_id", sa.Uuid(), nullable=True))
    op.add_column("trades", sa.Column("strategy_id", sa.Uuid(), nullable=True))
    op.add_column("trades", sa.Column("setup", sa.Text(), nullable=True))
    op.add_column("trades", sa.Column("source", sa.Text(), nullable=True))
    op.add_column(
        "trades", sa.Column("tick_size", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column("trades", sa.Column("zone", sa.Text(), nullable=True))
    op.add_column("trades", sa.Column("calendar", sa.Text(), nullable=True))
    op.add_column(
        "trades", sa.Column("max_size", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column(
        "trades", sa.Column("open_size", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column("trades", sa.Column("entry_day", sa.Date(), nullable=True))
    op.add_column(
        "trades",
        sa.Column("planned_entry_price", sa.Numeric(precision=24, scale=10), nullable=True),
    )
    op.add_column("trades", sa.Column("exit_day", sa.Date(), nullable=True))
    op.add_column("trades", sa.Column("hold_seconds", sa.Integer(), nullable=True))
    op.add_column("trades", sa.Column("risk_reason", sa.Text(), nullable=True))
    op.add_column(
        "trades", sa.Column("realised_pnl", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column(
        "trades", sa.Column("pnl_account", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column("trades", sa.Column("pnl_account_reason", sa.Text(), nullable=True))
    op.add_column("trades", sa.Column("account_currency", sa.Text(), nullable=True))
    op.add_column("trades", sa.Column("r_gross", sa.Numeric(precision=24, scale=10), nullable=True))
    op.add_column(
        "trades", sa.Column("managed_r", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column("trades", sa.Column("managed_r_reason", sa.Text(), nullable=True))
    op.add_column(
        "trades", sa.Column("entry_slippage", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column(
        "trades", sa.Column("slippage_amount", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column("trades", sa.Column("mae", sa.Numeric(precision=24, scale=10), nullable=True))
    op.add_column("trades", sa.Column("mfe", sa.Numeric(precision=24, scale=10), nullable=True))
    op.add_column(
        "trades", sa.Column("exit_efficiency", sa.Numeric(precision=24, scale=10), nullable=True)
    )
    op.add_column("trades", sa.Column("excursion_reason", sa.Text(), nullable=True))
    op.add_column("trades", sa.Column("plan_adherence_score", sa.Integer(), nullable=True))
    op.add_column("trades", sa.Column("event_head", sa.Integer(), nullable=True))
    op.drop_constraint(op.f("ck_trades_closed"), "trades")
    op.drop_constraint(op.f("ck_trades_positive"), "trades")
    for table in ("users", "trades"):  # the owner that migrates sees all rows for a moment
        op.execute(f"alter table {table} no force row level security")
    for statement in _CARRY_OVER:
        op.execute(statement)
    for table in ("users", "trades"):
        op.execute(f"alter table {table} force row level security")
    for column in _REQUIRED:
        op.alter_column("trades", column, nullable=False)
    op.create_check_constraint(
        op.f("ck_trades_positive"),
        "trades",
        "entry_price > 0 and position_size > 0 and open_size >= 0",
    )
    op.create_check_constraint(
        op.f("ck_trades_closed"), "trades", "(status = 'closed') = (exit_time is not null)"
    )
    op.create_check_constraint(
        op.f("ck_trades_flat"), "trades", "(status = 'closed') = (open_size = 0)"
    )
    op.create_index("ix_trades_account", "trades", ["account_id", "instrument"])
    op.create_index(
        "ix_trades_strategy",
        "trades",
        ["strategy_id"],
        postgresql_where=sa.text("strategy_id is not null"),
    )
    op.create_foreign_key(
        op.f("fk_trades_account_id_user_id"),
        "trades",
        "accounts",
        ["account_id", "user_id"],
        ["id", "user_id"],
    )
    op.create_foreign_key(
        op.f("fk_trades_strategy_id_user_id"),
        "trades",
        "strategies",
        ["strategy_id", "user_id"],
        ["id", "user_id"],
        ondelete="SET NULL (strategy_id)",
    )


def _create_tables() -> None:
    # ### commands auto generated by Alembic ###
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("broker", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("matching", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('broker', 'paper', 'prop')", name=op.f("ck_accounts_kind")),
        sa.CheckConstraint(
            "matching in ('fifo', 'weighted_average')", name=op.f("ck_accounts_matching")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_accounts_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_accounts_id_user_id")),
    )
    op.create_index(
        "uq_accounts_default",
        "accounts",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )
    op.create_index(
        "uq_accounts_name", "accounts", ["user_id", sa.literal_column("lower(name)")], unique=True
    )
    op.create_table(
        "currency_rates",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=24, scale=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rate > 0 and base <> quote", name=op.f("ck_currency_rates_rate")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_currency_rates_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "base", "quote", "day", name=op.f("pk_currency_rates")),
    )
    op.create_table(
        "own_instruments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("multiplier", sa.Numeric(precision=24, scale=10), nullable=False),
        sa.Column("tick_size", sa.Numeric(precision=24, scale=10), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "multiplier > 0 and tick_size > 0", name=op.f("ck_own_instruments_positive")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_own_instruments_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_instruments")),
        sa.UniqueConstraint("user_id", "symbol", name=op.f("uq_own_instruments_user_id_symbol")),
    )
    op.create_table(
        "record_versions",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_record_versions_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "shard", name=op.f("pk_record_versions")),
    )
    op.create_table(
        "reports",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_reports_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_reports")),
    )
    op.create_table(
        "strategies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_strategies_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategies")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_strategies_id_user_id")),
    )
    op.create_index(
        "uq_strategies_name",
        "strategies",
        ["user_id", sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_table(
        "account_movements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=24, scale=10), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('deposit', 'withdrawal', 'adjustment')",
            name=op.f("ck_account_movements_kind"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_account_movements_amount")),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"],
            ["accounts.id", "accounts.user_id"],
            name=op.f("fk_account_movements_account_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_account_movements_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_movements")),
    )
    op.create_index(
        "ix_account_movements_account", "account_movements", ["account_id", "moment"], unique=False
    )
    op.create_table(
        "strategy_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('entry', 'exit', 'risk', 'other')", name=op.f("ck_strategy_rules_kind")
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id", "user_id"],
            ["strategies.id", "strategies.user_id"],
            name=op.f("fk_strategy_rules_strategy_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_strategy_rules_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_rules")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_strategy_rules_id_user_id")),
    )
    op.create_index(
        "ix_strategy_rules_strategy", "strategy_rules", ["strategy_id", "position"], unique=False
    )
    op.create_table(
        "rule_checks",
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id", "user_id"],
            ["strategy_rules.id", "strategy_rules.user_id"],
            name=op.f("fk_rule_checks_rule_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_rule_checks_trade_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_rule_checks_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trade_id", "rule_id", name=op.f("pk_rule_checks")),
    )
    op.create_index("ix_rule_checks_rule", "rule_checks", ["rule_id"], unique=False)
    op.create_table(
        "trade_attachments",
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_trade_attachments_trade_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["upload_id", "user_id"],
            ["uploads.id", "uploads.user_id"],
            name=op.f("fk_trade_attachments_upload_id_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_trade_attachments_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trade_id", "upload_id", name=op.f("pk_trade_attachments")),
    )
    op.create_table(
        "trade_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("length(kind) > 0 and seq > 0", name=op.f("ck_trade_events_kind")),
        sa.ForeignKeyConstraint(
            ["trade_id", "user_id"],
            ["trades.id", "trades.user_id"],
            name=op.f("fk_trade_events_trade_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade_events")),
        sa.UniqueConstraint("trade_id", "seq", name=op.f("uq_trade_events_trade_id_seq")),
    )


def downgrade() -> None:
    for name in ("account_id_user_id", "strategy_id_user_id"):
        op.drop_constraint(op.f(f"fk_trades_{name}"), "trades")
    for name in ("flat", "closed", "positive"):
        op.drop_constraint(op.f(f"ck_trades_{name}"), "trades")
    for name in ("account", "strategy"):
        op.drop_index(f"ix_trades_{name}", "trades")
    for name in _ADDED:
        op.drop_column("trades", name)
    op.execute("drop function app_rate")
    for table in reversed(_OWNED):
        op.drop_table(table)
    op.execute("delete from trades where status = 'open' and exit_price is not null")
    op.create_check_constraint(
        op.f("ck_trades_positive"), "trades", "entry_price > 0 and position_size > 0"
    )
    op.create_check_constraint(
        op.f("ck_trades_closed"),
        "trades",
        "(status = 'closed') = (exit_price is not null and exit_time is not null)",
    )
