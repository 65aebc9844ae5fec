"""Many trades changed by one call: each answered for, done once, undone with one call."""

import pytest

TRADES = "/api/trading/trades"
BULK = f"{TRADES}/bulk"
TRADE = {"instrument": "ES", "direction": "long", "entry_price": "4500", "position_size": 1,
         "entry_time": "2026-11-19T14:30:00Z", "exit_price": "4505",
         "exit_time": "2026-11-19T15:00:00Z"}  # fmt: skip
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def trader(world):
    return world.trader()


def logged(trader, **more):
    return trader.post(TRADES, TRADE | more).json["id"]


def change(trader, ids, action, **more):
    answer = trader.post(BULK, {"trade_ids": ids, "action": action, **more})
    assert answer.status_code == 200, answer.json
    return answer.json


def undo(trader, changed):
    return trader.post(f"{BULK}/{changed['change_id']}/undo").json


def states(changed):
    return [item["state"] for item in changed["items"]]


def tags(trader, *ids):
    return [trader.get(f"{TRADES}/{trade_id}").json["pattern_tags"] for trade_id in ids]


def test_tags_are_added_once_and_taken_away_again(world, trader):
    first, second = logged(trader, pattern_tags=["FOMO"]), logged(trader)
    theirs = logged(world.trader())
    ids = [first, second, theirs, NOBODY, first]

    added = change(trader, ids, "tag", tags=["fomo", "late"])
    again = change(trader, ids, "tag", tags=["LATE", "fomo"])

    assert (states(added), added["done"]) == (["done", "done", "refused", "refused"], 2)
    assert {item["code"] for item in added["items"][2:]} == {"trade.not_found"}
    assert states(again) == ["unchanged", "unchanged", "refused", "refused"]
    assert again["change_id"] is None
    assert tags(trader, first, second) == [["FOMO", "late"], ["fomo", "late"]]
    trader.patch(f"{TRADES}/{second}", {"pattern_tags": ["fomo", "late", "own"]})
    assert states(undo(trader, added)) == ["done", "done"]
    assert tags(trader, first, second) == [["FOMO"], ["own"]]
    assert states(undo(trader, added)) == ["unchanged", "unchanged"]
    taken = change(trader, [first, second], "untag", tags=["fomo"])
    assert (states(taken), tags(trader, first)) == (["done", "unchanged"], [[]])
    undo(trader, taken)
    assert tags(trader, first) == [["FOMO"]]


def test_a_changed_trade_has_another_version(trader):
    trade_id = logged(trader)
    change(trader, [trade_id], "tag", tags=["x"])
    stale = trader.patch(f"{TRADES}/{trade_id}", {"setup": "y"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


def test_no_trade_gets_more_than_twenty_tags(trader):
    full, other = logged(trader, pattern_tags=[f"t{n}" for n in range(20)]), logged(trader)
    changed = change(trader, [full, other], "tag", tags=["one"])
    assert states(changed) == ["refused", "done"]
    assert changed["items"][0]["code"] == "trade.too_many_tags"


def test_deleted_ones_are_in_the_trash_and_come_back_together(trader):
    ids = [logged(trader) for _ in range(3)]
    deleted = change(trader, ids, "delete")
    assert states(change(trader, ids, "delete")) == ["refused"] * 3
    assert trader.get(TRADES).json["items"] == []
    assert len(trader.get(f"{TRADES}/deleted").json["items"]) == 3

    assert states(undo(trader, deleted)) == ["done"] * 3
    assert {row["id"] for row in trader.get(TRADES).json["items"]} == set(ids)
    assert trader.get("/api/trading/performance").json["trades"] == 3


def test_they_move_to_another_account_and_back(world, trader):
    account = trader.post("/api/trading/accounts", {"name": "Second", "currency": "EUR"}).json
    theirs = world.trader().post("/api/trading/accounts", {"name": "Theirs"}).json
    ids = [logged(trader), logged(trader)]
    home = trader.get(f"{TRADES}/{ids[0]}").json["account_id"]

    refused = trader.post(BULK, {"trade_ids": ids, "action": "move", "account_id": theirs["id"]})
    assert refused.status_code == 404
    moved = change(trader, ids, "move", account_id=account["id"])
    assert states(moved) == ["done", "done"]
    shown = trader.get(f"{TRADES}/{ids[0]}").json
    assert (shown["account_id"], shown["account_currency"]) == (account["id"], "EUR")
    assert states(change(trader, ids, "move", account_id=account["id"])) == ["unchanged"] * 2
    trader.patch(f"{TRADES}/{ids[1]}", {"account_id": home})
    assert states(undo(trader, moved)) == ["done", "unchanged"]
    assert trader.get(f"{TRADES}/{ids[0]}").json["account_id"] == home


def test_what_was_changed_too_long_ago_or_by_somebody_else_is_not_undone(world, trader):
    changed = change(trader, [logged(trader)], "tag", tags=["x"])
    assert world.trader().post(f"{BULK}/{changed['change_id']}/undo").status_code == 404
    world.sql("update trade_bulk_changes set forget_at = now() - interval '1 second'")
    gone = trader.post(f"{BULK}/{changed['change_id']}/undo")
    assert (gone.status_code, gone.json["code"]) == (404, "trade.change_not_found")
    world.beat("trades.forget")
    assert world.sql("select 1 from trade_bulk_changes") == []


@pytest.mark.parametrize(
    "body",
    [
        {"trade_ids": [], "action": "delete"},
        {"trade_ids": [NOBODY] * 501, "action": "delete"},
        {"trade_ids": [NOBODY], "action": "tag"},
        {"trade_ids": [NOBODY], "action": "tag", "tags": [""]},
        {"trade_ids": [NOBODY], "action": "tag", "tags": ["x" * 51]},
        {"trade_ids": [NOBODY], "action": "delete", "tags": ["x"]},
        {"trade_ids": [NOBODY], "action": "move"},
        {"trade_ids": [NOBODY], "action": "tag", "tags": ["x"], "account_id": NOBODY},
        {"trade_ids": ["x"], "action": "delete"},
        {"trade_ids": [NOBODY], "action": "erase"},
    ],
)
def test_what_is_not_whole_is_refused(trader, body):
    refused = trader.post(BULK, body)
    assert (refused.status_code, bool(refused.json["errors"])) == (422, True)
