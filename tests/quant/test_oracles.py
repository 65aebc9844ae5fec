"""Our figures beside those of empyrical-reloaded and jquantstats, on real daily returns.

The returns are those of AAPL, FB, GOOG, IBM and MSFT from `bokeh_sampledata` (adjusted closes, 2000 to 2013), whole and
year by year. What the two libraries say about them was recorded by `oracles/record.py`, which names the versions.
"""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from bokeh_sampledata import stocks

from backend.quant.aggregates import OutcomeSums
from backend.quant.equity import (
    daily_returns,
    equity_curve,
    max_drawdown,
    sharpe,
    sortino,
    ulcer_index,
)
from backend.quant.metrics import profit_factor

FIGURES = json.loads((Path(__file__).parent / "oracles" / "figures.json").read_text())["series"]
CLOSE = 1e-9  # relative; the libraries differ from each other by 1e-14


def returns_of(series: str) -> np.ndarray:
    ticker, span = series.split()
    prices = getattr(stocks, ticker)
    closes = np.array(prices["adj_close"])
    returns = closes[1:] / closes[:-1] - 1
    years = np.array([date[:4] for date in prices["date"][1:]])
    return returns if span == "all" else returns[years == span]


def account_of(returns: np.ndarray) -> np.ndarray:
    """The equity of an account of 25,000 that earned these returns, built from its money results."""
    start = 25_000.0
    before = start * np.concatenate(([1.0], np.cumprod(1 + returns)[:-1]))
    return equity_curve(before * returns, start)


def ours(series: str) -> dict[str, float]:
    returns = returns_of(series)
    equity = account_of(returns)
    n = len(returns)
    return {
        "max_drawdown": max_drawdown(equity).value,
        "sharpe": sharpe(returns).value,
        "sortino": sortino(returns).value,
        "profit_factor": profit_factor(OutcomeSums.of(returns)).value,
        # Martin's index is in percent and divides by n, jquantstats' is a ratio and divides by n - 1.
        "ulcer_index": ulcer_index(equity).value / 100 * sqrt(n / (n - 1)),
    }


@pytest.mark.parametrize("series", FIGURES)
def test_our_figures_are_those_of_empyrical(series):
    figures, measured = FIGURES[series]["empyrical"], ours(series)
    assert {name: measured[name] for name in figures} == pytest.approx(figures, rel=CLOSE)


@pytest.mark.parametrize("series", FIGURES)
def test_our_figures_are_those_of_jquantstats(series):
    """Its drawdown does not count the start as a peak, so it is compared with the account from the first day on."""
    figures, measured = FIGURES[series]["jquantstats"], ours(series)
    measured["max_drawdown"] = max_drawdown(account_of(returns_of(series))[1:]).value
    assert {name: measured[name] for name in figures} == pytest.approx(figures, rel=CLOSE)


def test_the_start_as_a_peak_makes_a_difference_that_the_two_libraries_show():
    """Facebook's share fell from its first day: from the start it lost 54 %."""
    series = FIGURES["FB 2012"]
    assert ours("FB 2012")["max_drawdown"] == pytest.approx(series["empyrical"]["max_drawdown"])
    assert ours("FB 2012")["max_drawdown"] < series["jquantstats"]["max_drawdown"]


def test_daily_returns_of_the_money_are_the_returns_that_made_it():
    returns = returns_of("IBM all")
    equity = account_of(returns)
    days = np.arange(len(returns))
    again = daily_returns(np.diff(equity), days, days=len(days), start=equity[0])
    assert again == pytest.approx(returns, abs=1e-12)
