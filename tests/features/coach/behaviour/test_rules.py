"""How a pattern stands by evidence alone; the figures are worked out by hand or by the binomial distribution."""

import pytest
from scipy import stats

from backend.features.coach.behaviour import rules
from backend.features.coach.behaviour.models import PatternStatus

LEARNING, ACTIVE = PatternStatus.LEARNING, PatternStatus.ACTIVE
IMPROVING, RESOLVED = PatternStatus.IMPROVING, PatternStatus.RESOLVED


def record(*parts):
    """`(10, 2)`: ten positions of which the last two show it."""
    return [
        shows
        for whole, flagged in parts
        for shows in [False] * (whole - flagged) + [True] * flagged
    ]


@pytest.mark.parametrize(
    ("flagged", "status"),
    [
        (record((19, 3)), LEARNING),
        (record((20, 3)), ACTIVE),
        (record((60, 6), (60, 6)), ACTIVE),
        (record((100, 30), (60, 2)), IMPROVING),  # 30 % before, 3 % lately
        (record((100, 8), (60, 2)), ACTIVE),  # 8 % before: two of sixty may be chance
        (record((40, 10), (59, 0)), IMPROVING),  # one position short of sixty
        (record((40, 10), (60, 0)), RESOLVED),
        (record((100, 4), (60, 0)), ACTIVE),  # 0.96 ** 60 = 0.086: that may be chance
        (record((100, 5), (60, 0)), RESOLVED),  # 0.95 ** 60 = 0.046
        (record((30, 0)), RESOLVED),  # all of its events are disputed
        (record((40, 10), (60, 0), (1, 1)), IMPROVING),  # it is back, and seldom
    ],
)
def test_how_a_pattern_stands(flagged, status):
    assert rules.stands(flagged).status is status


@pytest.mark.parametrize(("rate", "silent"), [(0.05, 60), (0.04, 60), (0.04, 75), (0.10, 60)])
def test_a_silence_resolves_when_chance_seldom_brings_it(rate, silent):
    before = record((100, round(100 * rate)))
    standing = rules.stands(before + [False] * silent)
    assert (standing.status is RESOLVED) == (stats.binom.pmf(0, silent, rate) < 0.05)


def test_the_evidence_is_said():
    assert rules.stands(record((100, 30), (60, 2))).because == (
        "2 of the last 60 positions show it, 30 of the 100 before: fewer than chance explains."
    )
    assert rules.stands(record((5, 1))).because.startswith("15 more positions are needed")


@pytest.mark.parametrize(
    ("grades", "flagged", "status", "severity"),
    [
        ([3, 3, 5], record((60, 3)), ACTIVE, 3),
        ([3, 3, 5], record((60, 6)), ACTIVE, 4),  # one of ten of the latest
        ([5, 5, 5], record((60, 6)), ACTIVE, 5),
        ([1], record((100, 5), (60, 0)), RESOLVED, 1),
        ([4] * 10 + [1] * 50, record((60, 3)), IMPROVING, 3),  # the latest ten speak
        ([], [], RESOLVED, 1),
    ],
)
def test_how_grave_it_is(grades, flagged, status, severity):
    assert rules.severity(grades, flagged, status) == severity
