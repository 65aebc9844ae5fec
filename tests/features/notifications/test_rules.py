"""Quiet hours by the wall clock, pauses, addresses: decided without input or output."""

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.notifications.channels.drivers import default_wish
from backend.features.notifications.channels.url_policy import BadUrl, refusal_of, target_of
from backend.features.notifications.models import Channel, NotificationKind
from backend.features.notifications.rules import QuietHours, forget_at, pause_after

BERLIN = "Europe/Berlin"


def at(words: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-07-01T21:59", "2026-07-01T21:59"),
        ("2026-07-01T22:00", "2026-07-02T07:00"),
        ("2026-07-02T06:59", "2026-07-02T07:00"),
        ("2026-07-02T07:00", "2026-07-02T07:00"),
        (
            "2026-03-28T23:00",
            "2026-03-29T07:00",
        ),  # one hour shorter: clocks go forward in this night
        ("2026-10-24T23:00", "2026-10-25T07:00"),  # one hour longer
    ],
)
def test_what_comes_in_the_night_waits_for_the_morning_by_the_wall_clock(moment, end):
    assert QuietHours(time(22), time(7), BERLIN).end(at(moment)) == at(end)


def test_quiet_hours_within_a_day_and_none_at_all():
    siesta = QuietHours(time(13), time(15), BERLIN)
    assert siesta.end(at("2026-07-01T14:00")) == at("2026-07-01T15:00")
    assert siesta.end(at("2026-07-01T16:00")) == at("2026-07-01T16:00")
    assert QuietHours(time(9), time(9), BERLIN).end(at("2026-07-01T09:00")) == at(
        "2026-07-01T09:00"
    )


def test_an_end_that_the_clock_skips_or_shows_twice_is_the_later_reading():
    quiet = QuietHours(time(0), time(2, 30), BERLIN)
    assert quiet.end(datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    assert quiet.end(datetime(2026, 10, 25, 0, 45, tzinfo=UTC)) == datetime(
        2026, 10, 25, 1, 30, tzinfo=UTC
    )


@given(
    st.integers(0, 10 * 365 * 24 * 60).map(
        lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    st.sampled_from(
        [BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
    ),
)
def test_the_end_is_never_before_is_an_end_of_itself_and_within_a_day(moment, begins, ends, zone):
    quiet = QuietHours(begins, ends, zone)
    end = quiet.end(moment)
    assert moment <= end <= moment + timedelta(hours=26)
    if end != moment:
        local = end.astimezone(ZoneInfo(zone))
        skipped = local.replace(tzinfo=None).time() != ends
        assert (
            not skipped
            or local.utcoffset()
            != (end - timedelta(hours=2)).astimezone(ZoneInfo(zone)).utcoffset()
        )


def test_pauses_double_up_to_four_hours_and_no_two_are_the_same():
    chance = random.Random(1)
    pauses = [pause_after(attempts, chance) for attempts in range(1, 40)]
    for attempts, pause in enumerate(pauses, 1):
        middle = min(timedelta(seconds=30) * 2 ** (attempts - 1), timedelta(hours=4))
        assert 0.75 * middle <= pause <= 1.25 * middle
    assert len(set(pauses)) == len(pauses)


def test_what_was_put_aside_is_forgotten_first():
    day = datetime(2026, 1, 1, tzinfo=UTC)
    assert forget_at(day, None, None) == day + timedelta(days=365)
    assert forget_at(day, day, None) == day + timedelta(days=90)
    assert forget_at(day, day, day) == day + timedelta(days=30)
    assert forget_at(day, day + timedelta(days=364), None) == day + timedelta(days=365)


def test_every_kind_has_a_default():
    for kind in NotificationKind:
        assert default_wish(kind).by_channel.keys() == set(Channel)
    assert default_wish(NotificationKind.TEST).urgent
    mailed = {kind for kind in NotificationKind if default_wish(kind).by_channel[Channel.EMAIL]}
    assert mailed == {
        NotificationKind.SESSION_LOCKED,
        NotificationKind.WEEKLY_REVIEW,
        NotificationKind.WEBHOOK_DISABLED,
        NotificationKind.SYSTEM,
        NotificationKind.TEST,
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/", "ftp://hooks.example.com/", "hooks.example.com", "https://", "https:///path",
        "https://10.1.2.3/", "https://127.0.0.1/", "https://127.0.0.1:8443/", "https://169.254.169.254/latest",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://[fd00:ec2::254]/",
        "https://[fe80::1%25eth0]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[::127.0.0.1]/",
        "https://2130706433/", "http://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/",
        "https://1.2.3.4.5/", "https://0/", "https://0.0.0.0/", "https://[::]/", "https://100.64.0.1/",
        "https://192.0.2.1/", "https://224.0.0.1/", "https://[ff02::1]/", "https://255.255.255.255/",
        "https://168.63.129.16/", "https://localhost/", "https://LOCALHOST./", "https://db.internal/", "https://redis/",
        "https://printer.local/", "https://me:secret@hooks.example.com/", "https://hooks.example.com@127.0.0.1/",
        "https://hooks.example.com/#part", "https://hooks.example.com:0/", "https://hooks.example.com:65536/",
        "https://hooks.example.com\\@127.0.0.1/", "https://hooks .example.com/", "https://hooks.example.com/\r\nX: y",
        "https://ho%6fks.example.com/", "https://höoks.example.com/", "https://[1.2.3.4]/", "https://" + "a" * 2001,
        "https://-a.example.com/", "https://a..example.com/", "//hooks.example.com/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_may_not_be_told_is_refused_with_a_reason(url):
    with pytest.raises(BadUrl) as refused:
        target_of(url)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "authority"),
    [
        ("https://Hooks.Example.com", "hooks.example.com", 443, "/", "hooks.example.com"),
        (
            "https://hooks.example.com:8443/a/b?c=d",
            "hooks.example.com",
            8443,
            "/a/b?c=d",
            "hooks.example.com:8443",
        ),
        ("https://93.184.216.34/x", "93.184.216.34", 443, "/x", "93.184.216.34"),
        ("https://[2606:4700::1111]:444/", "2606:4700::1111", 444, "/", "[2606:4700::1111]:444"),
        ("https://xn--hoks-5qa.example/", "xn--hoks-5qa.example", 443, "/", "xn--hoks-5qa.example"),
    ],
)
def test_what_may_be_told_is_taken_apart(url, host, port, path, authority):
    target = target_of(url)
    assert (target.scheme, target.host, target.port, target.path) == ("https", host, port, path)
    assert target.authority == authority


@given(st.ip_addresses())
def test_of_all_addresses_only_public_ones_are_told(address):
    inside = (
        address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    )
    if inside or address.is_reserved or address.is_unspecified:
        assert refusal_of(str(address)) is not None


def test_development_may_name_this_machine_and_nothing_else_inside():
    assert target_of("http://127.0.0.1:5001/x", loopback=True).port == 5001
    assert target_of("http://localhost:5001/x", loopback=True).host == "localhost"
    for url in (
        "http://10.0.0.1/",
        "https://10.0.0.1/",
        "http://hooks.example.com/",
        "https://169.254.169.254/",
    ):
        with pytest.raises(BadUrl):
            target_of(url, loopback=True)
