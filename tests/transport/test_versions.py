"""Two windows change one thing: what was read says its version, and a change meant for another one is refused."""

import threading

import pytest

from backend.features.chat.messages.ports import Push
from backend.transport.versions import is_conditional, readers_of
from backend.wiring.registry import OPERATIONS
from tests.factories.plans import PLAN, plan_of

LIMITS = {"limits": {"trades_per_day": 3}}
PREFERENCES = {"kinds": {}, "quiet_hours": {"from_time": "22:00", "until_time": "06:00"}}


def plan(trader):
    return f"/api/trading/plans/{plan_of(trader)['id']}"


def strategy(trader):
    return f"/api/trading/strategies/{trader.post('/api/trading/strategies', {'name': 'A'}).json['id']}"


def entry(trader):
    return f"/api/trading/journal/{trader.post('/api/trading/journal', {'body': 'x'}).json['id']}"


CASES = {
    "plans": (plan, "PATCH", {"title": "One"}, {"title": "Two"}),
    "strategies": (strategy, "PATCH", {"name": "One"}, {"name": "Two"}),
    "journal": (entry, "PATCH", {"body": "One"}, {"body": "Two"}),
    "rulebook": (
        lambda trader: "/api/trading/rulebook",
        "PUT",
        {**LIMITS, "note": "One"},
        {**LIMITS, "note": "Two"},
    ),
    "profile": (
        lambda trader: "/api/auth/me",
        "PATCH",
        {"account_size": "1000"},
        {"account_size": "2000"},
    ),
    "coach": (
        lambda trader: "/api/trading/coaching/settings",
        "PATCH",
        {"learns": False},
        {"learns": True},
    ),
    "notifications": (
        lambda trader: "/api/notifications/preferences",
        "PUT",
        PREFERENCES,
        {"kinds": {}},
    ),
    "nudges": (
        lambda trader: "/api/trading/coaching/nudges/preferences",
        "PUT",
        {"is_on": True, "most_a_day": 1},
        {"is_on": True, "most_a_day": 2},
    ),
    "weights": (
        lambda trader: "/api/trading/plans/adherence/weights",
        "PUT",
        {"hard_cap": 10},
        {"hard_cap": 20},
    ),
}
case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def change(trader, method, path, body, tag):
    return trader.ask(method, path, body, headers={"If-Match": tag})


@case
def test_of_two_windows_the_second_is_told_what_there_is_now(world, case):
    make, method, first, second = case
    trader = world.trader()
    path = make(trader)
    read = trader.get(path)
    tag = read.headers["ETag"]

    assert change(trader, method, path, first, tag).status_code == 200
    now = trader.get(path)
    refused = change(trader, method, path, second, tag)

    assert (refused.status_code, refused.json["code"]) == (412, "version.stale")
    assert refused.json["current"] == now.json != read.json
    assert trader.get(path).json == now.json
    assert change(trader, method, path, second, now.headers["ETag"]).status_code == 200


@case
def test_without_a_version_a_change_is_made_as_ever(world, case):
    make, method, first, second = case
    trader = world.trader()
    path = make(trader)
    assert trader.ask(method, path, first).status_code == 200
    assert change(trader, method, path, second, "*").status_code == 200


def test_an_answer_says_the_version_that_the_next_change_is_meant_for(world):
    trader = world.trader()
    path = strategy(trader)
    changed = trader.patch(path, {"name": "One"})
    assert changed.headers["ETag"] == '"2"' == f'"{changed.json["version"]}"'
    assert change(trader, "PATCH", path, {"name": "Two"}, '"2"').json["version"] == 3
    trader.post(f"{path}/rules", {"statement": "Wait"})
    assert trader.get(path).headers["ETag"] == '"4"'


@pytest.mark.parametrize(
    "tag", ["7", '"', '"a" "b"', '"a",', "W/", '"\x7f"', '"' + "a" * 200 + '"', '"1",' * 400]
)
def test_what_is_no_version_is_refused_and_changes_nothing(world, tag):
    trader = world.trader()
    path = strategy(trader)
    before = trader.get(path).json
    answer = change(trader, "PATCH", path, {"name": "One"}, tag)
    assert (answer.status_code, answer.json["code"]) == (400, "version.unreadable")
    assert trader.get(path).json == before


@pytest.mark.parametrize(("tag", "status"), [('W/"1"', 412), ('"9", "1"', 200), ('"one"', 412)])
def test_versions_are_compared_strongly_and_any_of_some_will_do(world, tag, status):
    trader = world.trader()
    assert change(trader, "PATCH", strategy(trader), {"name": "One"}, tag).status_code == status


@case
def test_a_stranger_learns_nothing_from_a_version(world, case):
    make, method, first, _ = case
    theirs, mine = world.trader(), world.trader()
    path = make(theirs)
    tag = theirs.get(path).headers["ETag"]
    answer = change(mine, method, path, first, '"wrong"')
    is_named = path.count("-") > 1  # it names a thing of the other trader
    assert answer.status_code == (404 if is_named else 412)
    assert theirs.user["id"] not in answer.text
    assert "current" not in answer.json or not is_named
    assert theirs.get(path).headers["ETag"] == tag


def test_of_many_at_once_who_read_the_same_one_writes(world):
    trader = world.trader()
    path = strategy(trader)
    answers = []

    def write(number):
        client = world.app.test_client()
        headers = {"Authorization": f"Bearer {trader.access_token}", "If-Match": '"1"'}
        answers.append(client.patch(path, json={"name": f"N{number}"}, headers=headers).status_code)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 412, 412, 412]
    assert trader.get(path).json["version"] == 2


def test_whatever_may_be_meant_for_a_version_can_be_read():
    readers = readers_of(OPERATIONS)
    conditional = [one for one in OPERATIONS if is_conditional(one)]
    assert len(conditional) >= len(CASES)
    assert [one.name for one in conditional if one.path not in readers] == []
    assert [one.name for one in conditional if one.transaction != "write"] == []


@pytest.fixture
def told(app, monkeypatch):
    """Who is told of which changes, and which window is not."""
    heard: list[tuple[str, str | None, dict]] = []
    push = app.extensions["coach"].ports.use(Push)
    monkeypatch.setattr(
        push,
        "to_user",
        lambda user_id, event, payload, *, except_socket=None: (
            event == "changed" and heard.append((str(user_id), except_socket, payload))
        ),
    )
    return heard


@case
def test_other_windows_hear_of_a_change_after_it_is_made(world, told, case):
    make, method, first, _ = case
    trader = world.trader()
    path = make(trader)
    told.clear()
    headers = {"X-Socket-ID": "my-window_1"}
    answer = trader.ask(method, path, first, headers=headers)
    ((user_id, window, payload),) = told
    assert (user_id, window) == (trader.user["id"], "my-window_1")
    assert payload["version"] == answer.json.get("version")
    assert payload["id"] in (None, answer.json.get("id"))
    told.clear()
    trader.ask(method, path, first, headers={"If-Match": '"none"'})
    trader.ask(method, path, {"nothing": 1})
    assert told == []


def test_every_resource_is_told_and_what_is_gone_too(world, told):
    trader = world.trader()
    trade = trader.post(
        "/api/trading/trades",
        {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
         "entry_time": "2026-11-19T14:30:00Z"},
    ).json  # fmt: skip
    written = plan_of(trader)
    trader.post(f"/api/trading/plans/{written['id']}/cancel")
    trader.ask("DELETE", entry(trader))
    trader.ask("DELETE", strategy(trader))
    conversation = trader.post("/api/conversations", {}).json
    trader.ask("DELETE", f"/api/conversations/{conversation['id']}")
    trader.ask("DELETE", f"/api/trading/trades/{trade['id']}")
    heard = [payload["resource"] for _, _, payload in told]
    assert heard == [
        *["trades", "plans", "plans", "journal", "journal", "strategies", "strategies"],
        *["conversations", "conversations", "trades"],
    ]


def test_a_followed_plan_is_told_with_its_trade_in_one_go(world, told):
    trader = world.trader()
    path = plan(trader)
    told.clear()
    done = trader.post(f"{path}/execute", {"entry_price": "4500"})
    assert done.status_code in (200, 201), done.json
    resources = {payload["resource"] for _, _, payload in told}
    assert {"plans", "trades"} <= resources


@pytest.mark.parametrize("named", ["", "a b", "ä", "x" * 65, "../room", "user:1", '"'])
def test_a_window_that_is_none_is_nobody(world, told, named):
    trader = world.trader()
    headers = {"X-Socket-ID": named.encode("utf-8").decode("latin-1")}
    trader.post("/api/trading/plans", PLAN, headers=headers)
    assert [window for _, window, _ in told] == [None]
