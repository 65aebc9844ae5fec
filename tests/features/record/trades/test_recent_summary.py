"""The last trades in one statement, beside the same counted trade by trade."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median
from uuid import UUID

import pytest

from backend.core.db import acting_for
from backend.features.record.trades.recent_summary import recent

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.replace(hour=0)


def stored(trader, chance: random.Random, count: int) -> None:
    for number in range(count):
        entered = NOW - timedelta(minutes=20 * (number + 1), seconds=chance.randrange(60))
        entry = Decimal(chance.choice(["4500", "4500.25", "4499.75"]))
        body = {
            "instrument": chance.choice(["ES", "NQ"]),
            "direction": chance.choice(["long", "short"]),
            "entry_price": str(entry),
            "position_size": chance.randint(1, 4),
            "entry_time": entered.isoformat(),
            "trade_type": chance.choice(["real", "real", "real", "training"]),
        }
        if chance.random() < 0.6:
            body["stop_price"] = str(entry + (-10 if body["direction"] == "long" else 10))
        if chance.random() < 0.8:
            ended = {
                "exit_price": str(entry + chance.choice([-3, -3, 0, 2])),
                "exit_time": entered + timedelta(minutes=9),
            }
            body |= ended | {"exit_time": ended["exit_time"].isoformat()}
        answer = trader.post("/api/trading/trades", body)
        assert answer.status_code == 201, answer.json


def by_hand(world, user_id: UUID, symbol: str | None, most: int) -> dict:
    rows = world.sql(
        "select instrument, currency, position_size, r_multiple, exit_time, coalesce(pnl, 0) from trades"
        " where user_id = %s and status = 'closed' and trade_type = 'real' order by exit_time desc, id desc limit %s",
        str(user_id),
        most,
    )
    nets = [row[5] for row in rows]
    same = [row for row in rows if row[0] == symbol]
    run = next((place for place, net in enumerate(nets) if net >= 0), len(nets))
    currencies = {row[1] for row in rows}
    multiples = [row[3] for row in rows if row[3] is not None]
    entered = world.sql(
        "select count(*) from trades where user_id = %s and trade_type = 'real' and entry_time >= %s",
        str(user_id),
        TODAY,
    )
    [(brought,)] = world.sql(
        "select coalesce(sum(pnl), 0) from trades where user_id = %s and trade_type = 'real' and exit_time >= %s",
        str(user_id),
        TODAY,
    )
    exited = world.sql(
        "select count(distinct r.trade_id) from realised_results r join trades t on t.id = r.trade_id"
        " where t.user_id = %s and t.trade_type = 'real' and r.kind = 'exit' and r.event_time >= %s",
        str(user_id),
        TODAY,
    )
    return {
        "closed": len(rows),
        "wins": sum(net > 0 for net in nets),
        "net": sum(nets, Decimal(0)),
        "currency": currencies.pop() if len(currencies) == 1 else None,
        "r_count": len(multiples),
        "r_sum": sum(multiples, Decimal(0)),
        "same_closed": len(same),
        "same_wins": sum(row[5] > 0 for row in same),
        "losses_in_a_row": run,
        "net_since": brought,
        "last_exit": rows[0][4] if rows else None,
        "last_was_loss": bool(nets) and nets[0] < 0,
        "usual_size": median(row[2] for row in same) if same else None,
        "entered_since": entered[0][0],
        "exited_since": exited[0][0],
    }


def asked(app, user_id: UUID, symbol: str | None, most: int):
    with app.extensions["coach"].database.reading(acting_for(user_id)) as session:
        return recent(session, user_id, symbol, TODAY, most=most)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_counts_as_one_would_by_hand(world, app, seed):
    trader = world.trader()
    user_id = UUID(trader.user["id"])
    stored(trader, random.Random(seed), 60)

    for symbol, most in [("ES", 500), ("NQ", 7), (None, 500), ("CL", 1)]:
        shown = asked(app, user_id, symbol, most)
        assert {
            name: getattr(shown, name) for name in by_hand(world, user_id, symbol, most)
        } == by_hand(world, user_id, symbol, most)
    open_ids = world.sql(
        "select id from trades where user_id = %s and status = 'open' and trade_type = 'real' order by entry_time",
        user_id,
    )
    assert [item.id for item in shown.held] == [UUID(str(id_)) for (id_,) in open_ids]


def test_nothing_on_record_and_the_trades_of_others_are_nothing(world, app):
    stored(world.trader(), random.Random(5), 10)
    shown = asked(app, UUID(world.trader().user["id"]), "ES", 500)
    assert (shown.closed, shown.net, shown.last_exit, shown.usual_size, shown.held) == (
        0,
        0,
        None,
        None,
        (),
    )
    assert (shown.losses_in_a_row, shown.entered_since, shown.last_was_loss) == (0, 0, False)
