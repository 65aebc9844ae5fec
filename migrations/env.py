"""Alembic's environment: migrations run as the owner of the database, outside of the application's role."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool

from backend.core.db import Base


def run() -> None:
    """Migrate in one transaction, one migration at a time: a second runner waits for the first."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("select pg_advisory_lock(20261120)")
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
