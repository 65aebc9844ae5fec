"""Trades of before there were rows of realised money get them, and the names that their instruments have now."""

import importlib.util
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import psycopg2
import psycopg2.extras
import pytest
from flask_migrate import downgrade, upgrade

from backend.app import create_app
from backend.core.ids import new_id
from backend.features.market.calendars.market_calendar import session_day
from backend.features.market.instruments.instruments import InstrumentKind, resolve
from backend.features.record.trades.projection.contract_terms import ContractTerms
from backend.features.record.trades.projection.projection import derive
from backend.features.record.trades.projection.standing_events import StandingEvent

USER = "0199c3a4-5b1e-7d2a-9f00-3c1d2e4f5a6b"
ACCOUNTS = {name: str(new_id()) for name in ("dollars", "average", "euros")}
PEOPLE = f"""
insert into users (id, email, email_folded, username, username_folded, password_hash, timezone, base_currency,
    account_size, preferences, role, tier, created_at, updated_at)
values ('{USER}', 'a@example.com', 'a@example.com', 'a', 'a', 'x', 'UTC', 'USD', 25000, '{{}}', 'user', 'free', now(),
    now());
insert into accounts (id, user_id, name, kind, currency, matching, rules, archived, is_default, created_at, updated_at)
values ('{ACCOUNTS["dollars"]}', '{USER}', 'D', 'broker', 'USD', 'fifo', '{{}}', false, true, now(), now()),
    ('{ACCOUNTS["average"]}', '{USER}', 'A', 'broker', 'USD', 'weighted_average', '{{}}', false, false, now(), now()),
    ('{ACCOUNTS["euros"]}', '{USER}', 'E', 'broker', 'EUR', 'fifo', '{{}}', false, false, now(), now());
insert into currency_rates (user_id, base, quote, day, rate, created_at)
values ('{USER}', 'EUR', 'USD', '2026-11-16', 1.25, now());
insert into own_instruments (id, user_id, symbol, name, kind, multiplier, tick_size, currency, unit, zone, calendar,
    created_at, updated_at)
values (gen_random_uuid(), '{USER}', 'NG', 'Mine', 'cfd', 10, 0.01, 'USD', 'lot', 'UTC', null, now(), now());
"""
CHICAGO, NEW_YORK = "America/Chicago", "America/New_York"
# instrument, multiplier, zone, calendar, of before
MARKETS = {
    "ES": (50, CHICAGO, "CMES"),
    "CL": (1000, CHICAGO, "CMES"),
    "ZN": (1000, CHICAGO, "CMES"),
    "BTC": (5, CHICAGO, "CMES"),
    "AAPL": (1, NEW_YORK, None),
    "$CL": (1, NEW_YORK, None),
    "EURUSD": (100_000, NEW_YORK, "17:00"),
    "XAUUSD": (100, NEW_YORK, "17:00"),
    "BTCUSDT": (1, "UTC", None),
    "NG": (10, "UTC", None),
}
# What it is by now: key, kind, calendar
IDENTITIES = {
    "ES": ("ES", "future", "GLOBEX_EQUITY"),
    "CL": ("CL", "future", "GLOBEX_ENERGY"),
    "ZN": ("ZN", "future", "GLOBEX_RATES"),
    "BTC": ("/BTC", "future", "GLOBEX_CRYPTO"),
    "AAPL": ("AAPL", "stock", "XNYS"),
    "$CL": ("$CL", "stock", "XNYS"),
    "EURUSD": ("EURUSD", "fx", "17:00"),
    "XAUUSD": ("XAUUSD", "metal", "17:00"),
    "BTCUSDT": ("BTCUSDT", "crypto", None),
    "NG": ("NG", "cfd", None),
}
MONDAY = "2026-11-16T15:00:00+00:00"
LATER = "2026-11-16T16:00:00+00:00"
EVENING = "2026-11-16T23:30:00+00:00"  # 17:30 in Chicago, 18:30 in New York
MOURNED, MOURNED_NOON = "2025-01-09T16:00:00+00:00", "2025-01-09T18:00:00+00:00"
THURSDAY = "2026-11-19T15:00:00+00:00"


def buy(quantity, price, time=MONDAY, fees="0"):
    return ("buy", quantity, price, time, fees)


def sell(quantity, price, time=LATER, fees="0"):
    return ("sell", quantity, price, time, fees)


# instrument, account, direction, fills; a fill with "void" behind it was taken back
OLD = (
    (
        "ES",
        "dollars",
        "long",
        [buy("2", "4500", fees="4"), sell("1", "4520"), sell("1", "4480", THURSDAY, "2")],
    ),
    (
        "ES",
        "dollars",
        "long",
        [buy("2", "4500"), (*sell("1", "4600"), "void"), sell("2", "4510", EVENING)],
    ),
    (
        "ES",
        "dollars",
        "long",
        [
            buy("3", "4500"),
            (*sell("1", "4600"), "void"),
            sell("1", "4510"),
            sell("2", "4400", EVENING),
        ],
    ),
    ("ES", "dollars", "long", [buy("2", "4500"), (*sell("1", "4600"), "void")]),
    (
        "CL",
        "dollars",
        "short",
        [sell("3", "70", MONDAY), buy("1", "69", LATER), buy("1", "71.37", EVENING)],
    ),
    (
        "AAPL",
        "average",
        "long",
        [
            buy("1", "100", fees="3"),
            buy("2", "103", fees="3"),
            sell("2", "106"),
            sell("1", "106.5", EVENING),
        ],
    ),
    (
        "AAPL",
        "average",
        "long",
        [buy("1", "100"), buy("6", "101", fees="1"), sell("3", "99.99"), sell("1", "98")],
    ),
    (
        "AAPL",
        "euros",
        "long",
        [
            buy("2", "100", fees="1"),
            sell("1", "110"),
            sell("1", "120", "2026-11-30T15:00:00+00:00"),
        ],
    ),
    ("AAPL", "euros", "long", [buy("2", "100"), sell("2", "110")]),
    (
        "$CL",
        "dollars",
        "long",
        [buy("10", "90"), sell("4", "91", EVENING), sell("6", "92", THURSDAY)],
    ),
    (
        "EURUSD",
        "dollars",
        "long",
        [buy("1", "1.08"), sell("0.4", "1.09", EVENING), sell("0.6", "1.07", THURSDAY)],
    ),
    ("XAUUSD", "dollars", "long", [buy("1", "2600"), sell("1", "2610")]),
    ("BTCUSDT", "dollars", "long", [buy("2", "60000"), sell("1.9", "59000", EVENING)]),
    ("BTC", "dollars", "long", [buy("1", "60000"), sell("1", "61000")]),
    ("ZN", "dollars", "long", [buy("1", "110.5"), sell("1", "110.515625")]),
    # A day of mourning: shares and their indices did not trade, crude oil did.
    ("CL", "dollars", "long", [buy("1", "70", MOURNED), sell("1", "71", MOURNED_NOON)]),
    ("NG", "dollars", "long", [buy("2", "3"), sell("1", "3.5"), sell("1", "2.5", THURSDAY)]),
)


@pytest.fixture
def older(postgres, settings):
    postgres.create_database("realised")
    addresses = {name.lower(): url for name, url in postgres.addresses("realised").items()}
    store = settings.store.model_copy(update=addresses)
    app = create_app(settings.model_copy(update={"store": store}))
    with app.app_context():
        upgrade(revision="0024")
        connection = psycopg2.connect(store.migration_database_url.replace("+psycopg2", ""))
        connection.autocommit = True
        with connection.cursor(cursor_factory=psycopg2.extras.NamedTupleCursor) as cursor:
            yield cursor
        connection.close()
    app.extensions["coach"].database.engine.dispose()


def events_of(trade_id, direction, fills):
    """As the older product kept them; the events, and what they come to by today's arithmetic."""
    events = []
    for fill in fills:
        side, quantity, price, time, fees = fill[:5]
        kind = "filled" if (side == "buy") == (direction == "long") else "exited"
        payload = {"side": side, "quantity": quantity, "price": price, "fees": fees}
        moment = datetime.fromisoformat(time)
        events.append(StandingEvent(new_id(), kind, moment, moment, payload))
        if fill[5:]:
            gone = {"event_id": str(events[-1].id), "reason": None}
            events.append(StandingEvent(new_id(), "voided", moment, moment, gone))
    return events


def insert(cursor, number, symbol, account, direction, fills):
    """A row of before with its events; its own figures are those that follow from them."""
    trade_id = str(UUID(int=number))
    multiplier, zone, calendar = MARKETS[symbol]
    events = events_of(trade_id, direction, fills)
    matching = "weighted_average" if account == "average" else "fifo"
    currency = "EUR" if account == "euros" else "USD"
    terms = ContractTerms(direction, Decimal(multiplier), matching, None, "USD", zone, calendar)
    figures = derive(events, terms).figures
    bare = symbol.removeprefix("$")
    row = {
        "id": trade_id,
        "user_id": USER,
        "account_id": ACCOUNTS[account],
        "source": "manual",
        "trade_type": "real",
        "instrument": bare,
        "contract": symbol,
        "currency": "USD",
        "multiplier": multiplier,
        "tick_size": Decimal("0.01"),
        "zone": zone,
        "calendar": calendar,
        "direction": direction,
        "account_currency": currency,
        "entry_day": session_day(figures.entry_time, zone, calendar),
        "exit_day": figures.exit_time and session_day(figures.exit_time, zone, calendar),
        "plan_match": "unplanned",
        "pattern_tags": [],
        "event_head": len(events),
        "created_at": figures.entry_time,
        "updated_at": figures.entry_time,
    }
    if currency == "EUR" and figures.pnl is not None:
        is_known = figures.exit_time < datetime(2026, 11, 20, tzinfo=UTC)
        row["pnl_account"] = figures.pnl / Decimal("1.25") if is_known else None
        row["pnl_account_reason"] = None if is_known else "no_rate"
    else:
        row["pnl_account"] = figures.pnl
    cursor.execute("select column_name from information_schema.columns where table_name = 'trades'")
    columns = {column for (column,) in cursor.fetchall()}
    row |= {name: value for name, value in figures.columns().items() if name in columns}
    names = ", ".join(row)
    cursor.execute(
        f"insert into trades ({names}) values ({', '.join(['%s'] * len(row))})",
        list(row.values()),
    )
    for seq, event in enumerate(events, 1):
        values = (
            str(event.id),
            USER,
            trade_id,
            seq,
            event.kind,
            event.event_time,
            event.event_time,
        )
        cursor.execute(
            "insert into trade_events values (%s, %s, %s, %s, %s, %s, %s, %s)",
            (*values, json.dumps(event.payload)),
        )
    return trade_id, matching, events


def test_old_trades_bring_their_money_by_day_as_the_product_derives_it(older):
    older.execute(PEOPLE)
    inserted = [insert(older, number, *old) for number, old in enumerate(OLD, 1)]
    upgrade(revision="0026")
    for (trade_id, matching, events), (symbol, _, direction, _) in zip(inserted, OLD, strict=True):
        older.execute("select * from trades where id = %s", (trade_id,))
        trade = older.fetchone()
        identity = (trade.instrument, trade.instrument_kind, trade.calendar)
        assert identity == IDENTITIES[symbol], symbol
        terms = ContractTerms(
            direction, trade.multiplier, matching, None, "USD", trade.zone, trade.calendar
        )
        derived = derive(events, terms)
        expected = [
            (str(row.event_id), row.event_time, row.day, row.quantity, row.gross, row.fees, row.net)
            for row in derived.realised
        ]
        older.execute(
            "select event_id::text, event_time, day, quantity, gross, fees, net from realised_results "
            "where trade_id = %s order by event_time",
            (trade_id,),
        )
        assert [tuple(row) for row in older.fetchall()] == expected, (symbol, events)
        assert (trade.status, trade.realised_pnl) == (
            derived.figures.status,
            derived.figures.realised_pnl,
        )
        ended = trade.exit_time and session_day(trade.exit_time, trade.zone, trade.calendar)
        begun = session_day(trade.entry_time, trade.zone, trade.calendar)
        assert (trade.exit_day, trade.entry_day) == (ended, begun)
    _money_of_accounts(older)
    downgrade(revision="0024")
    older.execute("select id::text, instrument, calendar from trades order by id")
    before = [
        (str(UUID(int=number)), old[0].removeprefix("$"), MARKETS[old[0]][2])
        for number, old in enumerate(OLD, 1)
    ]
    assert [tuple(row) for row in older.fetchall()] == before


def _money_of_accounts(older):
    """By hand, in euros at 1.25: 9.5 dollars of Monday are 7.6 euros, there is no rate two weeks later; 20 are 16."""
    older.execute(
        "select r.day::text, r.net_account, r.net_reason, t.outcome from realised_results r join trades t "
        "on t.id = r.trade_id where r.account_currency = 'EUR' order by r.trade_id, r.event_time"
    )
    assert [tuple(row) for row in older.fetchall()] == [
        ("2026-11-16", Decimal("7.6"), None, "win"),
        ("2026-11-30", None, "no_rate", "win"),
        ("2026-11-16", Decimal(16), None, "win"),
    ]
    older.execute(
        "select day::text, net, net_account from realised_results where trade_id = %s order by day",
        (str(UUID(int=1)),),
    )
    assert [tuple(row) for row in older.fetchall()] == [
        ("2026-11-16", Decimal(998), Decimal(998)),  # 20 points at 50, half of the entry's fee
        ("2026-11-19", Decimal(-1004), Decimal(-1004)),
    ]


def migration():
    [path] = Path("migrations/versions").glob("0026_*.py")
    spec = importlib.util.spec_from_file_location("realised_results", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_future_of_before_is_what_it_is_now():
    for root, symbol, calendar, exchange, notation, is_negative in migration().futures():
        now = resolve(symbol)
        assert (now.symbol, now.kind, now.calendar, now.exchange, now.notation) == (
            symbol,
            InstrumentKind.FUTURE,
            calendar,
            exchange,
            notation,
        ), root
        assert (now.may_be_negative, now.lot_step) == (is_negative, 1), root


def test_every_ticker_that_is_taken_means_a_stock_with_its_mark_alone():
    for ticker in migration()._TAKEN:
        stock, other = resolve(f"${ticker}"), resolve(ticker)
        assert (stock.symbol, stock.kind) == (f"${ticker}", InstrumentKind.STOCK), ticker
        assert other is None or other.kind is not InstrumentKind.STOCK, ticker
