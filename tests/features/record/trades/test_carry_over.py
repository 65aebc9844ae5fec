"""Trades that were logged before there were events are carried over with what must have happened to them."""

import psycopg2
import pytest
from flask_migrate import downgrade, upgrade

from backend.app import create_app

USER = "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"
OLD = f"""
insert into users (id, email, username, password_hash, timezone, base_currency, account_size, preferences, role, tier,
    created_at, updated_at)
values ('{USER}', 'a@example.com', 'a', 'x', 'UTC', 'USD', 25000, '{{}}', 'user', 'free', now(), now());
insert into trades (id, user_id, trade_type, status, instrument, contract, currency, multiplier, direction,
    position_size, entry_price, entry_time, initial_stop_price, stop_price, target_price, fees, risk_amount,
    exit_price, exit_time, pnl_gross, pnl, pnl_percentage, r_multiple, emotional_state, pattern_tags, notes,
    created_at, updated_at)
values
    (gen_random_uuid(), '{USER}', 'real', 'closed', 'ES', 'ESZ6', 'USD', 50, 'long', 2, 4500, '2026-11-19 23:30Z',
        4490, 4490, null, 4, 1000, 4510, '2026-11-20 15:00Z', 1000, 996, 0.2213, 0.996, 'calm', '{{}}', 'note',
        now(), now()),
    (gen_random_uuid(), '{USER}', 'real', 'open', 'AAPL', 'AAPL', 'USD', 1, 'short', 10, 200, '2026-11-19 15:00Z',
        null, null, null, 0, null, null, null, null, null, null, null, null, '{{}}', null, now(), now());
"""


@pytest.fixture
def older(postgres, settings):
    postgres.create_database("older")
    addresses = {name.lower(): url for name, url in postgres.addresses("older").items()}
    store = settings.store.model_copy(update=addresses)
    app = create_app(settings.model_copy(update={"store": store}))
    with app.app_context():
        upgrade(revision="0002")
        connection = psycopg2.connect(store.migration_database_url.replace("+psycopg2", ""))
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
        connection.close()
    app.extensions["coach"].database.engine.dispose()


def test_old_trades_have_the_events_that_they_must_have_had(older):
    older.execute(OLD)
    upgrade(revision="0003")
    older.execute("select name, currency, is_default from accounts")
    assert older.fetchall() == [("Main", "USD", True)]
    older.execute("select sum(amount) from account_movements")
    assert older.fetchone() == (25000,)
    older.execute(
        "select instrument, calendar, entry_day::text, exit_day::text, open_size, pnl_account, event_head from trades "
        "order by entry_time desc"
    )
    assert older.fetchall() == [
        ("ES", "CMES", "2026-11-20", "2026-11-20", 0, 996, 5),
        ("AAPL", None, "2026-11-19", None, 10, None, 1),
    ]
    older.execute(
        "select kind, payload ->> 'price', payload ->> 'fees' from trade_events join trades on trades.id = trade_id "
        "where instrument = 'ES' order by seq"
    )
    assert [
        (kind, price and float(price), fees and float(fees))
        for kind, price, fees in older.fetchall()
    ] == [
        ("filled", 4500.0, 4.0),
        ("stop_set", 4490.0, None),
        ("felt", None, None),
        ("noted", None, None),
        ("exited", 4510.0, 0.0),
    ]
    downgrade(revision="0002")
    older.execute("select count(*) from trades")
    assert older.fetchone() == (2,)
