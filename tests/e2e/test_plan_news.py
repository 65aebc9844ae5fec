"""Open windows hear what happens to plans and sessions."""

import time

import pytest

from tests.e2e.sockets import Person
from tests.factories.plans import PLAN, ahead

pytestmark = pytest.mark.processes


def heard(window, kind, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for name, news in list(window.heard):
            if name == "notification" and news["kind"] == kind:
                return news["subject"]
        time.sleep(0.05)
    raise AssertionError(f"{kind} was not heard")


def test_a_locked_session_and_an_announced_trade_are_told_at_once(stack):
    person = Person(stack.url)
    window = person.window()
    limits = {"limits": {"losses_in_a_row": 1, "position_size": {"ES": "2"}}}
    assert person.ask("PUT", "/api/trading/rulebook", json=limits).status_code == 200
    sent = window.say("I'm about to short ES 3 lots, stop 12 ticks")
    answer = window.answer_to(sent)
    assert answer["interlock"]["decision"] == "block"
    body = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
            "entry_time": ahead(seconds=-60), "exit_price": "4495", "exit_time": ahead(seconds=-30)}  # fmt: skip
    assert person.ask("POST", "/api/trading/trades", json=body).status_code == 201
    assert heard(window, "session_locked")["rule"] == "losses_in_a_row"
    told = window.wait_for("notification", lambda news: news["kind"] == "session_locked")
    listed = window.call("list_notifications", {"unread": True})
    assert (told["unread"], listed["unread"], [one["id"] for one in listed["items"]]) == (
        1,
        1,
        [told["id"]],
    )
    assert window.call("mark_notifications_read", {"ids": [told["id"]]})["unread"] == 0
    assert window.wait_for("notifications_read", lambda news: True) == {"unread": 0}
    window.close()


def test_a_test_by_email_is_sent_by_the_beat_and_the_worker(stack):
    person = Person(stack.url)
    assert person.ask("POST", "/api/notifications/email/test").status_code == 202
    deadline = time.monotonic() + 30
    while (told := person.ask("GET", "/api/notifications/deliveries").json()["items"][0])[
        "state"
    ] != "sent":
        assert time.monotonic() < deadline, told
        time.sleep(0.1)
    [_written] = (stack.data_dir / "mail").glob(f"*{told['id']}.eml")


def test_a_plan_that_expires_is_told_by_the_beat(stack):
    person = Person(stack.url)
    window = person.window()
    made = person.ask(
        "POST", "/api/trading/plans", json={**PLAN, "expires_at": ahead(seconds=2)}
    ).json()
    assert heard(window, "plan_expired", seconds=60) == {
        "plan_id": made["id"],
        "title": PLAN["title"],
    }
    window.close()
