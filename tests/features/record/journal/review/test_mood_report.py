"""What mood does to R, worked out by hand."""

from datetime import date, timedelta

import pytest

from tests.features.record.journal.entries import JOURNAL, check_in, checked_in_before, log


@pytest.fixture
def trader(world):
    return world.trader()


def mood(trader, **query):
    answer = trader.get(f"{JOURNAL}/mood", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def groups_of(report, measure):
    [measured] = [row for row in report["measures"] if row["measure"] == measure]
    return {item["level"]: item for item in measured["groups"]}, measured


def reasons(excluded):
    return {item["reason"]: item["n"] for item in excluded}


def test_the_means_are_those_of_a_pencil(world, trader):
    checked_in_before(world, trader, "2020-11-02", mood=1, focus=4, sleep_hours="5.99")
    checked_in_before(world, trader, "2020-11-03", mood=2, focus=3, sleep_hours="6")
    checked_in_before(world, trader, "2020-11-04", mood=3, focus=5, sleep_hours="7.49")
    checked_in_before(world, trader, "2020-11-05", mood=4, sleep_hours="7.5")
    for day, results in {
        "2020-11-02": ("-1", "-1", "2"),
        "2020-11-03": ("-1",),
        "2020-11-04": ("1", "2"),
        "2020-11-05": ("3", "0", "0.6"),
    }.items():
        for n, r in enumerate(results):
            log(trader, day, r=r, hour=10 + n)
    report = mood(trader)
    by_mood, whole = groups_of(report, "mood")
    assert [(level, item["n"], item["days"]) for level, item in by_mood.items()] == [
        ("low", 4, 2),
        ("middle", 2, 1),
        ("high", 3, 1),
    ]
    assert by_mood["low"]["mean_r"]["value"] == pytest.approx(-0.25)  # (-1 - 1 + 2 - 1) / 4
    assert by_mood["middle"]["mean_r"]["value"] == pytest.approx(1.5)
    assert by_mood["high"]["mean_r"]["value"] == pytest.approx(1.2)  # 3.6 / 3
    assert whole["difference"]["value"] == pytest.approx(1.45)
    assert (whole["difference"]["n"], whole["difference"]["interval"]) == (3, None)
    assert whole["left_out"] == []
    by_focus, whole = groups_of(report, "focus")
    assert [(item["n"], item["mean_r"]["value"]) for item in by_focus.values()] == [
        (0, None),
        (1, -1.0),
        (5, pytest.approx(0.6)),  # (-1 - 1 + 2 + 1 + 2) / 5
    ]
    assert by_focus["low"]["mean_r"]["reason"] == whole["difference"]["reason"] == "no_trades"
    assert reasons(whole["left_out"]) == {"not_said": 3}
    by_sleep, _ = groups_of(report, "sleep_hours")
    assert [item["n"] for item in by_sleep.values()] == [3, 3, 3]
    assert report["left_out"] == []
    early, _ = groups_of(mood(trader, to_day="2020-11-02"), "mood")
    assert [item["n"] for item in early.values()] == [3, 0, 0]


def test_what_says_nothing_is_left_out_by_reason(world, trader):
    checked_in_before(world, trader, "2020-11-02", mood=1)
    log(trader, "2020-11-02", r="1")
    log(trader, "2020-11-02", r="1", hour=11, stop_price=None)
    log(trader, "2020-11-02", r=None, hour=12)
    log(trader, "2020-11-02", r="5", hour=13, trade_type="training")
    log(trader, "2020-11-03", r="1")
    check_in(trader, "2020-11-03", mood=5)  # late
    log(trader, "2020-11-04", r="1")
    log(trader, "2020-11-04", r="1", hour=11)
    theirs = world.trader()
    checked_in_before(world, theirs, "2020-11-02", mood=1)
    log(theirs, "2020-11-02", r="9")
    report = mood(trader)
    assert reasons(report["left_out"]) == {
        "late_check_in": 1,
        "no_check_in": 2,
        "no_stop": 1,
        "still_open": 1,
    }
    groups, _ = groups_of(report, "mood")
    assert [(group["n"], group["mean_r"]["value"]) for group in groups.values()] == [
        (1, 1.0),
        (0, None),
        (0, None),
    ]


def test_a_check_in_written_between_the_entry_and_its_logging_does_not_count(trader):
    check_in(trader, "2020-11-02", mood=1)  # written today
    log(trader, "2020-11-02", r="1")
    assert reasons(mood(trader)["left_out"]) == {"late_check_in": 1}


def test_many_trades_have_intervals(world, trader):
    for n in range(12):
        day = str(date(2020, 10, 1) + timedelta(days=n))
        checked_in_before(world, trader, day, focus=1 if n % 2 else 5)
        log(trader, day, r="-1" if n % 4 == 1 else "1")
        log(trader, day, r="0.5", hour=11)
    groups, whole = groups_of(mood(trader), "focus")
    low, high = groups["low"]["mean_r"], groups["high"]["mean_r"]
    assert (low["n"], groups["low"]["days"], low["value"]) == (
        12,
        6,
        pytest.approx(0.25),
    )  # (3 - 3 + 3) / 12
    assert high["value"] == pytest.approx(0.75)  # (6 + 3) / 12
    assert low["interval"]["low"] < 0.25 < low["interval"]["high"]
    assert low["small_sample"] is True
    difference = whole["difference"]
    assert difference["value"] == pytest.approx(0.5)
    assert difference["interval"]["low"] < 0.5 < difference["interval"]["high"]


def test_an_empty_record_has_five_measures_and_no_figures(trader):
    report = mood(trader)
    assert [item["measure"] for item in report["measures"]] == [
        "mood",
        "energy",
        "focus",
        "stress",
        "sleep_hours",
    ]
    assert {item["difference"]["reason"] for item in report["measures"]} == {"no_trades"}
