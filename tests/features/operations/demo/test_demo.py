"""The history of the demo account: written through the real use cases, in the past, once."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from backend.app import worker_ports
from backend.core.clock import iso
from backend.core.crypto import Keyring
from backend.core.db import Database
from backend.features.coach.behaviour.detection.worker import BehaviourDesk
from backend.features.coach.coaching.ports import ConversationSpeaker
from backend.features.coach.coaching.service import CoachDesk
from backend.features.content.media.service import Links
from backend.features.operations.demo.context import Lines
from backend.features.operations.demo.seed_coaching import DemoCoach
from backend.features.operations.demo.seed_history import DemoHistory
from backend.features.operations.demo.steps import CHAPTERS, Chapter
from backend.features.operations.demo.trader import by_day, real, span
from backend.features.record.trades.events import TradeClosed
from backend.quant.behaviour.synthetic.trader import Made


class Interrupted(RuntimeError):
    """The machine was switched off."""


START = date(2025, 11, 3)  # a Monday; Thanksgiving is on the 27th
AFTER_SIX_DAYS = datetime(2025, 11, 10, 23, tzinfo=UTC)
TRADES = "/api/trading/trades"


def write(world, trader, *, now=AFTER_SIX_DAYS, chapters=CHAPTERS) -> list[str]:
    ports, lines = world.app.extensions["coach"].ports, []
    history = DemoHistory(
        ports.use(Database), ports.use(Keyring), ports.use(Links), Lines(lines.append), chapters
    )
    history.write(UUID(trader.user["id"]), now=now, since=START)
    return lines


def planted(now=AFTER_SIX_DAYS) -> Made:
    return real(span(START, now))


def everything(world) -> dict[str, int]:
    tables = """
        trades trade_events trade_plans plan_versions plan_adherence plan_marks trade_rules rulebook_versions accounts
        strategies journal_entries journal_check_ins
    """
    return {table: world.sql(f"select count(*) from {table}")[0][0] for table in tables.split()}


def test_a_history_is_written_as_it_would_have_been_on_those_days(world):
    trader = world.trader()
    lines = write(world, trader)
    assert lines[0] == "Accounts ..."
    assert any("November 2025" in line for line in lines)

    planted_record = planted().record
    shown = real_trades(trader)
    assert len(shown) == len(planted_record.positions) >= 15
    by_entry = {item["entry_time"]: item for item in shown}
    for position in planted_record.positions:
        trade = by_entry[iso(position.entry_time)]
        assert trade["status"] == "closed"
        assert float(trade["pnl"]) == pytest.approx(float(position.result))
        assert trade["entry_day"] == position.session.isoformat()
        assert (trade["plan_match"] == "unplanned") is (position.plan is None)
        assert trade["plan_match"] in ("unplanned", "planned", "drifted")
    late = world.sql(
        "select count(*) from plan_versions v join trade_plans p on p.id = v.plan_id join trades t on t.id = p.trade_id"
        " where v.number = 1 and v.frozen_at > t.entry_time"
    )
    assert late == [(0,)]
    assert world.sql("select count(*) from trade_events where recorded_time <> event_time") == [
        (0,)
    ]
    assert world.sql("select count(*) from trades where trade_type = 'training'")[0][0] >= 2
    unchecked = "select count(*) from trades t left join trade_rules r on r.trade_id = t.id where r.trade_id is null"
    assert world.sql(f"{unchecked} and t.trade_type = 'real'") == [(0,)]

    entries = trader.get("/api/trading/journal?kind=review").json["items"]
    assert len(entries) >= 3
    assert all(" R**." in entry["body"] for entry in entries)
    assert entries[0]["links"]["trade_ids"]
    check_ins = trader.get(
        "/api/trading/journal/check-ins?from_day=2025-11-01&to_day=2025-11-20"
    ).json["items"]
    assert len(check_ins) == len(by_day(planted()))
    assert not any(check_in["late"] for check_in in check_ins)
    assert trader.get("/api/trading/rulebook").json["current"]["limits"]["trades_per_day"] == 7

    before = everything(world)
    write(world, trader)
    assert everything(world) == before, "a second run adds nothing"


def test_a_history_that_was_interrupted_is_finished_and_goes_on(world):
    def cut_off(stage):
        closed = iter(range(7))

        def bang(session, news):
            if next(closed, None) is None:
                raise Interrupted

        stage.news.subscribe(TradeClosed, bang)

    trader, sooner = world.trader(), AFTER_SIX_DAYS - timedelta(days=3)
    with pytest.raises(Interrupted):
        write(world, trader, now=sooner, chapters=(Chapter("Trouble", cut_off), *CHAPTERS))
    assert 0 < everything(world)["trades"] < 7, "what was written of its day is gone with it"
    write(world, trader, now=sooner)
    assert len(real_trades(trader)) == len(planted(sooner).record.positions)
    write(world, trader)
    whole = planted().record.positions
    assert sorted(real_trade["entry_time"] for real_trade in real_trades(trader)) == [
        iso(item.entry_time) for item in whole
    ]
    assert [
        item["number"] for item in trader.get("/api/trading/rulebook/versions").json["items"]
    ] == [1]


def real_trades(trader) -> list[dict]:
    return trader.get(f"{TRADES}?limit=200&trade_type=real").json["items"]


def test_only_whole_sessions_that_are_over_are_traded():
    when = span(START, datetime(2025, 12, 1, 12, tzinfo=UTC))
    assert date(2025, 11, 26) in when.days
    assert date(2025, 11, 27) not in when.days  # Thanksgiving
    assert date(2025, 11, 28) not in when.days  # half a day
    assert date(2025, 12, 1) not in when.days  # not over
    assert all(day.weekday() < 5 for day in when.days)


def test_a_longer_history_begins_as_the_shorter_one():
    short, long = planted(), planted(AFTER_SIX_DAYS + timedelta(days=30))
    n = len(short.record.positions)
    assert long.record.positions[:n] == short.record.positions
    assert len(by_day(long)) > len(by_day(short))


def test_the_command_needs_the_demo_account(world):
    runner = world.app.test_cli_runner()
    refused = runner.invoke(args=["demo", "seed"])
    assert refused.exit_code == 1
    assert "no demo account" in refused.output


def test_the_coach_speaks_of_what_was_written_once(world):
    trader = world.trader()
    write(world, trader)
    ports, workers, lines = world.app.extensions["coach"].ports, worker_ports(world.settings), []
    parts = (ports.use(item) for item in (Database, Keyring, CoachDesk, ConversationSpeaker))
    coach = DemoCoach(*parts, workers.use(BehaviourDesk), Lines(lines.append))
    for _ in range(2):
        coach.write(UUID(trader.user["id"]), now=world.sql("select now()")[0][0])
    workers.use(Database).engine.dispose()
    held_sessions = trader.get("/api/trading/coaching/history").json["items"]
    assert sorted((item["session_type"], item["status"]) for item in held_sessions) == [
        ("discipline", "finished"),
        ("psychology", "open"),
        ("risk_management", "finished"),
    ]
    opening = trader.log(
        next(item["conversation_id"] for item in held_sessions if item["status"] == "open")
    )["items"][0]
    assert len(opening["content"]) > 50
    remembered = trader.get("/api/trading/coaching/memory").json["items"]
    assert [item["statement"] for item in remembered] == [
        "My goal is to wait twenty minutes after a stopped trade."
    ]
    looked = world.sql("select count(*) from behaviour_runs where user_id = %s", trader.user["id"])
    assert looked == [(1,)]
    assert "patterns" in lines[1]


def test_nobody_speaks_first_of_a_record_that_is_half_written(world):
    trader = world.trader()
    world.sql("delete from nudge_schedule")

    def write_half(stage):
        planned = world.sql(
            "select next_at from nudge_schedule where user_id = %s", trader.user["id"]
        )
        assert planned == [(stage.now + timedelta(hours=1),)]
        raise Interrupted

    with pytest.raises(Interrupted):
        write(world, trader, chapters=(Chapter("Half", write_half),))
