"""own instruments: identity of kind, exchange and ticker; notation, lot step, expiry; prices that may be negative"""

from alembic import op

revision = "0025"
down_revision = "0024"

_TABLE = "own_instruments"
_IDENTITY = "uq_own_instruments_user_id_kind_exchange_ticker"
# Those that are there have no exchange, and their symbol is their ticker.
_COLUMNS = (
    "ticker text",
    "exchange text not null default ''",
    "notation text not null default 'decimal'",
    "may_be_negative boolean not null default false",
    "lot_step numeric(32, 18)",
    "expiry date",
)


def upgrade() -> None:
    for column in _COLUMNS:
        op.execute(f"alter table {_TABLE} add column {column}")
    op.execute(f"alter table {_TABLE} no force row level security")
    op.execute(f"update {_TABLE} set ticker = symbol")
    op.execute(f"alter table {_TABLE} force row level security")
    op.execute(f"alter table {_TABLE} alter column ticker set not null")
    for column in ("exchange", "notation", "may_be_negative"):
        op.execute(f"alter table {_TABLE} alter column {column} drop default")
    op.execute(f"alter table {_TABLE} alter column tick_size type numeric(26, 12)")
    op.execute(
        f"alter table {_TABLE} add constraint {_IDENTITY} unique (user_id, kind, exchange, ticker)"
    )
    op.execute(
        f"alter table {_TABLE} add constraint ck_own_instruments_positive_lot "
        "check (lot_step is null or lot_step > 0)"
    )


def downgrade() -> None:
    op.execute(f"alter table {_TABLE} drop constraint {_IDENTITY}")
    op.execute(f"alter table {_TABLE} drop constraint ck_own_instruments_positive_lot")
    op.execute(f"alter table {_TABLE} alter column tick_size type numeric(24, 10)")
    for column in ("ticker", "exchange", "notation", "may_be_negative", "lot_step", "expiry"):
        op.execute(f"alter table {_TABLE} drop column {column}")
