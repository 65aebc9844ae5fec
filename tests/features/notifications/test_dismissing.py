"""All that stands in the list is put aside at once, and comes back."""

from datetime import timedelta

import pytest

from backend.features.notifications.models import NotificationKind
from tests.features.notifications.notices import NOON, tell

DISMISS = "/api/notifications/dismiss"


def listed(trader, **query):
    return [
        item["id"] for item in trader.get("/api/notifications", query_string=query).json["items"]
    ]


def test_all_are_put_aside_and_come_back_as_they_were(world):
    trader, other = world.trader(), world.trader()
    for number in range(3):
        tell(world, trader, key=f"k{number}", now=NOON - timedelta(minutes=number))
    tell(world, other)
    before = listed(trader)

    answer = trader.post(DISMISS, {})

    assert (answer.json["ids"], answer.json["unread"]) == (before, 0)
    assert listed(trader) == []
    assert listed(trader, dismissed=True) == before
    assert len(listed(other)) == 1
    back = trader.post(DISMISS, {"ids": before, "dismissed": False})
    assert back.json["unread"] == 3
    assert listed(trader) == before
    kept = world.sql(
        "select distinct forget_at - created_at from notifications where dismissed_at is null"
    )
    assert kept == [(timedelta(days=365),)]


def test_what_came_since_the_list_was_looked_at_stays(world):
    trader = world.trader()
    tell(world, trader, key="old", now=NOON)
    new = tell(world, trader, NotificationKind.PATTERN, key="new", now=NOON + timedelta(minutes=1))

    trader.post(DISMISS, {"until": NOON.isoformat()})

    assert listed(trader) == [str(new.id)]


def test_anothers_are_passed_over(world):
    trader, other = world.trader(), world.trader()
    theirs = tell(world, other)

    assert trader.post(DISMISS, {"ids": [str(theirs.id)]}).json["ids"] == []
    assert listed(other) == [str(theirs.id)]


@pytest.mark.parametrize(
    "body",
    [
        {"dismissed": False},
        {"ids": []},
        {"ids": ["x"]},
        {"ids": None, "dismissed": False},
        {"until": "yesterday"},
        {"dismissed": "perhaps"},
        {"all": True},
        {"ids": ["01a22ea2-14e0-770a-a95b-8c2c83ec48e4"] * 1001},
    ],
)
def test_what_means_nothing_is_refused_and_changes_nothing(world, body):
    trader = world.trader()
    told = tell(world, trader)

    assert trader.post(DISMISS, body).status_code == 422
    assert listed(trader) == [str(told.id)]
