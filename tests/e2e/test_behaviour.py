"""The detectors on the running product: a trade goes in, a worker looks, and open windows hear of it."""

import pytest

from tests.e2e.sockets import Person
from tests.factories.plans import ahead

pytestmark = pytest.mark.processes


def closed(person, starts, ends):
    body = {"instrument": "BTCUSD", "direction": "long", "entry_price": "60000", "stop_price": "59900",
            "position_size": "1", "entry_time": ahead(seconds=starts), "exit_price": "59900",
            "exit_time": ahead(seconds=ends)}  # fmt: skip
    answer = person.ask("POST", "/api/trading/trades", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_a_broken_pause_is_found_by_the_worker_and_told(stack):
    person = Person(stack.url)
    window = person.window()
    pause = {"trigger": "after_loss", "promise": "pause", "minutes": 15}
    assert person.ask("POST", "/api/trading/rulebook/commitments", json=pause).status_code == 201
    closed(person, -90, -30)
    hasty = closed(person, 60, 90)

    told = window.wait_for("notification", lambda news: news["kind"] == "pattern", 30)

    event = person.ask(
        "GET", f"/api/trading/coaching/behaviour/events/{told['subject']['event_id']}"
    ).json()
    assert event["trade_ids"][0] == hasty
    assert (event["severity"], event["declared"]) == ("severe", ["gap_after_loss"])
    answered = person.ask("POST", f"{told['subject']['answer']}", json={"answer": "yes"})
    assert answered.json()["answer"] == "yes"
    window.close()
