"""What the record holds, as the detectors take it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from backend.core.ids import new_id
from backend.features.coach.behaviour.detection import record_loader
from backend.quant.behaviour.basics import basics_of
from backend.quant.behaviour.detectors.early_exit import EarlyExit
from backend.quant.behaviour.detectors.fomo import Fomo
from backend.quant.behaviour.record import ExitReason, TradeKind
from tests.features.coach.behaviour.detector_runs import Looking

ENTERED = datetime(2025, 11, 19, 15, tzinfo=UTC)


@pytest.fixture
def at(world):
    run = Looking(world)
    yield run
    run.close()


def asked(at, decision, seconds):
    at.world.sql(
        "insert into interlock_checks (id, user_id, instrument, direction, asked, decision, rules, source, checked_at)"
        " values (%s, %s, 'AAPL', 'long', '{}', %s, '[]', 'api', %s)",
        str(new_id()),
        str(at.user_id),
        decision,
        ENTERED - timedelta(seconds=seconds),
    )


def taken(at, trade_id):
    with at.acting() as session:
        (loaded,) = record_loader.positions_of(
            session, at.user_id, [trade_id], record_loader.surroundings(session, at.user_id)
        )
    return loaded


@pytest.mark.parametrize(
    ("checks", "seconds"),
    [
        ([("allow", 20)], 20),
        ([("block", 600), ("allow", 20)], 20),
        ([("block", 20)], None),
        ([("warn", 20)], None),
        ([("allow", -20)], None),
        ([], None),
    ],
)
def test_who_asks_the_interlock_is_not_in_haste(at, checks, seconds):
    for decision, before in checks:
        asked(at, decision, before)
    loaded = taken(at, at.log(ENTERED))
    mentioned = None if seconds is None else ENTERED - timedelta(seconds=seconds)
    assert (loaded.first_mentioned, loaded.checklist_done) == (
        mentioned,
        None if seconds is None else True,
    )
    rapid = dict(zip(Fomo.columns, Fomo().measure(loaded, basics_of(loaded)), strict=True))["rapid"]
    assert not rapid


PLAN = {
    "title": "Retest",
    "instrument": "AAPL",
    "direction": "long",
    "setup_description": "The low held",
    "entry_criteria": ["Back above"],
    "entry_zone": {"low": "99.5", "high": "100.5"},
    "stop_loss_level": "99",
    "take_profit_targets": ["103"],
    "position_size": "10",
    "exit_rule": "Trail the stop under each low.",
}


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ([], None),
        ([True], ExitReason.RULE),
        ([False], ExitReason.DISCRETION),
        ([True, False], ExitReason.DISCRETION),
        ([False, True], ExitReason.RULE),
    ],
)
def test_whether_the_exit_rule_was_met_is_the_traders_last_word(at, marks, reason):
    plan = at.trader.post("/api/trading/plans", PLAN).json
    run = at.trader.post(f"/api/trading/plans/{plan['id']}/execute", {"entry_price": "100"})
    trade = run.json["trade"]["id"] if "trade" in run.json else run.json["trade_id"]
    closed = at.trader.post(f"/api/trading/trades/{trade}/close", {"exit_price": "101"})
    assert closed.status_code == 200, closed.json
    for met in marks:
        reply = at.trader.post(
            f"/api/trading/plans/{plan['id']}/marks", {"subject": "exit", "met": met}
        )
        assert reply.status_code in (200, 201), reply.json
    loaded = taken(at, UUID(trade))
    assert loaded.exit_reason is reason
    assert loaded.plan.trails
    early = dict(
        zip(EarlyExit.columns, EarlyExit().measure(loaded, basics_of(loaded)), strict=True)
    )["early"]
    assert bool(early) is (reason is ExitReason.DISCRETION)
    assert (
        loaded.plan.reenters
        is loaded.plan.ladder
        is loaded.plan.widens_once
        is loaded.rolled
        is None
    )


@pytest.mark.parametrize(
    ("marks", "known"),
    [
        ([(1, True), (2, True)], True),
        ([(1, True)], False),
        ([(1, True), (2, True), (1, False)], False),
    ],
)
def test_a_plan_that_was_triggered_and_expired_was_missed(at, marks, known):
    at.log(ENTERED)
    plan = at.trader.post(
        "/api/trading/plans", {**PLAN, "entry_criteria": ["Back above", "Volume"]}
    ).json
    for place, met in marks:
        at.trader.post(
            f"/api/trading/plans/{plan['id']}/marks",
            {"subject": "criterion", "place": place, "met": met},
        )
    with at.acting() as session:
        assert record_loader.surroundings(session, at.user_id).missed == {}, (
            "it may still be traded"
        )
    at.world.sql("update trade_plans set status = 'expired'")
    with at.acting() as session:
        around = record_loader.surroundings(session, at.user_id)
    stream = taken(at, at.log(ENTERED)).stream
    missed = around.record(stream, ()).missed
    assert [
        (missed_plan.plan_id, missed_plan.known_by, missed_plan.r) for missed_plan in missed
    ] == ([(UUID(plan["id"]), "mark", None)] if known else [])
    assert around.record(replace(stream, kind=TradeKind.TRAINING), ()).missed == ()


@pytest.mark.parametrize(
    ("instrument", "prices", "met_at", "day"),
    [
        ("ES", "4500", "2026-11-22T17:00Z", date(2026, 11, 23)),  # Sunday, before the open
        ("EURUSD", "1.1", "2026-11-18T22:30Z", date(2026, 11, 19)),  # 17:30 in New York
        ("BTCUSDT", "60000", "2026-11-21T23:30Z", date(2026, 11, 21)),
    ],
)
def test_a_plan_is_missed_on_the_session_day_of_its_instrument(at, instrument, prices, met_at, day):
    at.log(ENTERED)
    price = Decimal(prices)
    plan = {
        **PLAN,
        "instrument": instrument,
        "entry_criteria": ["Back above"],
        "entry_zone": {"low": prices, "high": prices},
        "stop_loss_level": str(price * Decimal("0.99")),
        "take_profit_targets": [str(price * Decimal("1.02"))],
    }
    plan_id = at.trader.post("/api/trading/plans", plan).json["id"]
    mark = {"subject": "criterion", "place": 1, "met": True}
    assert at.trader.post(f"/api/trading/plans/{plan_id}/marks", mark).status_code == 201
    at.world.sql("update trade_plans set status = 'expired', expires_at = null")
    at.world.sql("update plan_marks set event_time = %s", datetime.fromisoformat(met_at))
    with at.acting() as session:
        (plans,) = record_loader.surroundings(session, at.user_id).missed.values()
    assert [missed_plan.session for missed_plan in plans] == [day]
