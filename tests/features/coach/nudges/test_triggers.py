"""When the coach speaks first: once an occasion, by the exchange's calendar, and not against the trader's wishes."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from backend.app import worker_ports
from backend.core.db import Database, acting_for
from backend.features.coach.nudges import queries, service
from backend.features.coach.nudges.trading_days import Habit, trading_days
from backend.features.market.calendars.market_calendar import hours
from backend.features.market.instruments.instruments import resolve
from backend.features.record.rulebook.schemas import TradingWindow
from tests.features.coach.nudges.nudge_runs import allow, limited, look, moment, shown, traded

OPEN, LOSSES, LIMIT, CLOSE, WEEK = (
    "before_open",
    "after_losses",
    "near_limit",
    "after_close",
    "weekly_review",
)


def sent(*kinds):
    return [(kind, "sent") for kind in kinds]


def test_before_the_open_with_the_own_figures_and_once(world):
    trader = world.trader(timezone="America/New_York")
    limited(trader, world, trades_per_day=3, daily_loss={"r": 2})
    trader.post(
        "/api/trading/rulebook/commitments",
        {"trigger": "after_loss", "promise": "pause", "minutes": 15},
    )
    traded(trader, "2025-11-18 15:00", r=-1)
    traded(trader, "2025-11-18 16:00", r=0.5)

    assert look(world, trader, "2025-11-19 13:59") == []  # New York opens at 14:30
    assert look(world, trader, "2025-11-19 14:01") == sent(OPEN)
    assert look(world, trader, "2025-11-19 14:20") == []

    (nudge,) = shown(trader)
    assert nudge["title"] == "Your session begins at 09:30"
    assert nudge["body"].splitlines() == [
        "Your limits: a daily loss of 2 R, 3 trades.",
        "You promised yourself: After a loss, I pause for 15 minutes.",
        "Last session, Tue 18 Nov: 2 trades, -0.5 R.",
    ]
    notices = world.sql("select kind, key, title from notifications where key like 'nudge:%%'")
    assert notices == [("nudge", "nudge:before_open:2025-11-19", nudge["title"])]


def test_no_session_no_nudge(world):
    trader = world.trader()
    allow(trader, kinds_off=[WEEK])
    traded(trader, "2025-11-18 15:00")
    assert look(world, trader, "2025-11-22 14:10") == []  # a Saturday
    assert look(world, trader, "2025-11-27 14:10") == []  # Thanksgiving
    assert look(world, trader, "2025-11-28 14:10") == sent(OPEN)  # the short day after it
    assert (
        look(world, trader, "2025-11-28 18:30") == []
    )  # it closed at 18:00, and nothing was traded


def test_the_open_follows_the_change_of_clocks(world):
    trader = world.trader()
    traded(trader, "2025-03-06 15:00")
    assert look(world, trader, "2025-03-07 13:40") == []  # 14:30 UTC in winter
    assert look(world, trader, "2025-03-07 14:10") == sent(OPEN)
    assert look(world, trader, "2025-03-10 13:10") == sent(
        OPEN
    )  # 13:30 UTC, after the night in which clocks changed


def test_nothing_is_said_without_a_record(world):
    trader = world.trader()
    limited(trader, world, trades_per_day=3)
    assert look(world, trader, "2025-11-19 14:10") == []
    traded(trader, "2025-11-18 15:00", trade_type="training")
    assert look(world, trader, "2025-11-19 14:10") == []


def test_after_a_run_of_losses_with_what_came_of_such_runs(world):
    trader = world.trader()
    for day, after in ((10, -1), (11, -2), (12, 1)):
        for minute in (0, 10, 20):
            traded(trader, f"2025-11-{day} 15:{minute:02}")
        traded(trader, f"2025-11-{day} 16:00", r=after)
    for minute in (0, 10):
        traded(trader, f"2025-11-19 15:{minute:02}")
    assert look(world, trader, "2025-11-19 15:16") == []
    traded(trader, "2025-11-19 15:20")
    assert look(world, trader, "2025-11-19 15:26") == sent(LOSSES)
    assert look(world, trader, "2025-11-19 15:27") == []

    (nudge,) = shown(trader)
    assert nudge["title"] == "3 losses in a row"
    assert nudge["body"].splitlines() == [
        "In the last half year you traded on 3 times after 3 in a row, in the same session: -0.7 R a trade"
        " (95 %: -4.5 R to +3.1 R).",
        "Today so far: -3.0 R; 3 trades entered, 3 exited.",
    ]
    assert nudge["evidence"]["after_run"] == {
        "trades": 3,
        "mean_r": pytest.approx(-2 / 3),
        "runs": 3,
    }

    traded(trader, "2025-11-19 15:30")  # the same run goes on
    assert look(world, trader, "2025-11-19 15:36") == []


def test_losses_that_were_imported_later_are_no_occasion(world):
    trader = world.trader()
    for minute in (0, 10, 20):
        traded(trader, f"2025-11-19 15:{minute:02}")
    assert look(world, trader, "2025-11-19 16:00") == []


def test_near_the_daily_limit(world):
    trader = world.trader()
    limited(trader, world, daily_loss={"amount": 40})
    for day in (10, 11, 12):
        traded(trader, f"2025-11-{day} 15:00", r=-1)
    traded(trader, "2025-11-19 15:00", r=-3.3)
    assert look(world, trader, "2025-11-19 15:06") == sent(LIMIT)
    (nudge,) = shown(trader)
    assert nudge["title"] == "USD 7 left of today's loss limit"
    assert nudge["body"].splitlines() == [
        "You lost USD 33 of USD 40 today.",
        "What is left is less than your usual loss of USD 10.",
    ]


def test_after_the_close_and_at_the_end_of_the_week(world):
    trader = world.trader()
    limited(trader, world, trades_per_day=1)
    traded(trader, "2025-11-13 15:00", r=1)
    traded(trader, "2025-11-21 15:00", r=-1)
    traded(trader, "2025-11-21 16:00", r=-0.5)
    world.settle()
    assert look(world, trader, "2025-11-21 21:11") == sent(CLOSE)
    assert look(world, trader, "2025-11-21 22:01") == sent(WEEK)
    week, close = shown(trader)
    assert close["body"].splitlines() == [
        "2 trades, -1.5 R, 1 against a limit.",
        "Broken: trades per day (1).",
        "You have not written its review yet.",
    ]
    assert week["body"].splitlines() == [
        "2 trades, -1.5 R, 1 against a limit; the week before: 1 trade, +1.0 R.",
        "Every limit kept: 1 of 2 trades.",
        "Broken: trades per day (1).",
    ]
    assert world.sql("select kind from notifications where key like 'nudge:%%' order by 1") == [
        ("nudge",),
        ("weekly_review",),
    ]


def test_a_week_that_ends_with_a_holiday_is_reviewed_after_its_last_session(world):
    trader = world.trader()
    traded(trader, "2025-04-15 15:00")
    assert look(world, trader, "2025-04-17 21:30") == sent(WEEK)  # 18 April 2025 is Good Friday
    assert look(world, trader, "2025-04-18 21:30") == []


def test_what_the_trader_does_not_want_is_not_said(world):
    trader = world.trader()
    traded(trader, "2025-11-18 15:00")
    allow(trader, is_on=False)
    assert look(world, trader, "2025-11-19 14:10") == []
    allow(trader, kinds_off=[OPEN])
    assert look(world, trader, "2025-11-19 14:10") == []
    allow(trader)
    assert look(world, trader, "2025-11-19 14:10") == sent(OPEN)


def test_quiet_hours_and_an_open_trade_keep_it_back_until_they_are_over(world):
    trader = world.trader(timezone="America/New_York")
    traded(trader, "2025-11-18 15:00")
    trader.ask(
        "PUT",
        "/api/notifications/preferences",
        {"quiet_hours": {"from": "22:00", "until": "09:10"}},
    )
    world.sql(
        "insert into notification_preferences (user_id, kinds, quiet_from, quiet_until, updated_at)"
        " values (%s, '{}', '22:00', '09:10', now()) on conflict (user_id) do update set quiet_from = '22:00',"
        " quiet_until = '09:10'",
        trader.user["id"],
    )
    assert look(world, trader, "2025-11-19 14:05") == []
    opened = traded(trader, "2025-11-19 12:00", exit_price=None, exit_time=None)
    assert look(world, trader, "2025-11-19 14:12") == []
    assert world.sql("select next_at from nudge_schedule") == [(moment("2025-11-19 14:17"),)]
    allow(trader, during_open_trades=True)
    assert look(world, trader, "2025-11-19 14:12") == sent(OPEN)
    assert opened["status"] == "open"


def test_a_position_of_an_earlier_day_keeps_nothing_back(world):
    trader = world.trader(timezone="America/New_York")
    traded(trader, "2025-11-17 15:00")
    traded(trader, "2025-11-18 15:00", exit_price=None, exit_time=None)
    assert look(world, trader, "2025-11-19 14:10") == sent(OPEN)


def test_what_is_said_after_the_close_and_of_the_week_waits_for_no_position(world):
    trader = world.trader(timezone="America/New_York")
    traded(trader, "2025-11-20 15:00")
    traded(trader, "2025-11-21 15:00")
    traded(trader, "2025-11-21 16:00", exit_price=None, exit_time=None)
    assert look(world, trader, "2025-11-21 21:11") == sent(CLOSE)
    assert look(world, trader, "2025-11-21 22:01") == sent(WEEK)


def test_a_cap_a_day_of_the_own_calendar(world):
    trader = world.trader(timezone="America/New_York")
    allow(trader, most_a_day=1)
    traded(trader, "2025-11-18 15:00")
    assert look(world, trader, "2025-11-19 14:10") == sent(OPEN)
    traded(trader, "2025-11-19 15:00")
    assert look(world, trader, "2025-11-19 21:30") == []
    assert look(world, trader, "2025-11-20 14:10") == sent(OPEN)


def test_who_left_hears_nothing(world):
    trader = world.trader()
    traded(trader, "2025-11-18 15:00")
    world.settle()
    world.sql(
        "update user_sessions set revoked_at = now(), last_used_at = %s", moment("2025-11-10 00:00")
    )
    assert look(world, trader, "2025-11-19 14:10") == sent(OPEN), "signed out, but here last week"
    world.sql("update user_sessions set last_used_at = %s", moment("2025-11-01 00:00"))
    assert look(world, trader, "2025-11-20 14:10") == []
    assert world.sql("select next_at from nudge_schedule") == [(moment("2025-11-21 14:10"),)]
    world.sql("delete from users")
    assert look(world, trader, "2025-11-20 14:10") == []
    assert world.sql("select count(*) from nudges") == [(0,)]


def test_two_who_look_at_the_same_moment_say_it_once(world):
    trader = world.trader()
    traded(trader, "2025-11-18 15:00")
    world.settle()
    database, user_id = world.app.extensions["coach"].ports.use(Database), UUID(trader.user["id"])
    gate, results = threading.Barrier(4), []

    def look_too():
        gate.wait()
        with database.transaction(acting_for(user_id)) as session:
            results.extend(service.consider(session, user_id, now=moment("2025-11-19 14:10")))

    threads = [threading.Thread(target=look_too) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [nudge.kind for nudge in results] == [OPEN]
    assert world.sql("select count(*) from nudges") == [(1,)]
    assert world.sql("select count(*) from notifications where key like 'nudge:%%'") == [(1,)]


def test_a_clock_that_jumps_back_says_nothing_twice_and_does_not_silence(world):
    trader = world.trader()
    traded(trader, "2025-11-18 15:00")
    assert look(world, trader, "2025-11-20 14:10") == sent(OPEN)
    assert look(world, trader, "2025-11-19 14:10") == sent(OPEN)
    assert look(world, trader, "2025-11-20 14:10") == []


def test_the_beat_looks_at_whose_time_has_come(world):
    trader = world.trader()
    traded(trader, "2025-11-18 15:00")
    world.settle()
    world.sql(
        "update nudge_schedule set next_at = now() - interval '1 minute', looked_at = now() - interval '1 hour'"
    )
    world.beat("nudges.look")
    world.beat("nudges.look")
    ((next_at, looked_at),) = world.sql("select next_at, looked_at from nudge_schedule")
    assert looked_at > datetime.now(looked_at.tzinfo) - timedelta(minutes=1)
    assert looked_at < next_at <= looked_at + timedelta(hours=6, minutes=1)
    world.sql(
        "update nudge_schedule set next_at = now() + interval '9 days', looked_at = now() + interval '9 days'"
    )
    world.beat("nudges.look")
    assert world.sql("select next_at < now() + interval '1 day' from nudge_schedule") == [
        (True,)
    ], "a clock was wrong"


def test_own_trading_hours_go_before_the_bell():
    window = TradingWindow.model_validate(
        {"days": ["mon", "wed"], "start": "09:45", "end": "11:30"}
    )
    market = hours(resolve("ES"), moment("2026-10-30 12:00"), moment("2026-11-05 23:30"))
    results = trading_days(market, [window], "America/New_York", [])
    assert [(nudge.day.isoformat(), nudge.starts, nudge.ends) for nudge in results] == [
        ("2026-11-02", moment("2026-11-02 14:45"), moment("2026-11-02 16:30")),
        ("2026-11-04", moment("2026-11-04 14:45"), moment("2026-11-04 16:30")),
    ]


def test_where_the_market_never_closes_the_habit_says_when_a_session_begins():
    market = hours(resolve("BTCUSD"), moment("2026-11-01 12:00"), moment("2026-11-12 00:00"))
    habits = [
        Habit(
            moment(f"2026-11-{day:02} 00:00").date(),
            moment(f"2026-11-{day:02} 13:{minute}"),
            moment(f"2026-11-{day:02} 17:00"),
        )
        for day, minute in ((5, "00"), (6, "10"), (7, "20"), (8, "30"), (9, "40"))
    ]
    assert trading_days(market, None, "UTC", habits[:4])[-1].starts == moment("2026-11-11 00:00")
    results = trading_days(market, None, "UTC", habits)[-1]
    assert (results.starts, results.ends) == (
        moment("2026-11-11 13:04"),
        moment("2026-11-11 17:00"),
    )


def test_a_loss_that_was_just_closed_is_seen_without_the_beat(world):
    trader = world.trader()
    now = datetime.now(UTC).replace(microsecond=0)
    day = (
        f"Etc/GMT{now.hour - 12:+d}" if now.hour != 12 else "UTC"
    )  # it is about noon there: one session
    trader.ask("PUT", "/api/trading/rulebook", {"limits": {"losses_in_a_row": 3}, "zone": day})
    allow(trader, kinds_off=[OPEN, CLOSE, WEEK])
    for minutes in (20, 10):
        start = f"{now - timedelta(minutes=minutes):%Y-%m-%d %H:%M}"
        traded(trader, start, minutes=4, instrument="BTCUSD")
    world.settle()
    assert [nudge["kind"] for nudge in shown(trader)] == [LOSSES]


def test_the_worker_s_own_login_may_see_whether_a_trader_has_left_and_not_from_where(
    app, settings, world
):
    trader = world.trader()
    user_id = UUID(trader.user["id"])
    database = worker_ports(settings).use(Database)

    with database.transaction(acting_for(user_id)) as session:
        assert not queries.has_left(session, user_id, datetime.now(UTC))
        assert queries.has_left(session, user_id, datetime.now(UTC) + timedelta(days=1000))
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        database.reading(acting_for(user_id)) as session,
    ):
        session.execute(text("select address from user_sessions"))
    database.engine.dispose()
