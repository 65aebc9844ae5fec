"""Alembic's environment: migrations run as the owner of the database, whom no other process of the product knows."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool

from backend.adapters.database_logins import OWNER_SETTING, let_in
from backend.core.database_login import WrongAddress
from backend.core.db import Base


def run() -> None:
    """Migrate in one transaction, one migration at a time: a second runner waits for the first. Then let logins in."""
    url = current_app.config[OWNER_SETTING]
    if not url:
        raise WrongAddress(
            f"{OWNER_SETTING} is not set: migrations run as the owner of the database."
        )
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("select pg_advisory_lock(20261120)")
        context.configure(
            connection=connection, target_metadata=Base.metadata, transaction_per_migration=True
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        let_in(connection, current_app.config["DATABASE_LOGINS"])
        connection.commit()


run()
