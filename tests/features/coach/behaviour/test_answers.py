"""What the trader says of findings: kept in full, the latest counts, and the detectors follow it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from backend.features.coach.behaviour import service
from backend.features.coach.behaviour.detection.change_log import ChangeNotes
from backend.features.coach.behaviour.schemas import AnswerEvent
from tests.features.coach.behaviour.detector_runs import Looking

EVENTS = "/api/trading/coaching/behaviour/events"
PATTERNS = "/api/trading/coaching/patterns"


@pytest.fixture
def at(world):
    """A trader with three revenge trades on record."""
    run = Looking(world)
    day = run.days(9)
    for number in range(3):
        run.revenge(day + timedelta(days=7 * number))
    run.look()
    yield run
    run.close()


def revenge(at):
    return at.events(detector="revenge", status="fired")


def detector(at):
    return next(
        detector_row
        for detector_row in at.patterns()["detectors"]
        if detector_row["detector"] == "revenge"
    )


def say(at, event, answer, **more):
    reply = at.trader.post(f"{EVENTS}/{event['id']}/answer", {"answer": answer, **more})
    assert reply.status_code == 200, reply.json
    at.look()
    return reply.json


def test_contradictory_answers_are_all_kept_and_the_latest_counts(at, world):
    (event, *others) = revenge(at)
    for answer in ("yes", "no", "was_planned", "no", "yes"):
        reply = say(at, event, answer, note=f"now {answer}")
        assert reply["answer"] == answer
        assert at.trader.get(f"{EVENTS}/{event['id']}").json["counts"] is (answer == "yes")
    assert [answer["answer"] for answer in reply["answers"]] == [
        "yes",
        "no",
        "was_planned",
        "no",
        "yes",
    ]
    assert world.sql("select count(*) from behaviour_answers") == [(5,)]
    assert [other_event["answer"] for other_event in others] == [None, None]
    state = detector(at)
    assert (state["confirmed"], state["denied"], state["planned"]) == (1, 0, 0)
    assert state["strictness"] == 0


def test_without_an_answer_nobody_knows_how_exact_a_detector_is(at):
    assert (detector(at)["precision"]["value"], detector(at)["precision"]["reason"]) == (
        None,
        "no_answers",
    )


def test_an_answer_is_never_changed_or_taken_back(at):
    say(at, revenge(at)[0], "yes")
    for statement in (
        "update behaviour_answers set answer = 'no'",
        "delete from behaviour_answers",
    ):
        with at.acting() as session, pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text(statement))


def test_a_denied_event_does_not_count_and_makes_the_detector_stricter(at):
    before = next(pattern for pattern in at.patterns()["items"] if pattern["detector"] == "revenge")
    assert before["events"] == 3
    event = revenge(at)[0]
    say(at, event, "no")
    after = at.trader.get(f"{PATTERNS}/{before['id']}").json
    assert after["events"] < 3
    assert after["detector_state"]["strictness"] == pytest.approx(0.1)
    assert after["detector_state"]["precision"]["value"] == 0.0
    say(at, event, "yes")
    back = at.trader.get(f"{PATTERNS}/{before['id']}").json
    assert (back["events"], back["detector_state"]["strictness"]) == (3, 0)


def test_an_answer_to_a_pattern_is_for_all_of_it_that_has_none(at):
    pattern = next(
        pattern for pattern in at.patterns()["items"] if pattern["detector"] == "revenge"
    )
    first = revenge(at)[0]
    say(at, first, "yes")
    path = f"{PATTERNS}/{pattern['id']}/answer"
    reply = at.trader.post(path, {"answer": "was_planned"}).json
    assert reply["answered"] == 2
    assert (reply["detector"]["confirmed"], reply["detector"]["planned"]) == (1, 1), (
        "the trader judged twice"
    )
    assert (reply["detector"]["precision"]["value"], reply["detector"]["precision"]["n"]) == (
        0.5,
        2,
    )
    assert reply["detector"]["strictness"] == pytest.approx(0.1), "one step"
    again = at.trader.post(path, {"answer": "no"})
    assert (again.status_code, again.json["code"]) == (409, "coaching.nothing_to_answer")
    named = at.trader.post(path, {"answer": "no", "event_ids": [first["id"]]})
    assert named.json["detector"]["denied"] == 1


def test_a_tilt_that_is_made_of_what_was_planned_falls_away(at):
    made_of = {event["trade_ids"][0] for event in at.events(detector="tilt", status="fired")}
    assert made_of, "nothing to fall away"
    for kind in ("revenge", "oversizing", "overtrading", "stop_moving", "averaging_down", "fomo"):
        for event in at.events(detector=kind, status="fired"):
            say(at, event, "was_planned")
    assert at.events(detector="tilt", status="fired") == []
    assert "tilt" not in {pattern["detector"] for pattern in at.patterns()["items"]}


def test_of_two_answers_at_once_none_is_lost(at):
    first, second, _ = revenge(at)
    body, notes, now = (
        AnswerEvent(answer="no"),
        ChangeNotes(at.database, SilentBell(), lambda: at.now),
        datetime.now(UTC),
    )
    answered, may_end = threading.Event(), threading.Event()

    def answer_first():
        with at.acting() as session:
            service.answer_event(session, at.user_id, UUID(first["id"]), body, notes, now=now)
            answered.set()
            may_end.wait(10)

    def answer_second():
        with at.acting() as session:
            service.answer_event(
                session, at.user_id, UUID(second["id"]), body, notes, now=now + timedelta(seconds=1)
            )

    with ThreadPoolExecutor() as pool:
        item = pool.submit(answer_first)
        assert answered.wait(10)
        other = pool.submit(answer_second)
        deadline = time.monotonic() + 10
        while not other.done() and time.monotonic() < deadline and not waiting(at.world):
            time.sleep(0.02)
        may_end.set()
        item.result(10)
        other.result(10)
    assert detector(at)["denied"] == 2
    assert detector(at)["strictness"] == pytest.approx(0.2)


def waiting(world):
    return world.sql("select 1 from pg_stat_activity where wait_event_type = 'Lock'")


class SilentBell:
    def ring(self):
        pass


def test_an_event_of_another_pattern_cannot_be_named(at, world):
    pattern = next(
        pattern for pattern in at.patterns()["items"] if pattern["detector"] == "revenge"
    )
    stranger = world.sql("select gen_random_uuid()::text")[0][0]
    answer = at.trader.post(
        f"{PATTERNS}/{pattern['id']}/answer", {"answer": "no", "event_ids": [stranger]}
    )
    assert (answer.status_code, answer.json["code"]) == (404, "coaching.behaviour_event_not_found")


def test_when_everything_is_denied_the_pattern_says_so(at):
    pattern = next(
        pattern for pattern in at.patterns()["items"] if pattern["detector"] == "revenge"
    )
    at.trader.post(f"{PATTERNS}/{pattern['id']}/answer", {"answer": "no"})
    at.look()
    assert [pattern for pattern in at.patterns()["items"] if pattern["detector"] == "revenge"] == []
    state = at.trader.get(f"{PATTERNS}/{pattern['id']}").json
    assert (state["events"], state["status"], state["severity"]) == (0, "resolved", 1)
    assert detector(at)["strictness"] == pytest.approx(0.1)


def test_filters_and_pages(at):
    every = at.events()
    assert len(every) >= 3
    assert [event["occurred_at"] for event in every] == sorted(
        (event["occurred_at"] for event in every), reverse=True
    )
    first = at.trader.get(EVENTS, query_string={"limit": 1}).json
    second = at.trader.get(EVENTS, query_string={"limit": 200, "cursor": first["next_cursor"]}).json
    assert [item["id"] for item in first["items"] + second["items"]] == [
        event["id"] for event in every
    ]
    event = revenge(at)[1]
    assert [
        event["id"] for event in at.events(detector="revenge", trade_id=event["trade_ids"][0])
    ] == [event["id"]]
    assert at.events(severity="severe") == [
        event for event in every if event["severity"] == "severe"
    ]
    say(at, event, "yes")
    assert [event["id"] for event in at.events(answer="yes")] == [event["id"]]
    assert event["id"] not in {event["id"] for event in at.events(answer="none")}
    assert at.trader.get(EVENTS, query_string={"cursor": "nonsense"}).status_code == 422
    assert at.events(since=every[0]["occurred_at"], before=every[0]["occurred_at"]) == []
