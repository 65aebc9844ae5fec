"""Returns on an account into which money is paid and from which it is drawn: deposits are no gain, withdrawals no loss."""

from dataclasses import dataclass

import numpy as np

from backend.quant.equity import daily_returns, equity_curve
from backend.quant.metric import FloatArray, IntArray, checked


@dataclass(frozen=True, slots=True)
class AccountPath:
    """An account through its results.

    Attributes:
        start: money before the first result and the first flow.
        net: money of each result in time, shape ``(results,)``.
        flows: money paid in (below zero: drawn out) between the result before and each one, shape ``(results,)``.
    """

    start: float
    net: FloatArray
    flows: FloatArray

    @property
    def before(self) -> FloatArray:
        """The account just before each result, shape ``(results,)``: what that result is a return on."""
        earned_before = equity_curve(self.net, self.start)[:-1]
        return earned_before + np.cumsum(checked(self.flows))

    @property
    def is_used_up(self) -> bool:
        """Whether nothing was left at the start, or before or after some result: there are no returns on nothing."""
        before = self.before
        is_alive = self.start > 0 and (before > 0).all() and (before + self.net > 0).all()
        return not is_alive

    @property
    def index(self) -> FloatArray:
        """What the start would have become without any flow; without flows it is the account itself.

        Each result is a return on the account just before it. The account must not be used up.

        Returns:
            Shape ``(results + 1,)``; the first value is the start.

        Source:
            The true time-weighted return of the CFA Institute's GIPS, which values the account at every flow.
        """
        if not self.flows.any():
            return equity_curve(self.net, self.start)
        growth = np.cumprod(1 + self.net / self.before)
        return self.start * np.concatenate(([1.0], growth))

    def daily_returns(self, day: IntArray, *, days: int) -> FloatArray:
        """The return of each trading day: its results linked; without flows, what it earned on what it began with.

        Args:
            day: the trading day of each result, counted from 0, shape ``(results,)``.
            days: trading days from the first to the last; a day without a result returns 0.

        Returns:
            Shape ``(days,)``. The account must not be used up.
        """
        if not self.flows.any():
            return daily_returns(self.net, day, days=days, start=self.start)
        growth = np.ones(days)
        np.multiply.at(growth, day, 1 + self.net / self.before)
        return growth - 1
