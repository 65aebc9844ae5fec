"""The product's record beside the model's, over random histories; `make oracle` plays thousands of new ones.

`RECORD_HISTORIES` says how many, `RECORD_SEED` from which number on: a history is known by its number.
"""

import os
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.oracles.record_changes import divided, entered_late
from tests.oracles.record_comparison import differences
from tests.oracles.record_driver import RecordDriver, Refused
from tests.oracles.record_histories import History, random_history, random_rates
from tests.oracles.record_markets import FIRST_DAY, LAST_DAY

HISTORIES = int(os.environ.get("RECORD_HISTORIES", "300"))
SEED = int(os.environ.get("RECORD_SEED", "0"))
A_BATCH = 25  # histories of one trader, who has one table of rates
BATCHES = range(SEED, SEED + HISTORIES, A_BATCH)


def histories_of(batch: int, rates) -> list[tuple[int, History]]:
    """Numbered; a third of them recorded late where that can be."""
    numbers = range(batch, min(batch + A_BATCH, SEED + HISTORIES))
    return [(number, varied(number, rates)) for number in numbers]


def varied(number: int, rates) -> History:
    dice = random.Random(number)
    history = random_history(dice, rates=rates)
    if number % 3 == 1:
        return entered_late(history, dice)
    return history


@pytest.mark.parametrize("batch", BATCHES)
def test_every_figure_of_the_record_is_the_models(world, batch):
    rates = random_rates(random.Random(batch))
    driver = RecordDriver(world.trader())
    come_late = batch // A_BATCH % 2 == 1  # rates that are given afterwards convert what is there
    if not come_late:
        driver.give_rates(rates)
    report, played = [], []
    for number, history in histories_of(batch, rates):
        try:
            played.append((number, history, driver.play(history)))
        except Refused as refusal:
            report += described(number, history, [refusal])
    if come_late:
        driver.give_rates(rates)
    for number, history, trades in played:
        again = [driver.read(item.trade["id"]) for item in trades] if come_late else trades
        report += described(number, history, differences(history, again))
    assert not report, "\n".join(report)


def described(number: int, history: History, wrong: Sequence[object]) -> list[str]:
    """What is wrong with a history, and the history."""
    if not wrong:
        return []
    lines = [f"history {number} of {history.market.symbol}: {history.terms}"]
    return [*lines, *(f"  {item!r}" for item in (*history.events, *wrong))]


def test_money_by_day_is_the_money_of_the_fills_over_any_span(world):
    """Calendar, curve and balance beside the sums of realised rows, account by account; every rate is known."""
    dice = random.Random(SEED)
    rates = random_rates(dice, has_gaps=False)
    driver = RecordDriver(world.trader())
    driver.give_rates(rates)
    rows = defaultdict(list)
    for number in range(SEED, SEED + 40):
        history = random_history(random.Random(number), rates=rates)
        for item in driver.play(history):
            rows[item.trade["account_id"]] += item.results
    for account_id, results in rows.items():
        whole = money_by_day(driver, account_id)
        assert whole == summed(results, FIRST_DAY, LAST_DAY)
        path = f"/api/trading/accounts/{account_id}"
        assert Decimal(driver.trader.get(path).json["net_result"]) == sum(whole.values())
        for _ in range(3):
            first, last = sorted(FIRST_DAY + timedelta(days=dice.randint(0, 36)) for _ in "ab")
            span = {"day_from": first.isoformat(), "day_to": last.isoformat()}
            assert money_by_day(driver, account_id, **span) == summed(results, first, last)


def money_by_day(driver: RecordDriver, account_id: str, **span: str) -> dict[str, Decimal]:
    """Of one account by the report of days; days that come to nothing are left out."""
    account = driver.trader.get(f"/api/trading/accounts/{account_id}").json
    query = {"account_id": account_id, "currency": account["currency"], **span}
    answer = driver.trader.get("/api/trading/reports/days", query_string=query)
    assert answer.status_code == 200, answer.json
    days = {item["day"]: Decimal(item["net"]) for item in answer.json["days"]}
    return {day: net for day, net in days.items() if net}


def summed(results, first: date, last: date) -> dict[str, Decimal]:
    days: dict[str, Decimal] = defaultdict(Decimal)
    for row in results:
        if first.isoformat() <= row["day"] <= last.isoformat():
            days[row["day"]] += Decimal(row["net_account"])
    return {day: net for day, net in days.items() if net}


def test_a_fill_in_two_parts_is_the_same_record(world):
    """In halves that the columns can hold: the product's own answers beside each other."""
    driver, rates = RecordDriver(world.trader()), random_rates(random.Random(1))
    driver.give_rates(rates)
    names = ("status", "pnl_gross", "pnl", "pnl_account", "risk_amount", "outcome", "entry_price")
    for number in range(SEED, SEED + 12):
        history = random_history(random.Random(number), rates=rates)
        if history.market.symbol == "BTCUSD":
            continue  # its eighteen places are full
        whole, parts = (
            [{name: item.trade[name] for name in names} for item in driver.play(version)]
            for version in (history, divided(history, Fraction(1, 2)))
        )
        assert parts == whole, number
