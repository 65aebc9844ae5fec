"""Returns where money came and went: by hand, and against the product of sub-periods."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.quant.equity import daily_returns, equity_curve, max_drawdown, ulcer_index
from backend.quant.time_weighted import AccountPath


def path(start, net, flows):
    return AccountPath(float(start), np.array(net, dtype=float), np.array(flows, dtype=float))


def test_a_deposit_is_no_gain_and_a_withdrawal_no_loss():
    """1,000 +10 %; 900 more come: 2,000 -10 %; 800 go: 1,000 +20 %. Linked: 1.1 * 0.9 * 1.2."""
    account = path(1000, [100, -200, 200], [0, 900, -800])
    assert account.before.tolist() == [1000, 2000, 1000]
    assert account.index.tolist() == pytest.approx([1000, 1100, 990, 1188])
    assert max_drawdown(account.index).value == pytest.approx(-0.1)
    assert ulcer_index(account.index).value == pytest.approx(((10**2) / 3) ** 0.5)
    returns = account.daily_returns(np.array([0, 0, 3]), days=4)
    assert returns.tolist() == pytest.approx([-0.01, 0, 0, 0.2])


@pytest.mark.parametrize(
    ("start", "net", "flows"),
    [
        (1000, [-1000, 5], [0, 0]),  # nothing left before the second
        (1000, [5, -1005], [0, 0]),  # nothing after the last
        (1000, [-1200, 5], [0, 9000]),  # a deposit does not undo it
        (1000, [5, 5], [0, -1005]),  # all of it drawn out, and traded on
        (0, [5], [0]),
        (-10, [5], [100]),
    ],
)
def test_an_account_that_had_nothing_left_is_used_up(start, net, flows):
    assert path(start, net, flows).is_used_up


def test_an_account_that_was_emptied_and_filled_again_before_it_traded_is_not_used_up():
    assert not path(1000, [5, 5], [0, -1005 + 300]).is_used_up


cents = st.lists(st.integers(-900, 900), min_size=1, max_size=40)


@given(cents)
def test_without_flows_everything_is_as_it_was(values):
    net = np.array(values, dtype=float)
    account = AccountPath(1e6, net, np.zeros(len(net)))
    days = np.arange(len(net)) // 3
    assert account.index.tolist() == equity_curve(net, 1e6).tolist()
    expected = daily_returns(net, days, days=len(net), start=1e6)
    assert account.daily_returns(days, days=len(net)).tolist() == expected.tolist()


@given(st.lists(st.tuples(st.integers(-90, 90), st.integers(-90, 90)), min_size=1, max_size=30))
def test_the_index_links_the_returns_of_the_periods_between_flows(steps):
    """In exact decimals, one result after the other."""
    equity, linked = Decimal(10_000), Decimal(10_000)
    for net, flow in steps:
        equity += flow
        linked *= (equity + net) / equity
        equity += net
    account = path(10_000, [net for net, _ in steps], [flow for _, flow in steps])
    assert account.index[-1] == pytest.approx(float(linked))
    days = np.arange(len(steps)) // 4
    returns = account.daily_returns(days, days=int(days[-1]) + 1)
    assert 10_000 * np.prod(1 + returns) == pytest.approx(float(linked))
