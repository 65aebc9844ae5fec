"""The product's record beside the model's, over random histories; `make oracle` plays thousands of new ones.

`RECORD_HISTORIES` says how many, `RECORD_SEED` from which number on: a history is known by its number.
"""

import os
import random

import pytest

from tests.oracles.record_changes import divided, entered_late
from tests.oracles.record_comparison import differences
from tests.oracles.record_driver import RecordDriver
from tests.oracles.record_histories import History, random_history, random_rates

HISTORIES = int(os.environ.get("RECORD_HISTORIES", "300"))
SEED = int(os.environ.get("RECORD_SEED", "0"))
A_BATCH = 25  # histories of one trader, who has one table of rates
BATCHES = range(SEED, SEED + HISTORIES, A_BATCH)


def histories_of(batch: int, rates) -> list[tuple[int, History]]:
    """Numbered; some of them recorded late, some with their fills in two parts."""
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
    come_late = batch // A_BATCH % 2 == 1  # rates of afterwards convert what is there
    if not come_late:
        driver.give_rates(rates)
    played = [
        (number, history, driver.play(history)) for number, history in histories_of(batch, rates)
    ]
    if come_late:
        driver.give_rates(rates)
        played = [
            (number, history, [driver.read(item.trade["id"]) for item in trades])
            for number, history, trades in played
        ]
    wrong = {}
    for number, history, trades in played:
        unequal = differences(history, trades)
        if unequal:
            wrong[number] = (history.market.symbol, history.events, unequal)
    assert not wrong


def test_a_fill_in_two_parts_is_the_same_record(world):
    """In halves that the columns can hold: the product's own answers beside each other."""
    from fractions import Fraction

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
