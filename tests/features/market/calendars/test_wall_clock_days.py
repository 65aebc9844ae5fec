from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.market.calendars.trading_day import TradingClock, TradingSpan, trading_span

NEW_YORK = "America/New_York"


def session_day(moment: datetime, zone: str, turns_at: time) -> TradingSpan:
    """The session of a trader who has a turn of the day of their own."""
    return trading_span(moment, TradingClock(zone, turns_at=turns_at))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "turns_at", "day", "starts", "ends"),
    [
        ("2026-11-19T15:00", time(0), date(2026, 11, 19), "2026-11-19T05:00", "2026-11-20T05:00"),
        ("2026-11-19T04:59", time(0), date(2026, 11, 18), "2026-11-18T05:00", "2026-11-19T05:00"),
        ("2026-11-19T21:59", time(17), date(2026, 11, 19), "2026-11-18T22:00", "2026-11-19T22:00"),
        ("2026-11-19T22:00", time(17), date(2026, 11, 20), "2026-11-19T22:00", "2026-11-20T22:00"),
        # the clocks go forward on 8 March: 23 hours, and back on 1 November: 25 hours
        ("2026-03-08T12:00", time(0), date(2026, 3, 8), "2026-03-08T05:00", "2026-03-09T04:00"),
        ("2026-11-01T12:00", time(0), date(2026, 11, 1), "2026-11-01T04:00", "2026-11-02T05:00"),
        ("2026-03-08T12:00", time(17), date(2026, 3, 8), "2026-03-07T22:00", "2026-03-08T21:00"),
        # a turn that the clocks skip, and one that they show twice
        ("2026-03-08T12:00", time(2, 30), date(2026, 3, 8), "2026-03-08T07:30", "2026-03-09T06:30"),
        (
            "2026-11-01T12:00",
            time(1, 30),
            date(2026, 11, 1),
            "2026-11-01T05:30",
            "2026-11-02T06:30",
        ),
    ],
    ids=str,
)
def test_a_session_turns_by_the_wall_clock(moment, turns_at, day, starts, ends):
    shown = session_day(utc(moment), NEW_YORK, turns_at)
    assert (shown.day, shown.starts, shown.ends) == (day, utc(starts), utc(ends))


def test_a_week_begins_with_mondays_session():
    shown = session_day(utc("2026-11-19T15:00"), NEW_YORK, time(17))
    assert (shown.week, shown.week_starts) == (date(2026, 11, 16), utc("2026-11-15T22:00"))
    assert shown.week_ends == utc("2026-11-22T22:00")


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001  # hypothesis wants them naive
    st.sampled_from(
        [
            NEW_YORK,
            "UTC",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Africa/Casablanca",
        ]
    ),
    st.times().map(lambda value: value.replace(second=0, microsecond=0)),
)
def test_every_moment_is_in_exactly_one_session(moment, zone, turns_at):
    moment = moment.replace(tzinfo=UTC)
    shown = session_day(moment, zone, turns_at)
    assert shown.starts <= moment < shown.ends
    assert session_day(shown.ends, zone, turns_at).starts == shown.ends
    assert (
        session_day(shown.starts - timedelta(microseconds=1), zone, turns_at).ends == shown.starts
    )
    assert shown.week_starts <= shown.starts < shown.week_ends
    assert abs((moment.astimezone(ZoneInfo(zone)).date() - shown.day).days) <= 1
