"""Plans and the interlock take prices as trades do: in the notation of the instrument, below zero, to twelve places."""

import pytest

from tests.factories.plans import PLAN, plan_of
from tests.features.record.record_calls import answered

CHECK = "/api/trading/check"
NOTE = {
    "instrument": "ZN",
    "entry_zone": {"low": "110'16", "high": "110'165"},
    "stop_loss_level": "110'08",
    "take_profit_targets": ["111'00", "111.5"],
}
CRUDE = {
    "instrument": "CL",
    "direction": "short",
    "entry_zone": {"low": "-0.5", "high": "0"},
    "stop_loss_level": "3",
    "take_profit_targets": ["-37.63"],
}


@pytest.fixture
def trader(world):
    return world.trader()


def test_a_plan_in_thirty_seconds_is_a_plan_in_numbers(trader):
    """From 110.515625 to 110.25: 0.265625 points at 1,000; 0.484375 points to the first target."""
    plan = plan_of(trader, **NOTE)
    assert plan["entry_zone"] == {"low": "110.5", "high": "110.515625"}
    assert (plan["stop_loss_level"], plan["take_profit_targets"]) == ("110.25", ["111", "111.5"])
    assert (plan["risk_per_unit"], plan["risk_reward"]) == ("265.625", ["1.82", "3.71"])
    same = {
        **NOTE,
        "entry_zone": {"low": "110.5", "high": "110.515625"},
        "stop_loss_level": "110.25",
    }
    path = f"/api/trading/plans/{plan['id']}"
    answered(trader.patch(path, {"stop_loss_level": "110.25"}))
    assert trader.get(path).json["version"] == 1, "the same price in another notation is no change"
    assert plan_of(trader, **same)["risk_reward"] == plan["risk_reward"]


def test_a_plan_below_zero_is_executed_with_its_prices(trader):
    """Short from the worse edge -0.5; the stop at 3 is 3.5 points away at 1,000."""
    plan = plan_of(trader, **CRUDE)
    assert (plan["risk_per_unit"], plan["risk_reward"]) == ("3500", ["10.61"])
    path = f"/api/trading/plans/{plan['id']}"
    body = {"entry_price": "0", "fees": "-1.2", "fee_currency": "EUR"}
    trade = answered(trader.post(f"{path}/execute", body), 201)["trade"]
    names = ("entry_price", "stop_price", "target_price", "planned_entry_price", "other_fees")
    assert tuple(trade[name] for name in names) == ("0", "3", "-37.63", "-0.5", {"EUR": "-1.2"})
    adherence = answered(trader.get(f"{path}/adherence"))
    rules = {rule["rule"]: rule for rule in adherence["rules"]}
    assert rules["entry"]["met"] is True


def test_a_level_of_zero_is_a_level(trader):
    plan = plan_of(trader, **{**CRUDE, "entry_zone": None, "entry_price": "0"})
    assert (plan["entry_price"], plan["risk_per_unit"]) == ("0", "3000")
    draft = answered(trader.get(f"/api/trading/plans/{plan['id']}/draft"))
    assert (draft["trade"]["entry_price"], draft["missing"]) == ("0", [])
    trade = answered(trader.post(f"/api/trading/plans/{plan['id']}/execute", {}), 201)["trade"]
    assert (trade["entry_price"], trade["stop_price"]) == ("0", "3")


def test_twelve_decimals_and_a_size_of_eighteen_are_frozen_as_they_are(trader):
    coin = {"symbol": "TINYUSD", "kind": "crypto", "multiplier": 1, "currency": "USD"}
    tick = {"tick_size": "0.000000000001"}
    answered(trader.post("/api/trading/instruments", {**coin, **tick}), 201)
    plan = plan_of(
        trader,
        instrument="TINYUSD",
        entry_zone=None,
        entry_price="0.000000000003",
        stop_loss_level="0.000000000001",
        take_profit_targets=["0.000000000009"],
        position_size="0.000000000000000001",
    )
    assert (plan["entry_price"], plan["position_size"]) == (
        "0.000000000003",
        "0.000000000000000001",
    )
    assert plan["risk_reward"] == ["3"]
    [version] = answered(trader.get(f"/api/trading/plans/{plan['id']}/versions"))["items"]
    assert version["intact"]
    assert version["terms"]["stop_loss_level"] == "0.000000000001"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stop_loss_level": "110'32"}, "stop_loss_level"),
        ({"entry_zone": {"low": "110'16", "high": "110'163"}}, "entry_zone.high"),
        ({"take_profit_targets": ["111'00", "111'33"]}, "take_profit_targets.1"),
        ({"stop_loss_level": "-1"}, "stop_loss_level"),
    ],
    ids=str,
)
def test_a_price_that_cannot_be_one_is_named(trader, change, field):
    answer = trader.post("/api/trading/plans", {**PLAN, **NOTE, **change})
    assert answer.status_code == 422
    assert [item["field"] for item in answer.json["errors"]] == [field]
    plan = plan_of(trader, **NOTE)
    answer = trader.patch(f"/api/trading/plans/{plan['id']}", change)
    assert [item["field"] for item in answer.json["errors"]] == [field]


def test_the_interlock_reads_prices_as_trades_do(trader):
    """10 of 32 points at 1,000."""
    note = {"instrument": "ZN", "direction": "long", "position_size": 1}
    asked = {**note, "entry_price": "110'16", "stop_price": "110'06", "target_price": "111"}
    assert answered(trader.post(CHECK, asked))["risk_amount"] == "312.5"
    crude = {"instrument": "CL", "direction": "short", "position_size": "0.000000000000000001"}
    below = {**crude, "entry_price": "0", "stop_price": "2", "target_price": "-37.63"}
    assert answered(trader.post(CHECK, below))["risk_amount"] == "0.000000000000002"
    for wrong in ("110'32", "-1"):
        answer = trader.post(CHECK, {**note, "stop_price": wrong})
        assert answer.status_code == 422
        assert [item["field"] for item in answer.json["errors"]] == ["stop_price"]


def test_what_the_interlock_is_not_asked_it_takes_from_a_plan_at_zero(trader):
    plan_of(trader, **{**CRUDE, "entry_zone": None, "entry_price": "0"})
    answer = answered(trader.post(CHECK, {"instrument": "CL", "direction": "short"}))
    assert answer["plan"] is not None
    assert answer["risk_amount"] == "6000"  # 3 points for 2 lots at 1,000
