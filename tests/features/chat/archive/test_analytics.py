"""What a trader's conversations come to; the expected figures are counted by hand."""

import time
from datetime import UTC, datetime, timedelta

import pytest

ANALYTICS = "/api/conversations/analytics"
WRITE = """
insert into messages (id, conversation_id, user_id, seq, type, mode, status, content, created_at, finished_at)
values (gen_random_uuid(), %s, %s, %s, %s, %s, %s, 'words', %s, %s)
"""


@pytest.fixture
def trader(world):
    return world.trader(timezone="America/New_York")


def wrote(world, trader, *messages):
    """Messages as (type, mode, status, created_at, seconds until finished), in a new conversation."""
    conversation_id = trader.post("/api/conversations", {}).json["id"]
    for seq, (kind, mode, status, created_at, seconds) in enumerate(messages, 1):
        moment = datetime.fromisoformat(created_at)
        world.sql(
            WRITE,
            conversation_id,
            trader.user["id"],
            seq,
            kind,
            mode,
            status,
            moment,
            moment + timedelta(seconds=seconds),
        )
    world.sql("update conversations set head = %s where id = %s", len(messages), conversation_id)
    return conversation_id


def read(trader, **span):
    answer = trader.get(ANALYTICS, query_string=span)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_nothing_said_is_all_zero(trader):
    figures = read(trader)
    assert figures["messages"] == {"n": 0, "by_type": {}, "by_mode": {}}
    assert figures["response_seconds"] == {"n": 0, "median": None, "p95": None}
    assert figures["streaks"] == {"days": 0, "longest": 0, "current": 0}
    assert (figures["hours"], figures["weekdays"]) == ([0] * 24, [0] * 7)


def test_counts_times_hours_and_weekdays(world, trader):
    # 2026-03-02 is a Monday; 03:30 UTC is 22:30 of the day before in New York
    wrote(
        world,
        trader,
        ("user", "analysis", "saved", "2026-03-02T03:30:00+00:00", 0),
        ("ai", "analysis", "done", "2026-03-02T03:30:00+00:00", 1),
        ("user", "psychology", "saved", "2026-03-02T15:00:00+00:00", 0),
        ("ai", "psychology", "done", "2026-03-02T15:00:00+00:00", 3),
        ("user", "analysis", "saved", "2026-03-03T15:10:00+00:00", 0),
        ("ai", "analysis", "failed", "2026-03-03T15:10:00+00:00", 90),
        ("ai", "analysis", "done", "2026-03-03T15:20:00+00:00", 5),
    )
    figures = read(trader)
    assert figures["timezone"] == "America/New_York"
    assert figures["conversations"] == {
        "n": 1,
        "by_mode": {"analysis": 1},
        "archived": 0,
        "imported": 0,
    }
    assert figures["messages"] == {
        "n": 7,
        "by_type": {"ai": 4, "user": 3},
        "by_mode": {"analysis": 5, "psychology": 2},
    }
    assert figures["answers"] == {"n": 4, "by_status": {"done": 3, "failed": 1}, "by_engine": {}}
    # 1, 3 and 5 seconds: the middle one, and 95 % of the way between the first and the last: 3 + 0.9 * 2
    assert figures["response_seconds"] == {"n": 3, "median": 3.0, "p95": pytest.approx(4.8)}
    assert {hour: n for hour, n in enumerate(figures["hours"]) if n} == {22: 1, 10: 2}
    assert figures["weekdays"] == [1, 1, 0, 0, 0, 0, 1]


def test_verdicts_and_engines_are_those_of_the_answers(world, trader):
    trader.say("Long ES 4500 stop 4490 target 4520")
    trader.say("Short NQ 18250 stop 18270 target 18200")
    desk = world.desk()
    while desk.answer_next():
        pass
    kinds = [verdict["verdict"] for verdict in trader.get("/api/verdicts").json["items"]]
    figures = read(trader)
    assert figures["verdicts"] == {
        "n": 2,
        "by_verdict": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
    }
    assert figures["answers"]["by_engine"] == {"rules": 2}


def test_a_span_has_its_beginning_and_not_its_end(world, trader):
    wrote(
        world,
        trader,
        ("user", "analysis", "saved", "2026-03-02T10:00:00+00:00", 0),
        ("user", "analysis", "saved", "2026-03-03T10:00:00+00:00", 0),
        ("user", "analysis", "saved", "2026-03-04T10:00:00+00:00", 0),
    )
    figures = read(trader, **{"from": "2026-03-02T10:00:00Z", "to": "2026-03-04T10:00:00Z"})
    assert (figures["messages"]["n"], figures["streaks"]["days"], sum(figures["hours"])) == (
        2,
        2,
        2,
    )
    assert read(trader, **{"from": "2026-03-04T10:00:00Z"})["messages"]["n"] == 1


@pytest.mark.parametrize(("last", "current"), [(0, 2), (1, 2), (2, 0)])
def test_a_streak_is_alive_until_a_day_is_over_without_a_message(world, last, current):
    trader = world.trader()  # UTC
    noon = datetime.now(UTC).replace(hour=0, minute=0, second=1, microsecond=0)
    days = [last, last + 1, last + 10, last + 11, last + 12]
    wrote(
        world,
        trader,
        *(
            ("user", "analysis", "saved", (noon - timedelta(days=day)).isoformat(), 0)
            for day in days
        ),
    )
    assert read(trader)["streaks"] == {"days": 5, "longest": 3, "current": current}


@pytest.mark.parametrize(
    ("span", "code"),
    [
        ({"from": "2026-03-02"}, "input.invalid"),
        ({"from": "2026-03-02T10:00:00"}, "input.invalid"),
        ({"to": "yesterday"}, "input.invalid"),
        ({"from": "2026-03-02T10:00:00Z", "to": "2026-03-01T10:00:00Z"}, "history.bad_span"),
        ({"day": "2026-03-02"}, "input.invalid"),
    ],
    ids=str,
)
def test_bad_spans_are_refused(trader, span, code):
    answer = trader.get(ANALYTICS, query_string=span)
    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_hundred_thousand_messages_take_well_under_ten_seconds(world, trader):
    """No stopwatch, only a tripwire: each statement passes over the messages once (measured: see the docs)."""
    conversation_id = wrote(world, trader)
    world.sql(
        "insert into messages (id, conversation_id, user_id, seq, type, mode, status, content, created_at, finished_at)"
        " select gen_random_uuid(), %s, %s, n, case n %% 2 when 0 then 'ai' else 'user' end, 'analysis',"
        " case n %% 2 when 0 then 'done' else 'saved' end, '', now() - n * interval '7 minutes',"
        " now() - n * interval '7 minutes' + interval '2 seconds' from generate_series(1, 100000) as n",
        conversation_id,
        trader.user["id"],
    )
    world.sql("analyze messages")
    began = time.perf_counter()
    figures = read(trader)
    took = time.perf_counter() - began
    print(f"analytics over 100,000 messages: {took:.3f} s")
    assert figures["messages"]["by_type"] == {"ai": 50_000, "user": 50_000}
    assert figures["response_seconds"]["median"] == 2.0
    assert took < 10
