"""lists of trades by exit, result and R: an index for each order, of the trades that have the value"""

from alembic import op

revision = "0027"
down_revision = "0026"

_ORDERS = {
    "ix_trades_by_exit": "exit_time",
    "ix_trades_by_result": "pnl",
    "ix_trades_by_r": "r_multiple",
}


OLDEST_SERVER = 18  # filters by words fold as Unicode says, with a function that came with it


def upgrade() -> None:
    version = int(op.get_bind().exec_driver_sql("show server_version_num").scalar_one())
    if version < OLDEST_SERVER * 10_000:
        raise RuntimeError(
            f"PostgreSQL {OLDEST_SERVER} or newer is needed; this one is {version // 10_000}."
        )
    for name, column in _ORDERS.items():
        op.execute(
            f"create index {name} on trades (user_id, {column}, id) where {column} is not null"
        )


def downgrade() -> None:
    for name in _ORDERS:
        op.execute(f"drop index {name}")
