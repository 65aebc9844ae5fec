"""The calculator: figures worked out by hand, what does not fit together, and that nothing is kept."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.others import snapshot
from tests.factories.plans import PLAN

PATH = "/api/trading/plans/calculator"
ES = {"instrument": "ES", "direction": "long", "entry_price": "4500", "stop_loss_level": "4490"}


@pytest.fixture
def trader(world):
    return world.trader(account_size="50000", risk_per_trade_percent="1")


def reckoned(trader, **values):
    answer = trader.post(PATH, {**ES, **values})
    assert answer.status_code == 200, answer.json
    return answer.json


def codes(figures):
    return [(warning["code"], warning["field"]) for warning in figures["warnings"]]


def numbers(figures, *names):
    return tuple(None if figures[name] is None else Decimal(figures[name]) for name in names)


def test_a_future_by_its_point_value(trader):
    """10 points at 50 dollars: 500 a contract, which is one percent of 50,000; targets at 2 and 3 times that."""
    figures = reckoned(trader, take_profit_targets=["4520", "4530"], position_size="2")

    assert figures["contract"]["symbol"] == "ES"
    assert numbers(figures, "stop_distance", "stop_ticks", "risk_per_unit") == (10, 40, 500)
    assert numbers(figures, "risk", "risk_percent", "size_for_risk") == (1000, 2, 1)
    assert [Decimal(target["risk_reward"]) for target in figures["targets"]] == [2, 3]
    assert [Decimal(target["reward"]) for target in figures["targets"]] == [2000, 3000]
    assert figures["budget"]["amount"] == "500"
    assert codes(figures) == [("over_risk", "position_size")]


def test_it_says_what_a_plan_says(trader):
    body = {**PLAN}
    plan = trader.post("/api/trading/plans", body).json
    names = ("instrument", "direction", "entry_price", "entry_zone", "stop_loss_level")
    asked = {name: body[name] for name in names if name in body}

    figures = trader.post(
        PATH,
        {
            **asked,
            "take_profit_targets": body["take_profit_targets"],
            "position_size": body["position_size"],
        },
    ).json

    assert figures["risk_per_unit"] == plan["risk_per_unit"]
    assert [target["risk_reward"] for target in figures["targets"]] == plan["risk_reward"]
    assert figures["risk"] == plan["risk_amount"]


def test_a_zone_counts_from_its_worse_edge(trader):
    zone = {"entry_price": None, "entry_zone": {"low": "4498", "high": "4502"}}

    assert numbers(reckoned(trader, **zone), "entry", "risk_per_unit") == (4502, 600)


def test_a_short_one_in_32nds(trader):
    """Ten thirty-seconds of 1,000 dollars a point: 312.50 a contract, and one fits into 500."""
    figures = reckoned(
        trader, instrument="ZB", direction="short", entry_price="118'00", stop_loss_level="118'10"
    )

    assert numbers(figures, "risk_per_unit", "size_for_risk") == (Decimal("312.5"), 1)


def test_what_may_be_lost_in_money_goes_before_a_share_and_needs_no_account(world):
    figures = reckoned(world.trader(), risk_amount="1499.99")

    assert numbers(figures, "size_for_risk") == (2,)
    assert figures["budget"]["percent"] is None
    assert codes(figures) == []


def test_the_percent_of_the_question_goes_before_the_profiles(trader):
    assert numbers(reckoned(trader, risk_percent="3"), "size_for_risk") == (3,)


def test_an_account_is_its_balance(trader):
    account = trader.post(
        "/api/trading/accounts", {"name": "prop", "opening_balance": "150000"}
    ).json

    figures = reckoned(trader, account_id=account["id"])

    assert figures["budget"]["account_size"] == "150000"
    assert numbers(figures, "size_for_risk") == (3,)


def test_another_currency_by_the_traders_own_rate(trader):
    """FDAX: 10 points at 25 euros are 250 euros; at 1.25 dollars, 500 dollars are 400 euros, one contract."""
    dax = {"instrument": "FDAX", "entry_price": "18000", "stop_loss_level": "17990"}
    without = reckoned(trader, **dax)
    assert numbers(without, "risk_per_unit", "size_for_risk") == (250, None)
    assert codes(without) == [("no_rate", "account_id")]
    assert numbers(reckoned(trader, **dax, risk_amount="600"), "size_for_risk") == (2,)
    today = datetime.now(UTC).date().isoformat()
    rate = {"base": "EUR", "quote": "USD", "day": today, "rate": "1.25"}
    trader.post("/api/trading/rates", rate)

    figures = reckoned(trader, **dax, position_size="1")

    assert numbers(figures, "size_for_risk", "risk", "risk_percent") == (1, 250, Decimal("0.625"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"stop_loss_level": "4510"}, ("plan.stop_side", "stop_loss_level")),
        ({"stop_loss_level": "4500"}, ("plan.stop_side", "stop_loss_level")),
        ({"take_profit_targets": ["4499"]}, ("plan.target_side", "take_profit_targets.0")),
        ({"take_profit_targets": ["4520", "4520"]}, ("plan.target_twice", "take_profit_targets")),
        ({"stop_loss_level": "4490.10"}, ("off_tick", "stop_loss_level")),
        ({"position_size": "1.5"}, ("off_step", "position_size")),
        ({"risk_amount": "499.99"}, ("no_lot_fits", "position_size")),
        ({"take_profit_targets": ["4505"]}, ("reward_below_risk", "take_profit_targets.0")),
        ({"position_size": "999999999999"}, ("plan.too_large", "position_size")),
    ],
)
def test_what_does_not_fit_is_a_warning_at_its_field(trader, values, expected):
    assert expected in codes(reckoned(trader, **values))


def test_with_a_stop_on_the_wrong_side_nothing_is_reckoned_from_it(trader):
    figures = reckoned(
        trader, stop_loss_level="4510", position_size="1", take_profit_targets=["4520"]
    )

    assert (
        numbers(figures, "risk_per_unit", "risk", "size_for_risk", "stop_distance") == (None,) * 4
    )
    assert figures["targets"] == []


def test_without_account_and_amount_it_says_what_is_missing(world):
    figures = reckoned(world.trader())

    assert numbers(figures, "risk_per_unit", "size_for_risk") == (500, None)
    assert codes(figures) == [("no_account", "risk_percent")]


def test_nothing_is_kept(world, trader):
    before = snapshot(world)
    reckoned(trader, position_size="2", take_profit_targets=["4520"])

    assert snapshot(world) == before


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"entry_price": None}, 422),
        ({"entry_zone": {"low": "1", "high": "2"}}, 422),
        ({"entry_price": None, "entry_zone": {"low": "4502", "high": "4498"}}, 422),
        ({"entry_price": "-4500"}, 422),
        ({"entry_price": "NaN"}, 422),
        ({"entry_price": "1e9999"}, 422),
        ({"stop_loss_level": ""}, 422),
        ({"position_size": "0"}, 422),
        ({"position_size": "-1"}, 422),
        ({"risk_percent": "101"}, 422),
        ({"risk_percent": "-1"}, 422),
        ({"risk_amount": "0"}, 422),
        ({"take_profit_targets": ["4520"] * 11}, 422),
        ({"instrument": "NOSUCHTHING"}, 422),
        ({"direction": "sideways"}, 422),
        ({"account_id": str(uuid4())}, 404),
        ({"title": "kept?"}, 422),
    ],
)
def test_what_cannot_be_reckoned_is_refused(trader, values, status):
    assert trader.post(PATH, {**ES, **values}).status_code == status


def test_anothers_account_is_none(world, trader):
    account = world.trader().post("/api/trading/accounts", {"name": "theirs"}).json

    assert (
        trader.post(PATH, {**ES, "account_id": account["id"]}).json["code"] == "account.not_found"
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ticks=st.integers(1, 4000), amount=st.integers(1, 10_000_000))
def test_the_size_never_loses_more_and_one_step_more_would(trader, ticks, amount):
    money = Decimal(amount) / 100
    stop = Decimal("4500") - Decimal(ticks) / 4

    figures = reckoned(trader, stop_loss_level=str(stop), risk_amount=str(money))

    each = Fraction(ticks, 4) * 50
    size = int(Decimal(figures["size_for_risk"] or 0))
    assert size * each <= Fraction(money) < (size + 1) * each
