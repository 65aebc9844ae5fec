"""The equity on which results are returns: that of the accounts that the selected money belongs to, in time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.features.record.performance.realised_money import RealisedDays
from backend.features.record.performance.schemas import Selection
from backend.features.record.trades.accounts.models import Account, AccountKind, AccountMovement
from backend.features.record.trades.models import RealisedResult, Trade, TradeType
from backend.quant.metric import FloatArray, IntArray, MetricReason

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that was paid in, or below zero drawn out."""

    moment: datetime
    amount: Decimal


@dataclass(frozen=True, slots=True)
class EquityBase:
    """Equity before the first result.

    Attributes:
        start: paid in by then, and everything that those accounts had realised before it; null where nothing was paid.
        flows: what was paid in and drawn out since, in time.
        reason: why there are no ratios; null where there may be.
    """

    start: Decimal | None
    flows: Sequence[Flow]
    reason: MetricReason | None

    def flows_before(self, time: IntArray) -> FloatArray:
        """The flows since the result before, by result; those of its own moment come before it.

        Args:
            time: of the results, in order, microseconds since the beginning of 2000, shape ``(results,)``.
        """
        flows = np.zeros(len(time) + 1)
        for flow in self.flows:
            place = np.searchsorted(time, (flow.moment - _EPOCH) // _MICROSECOND, side="left")
            flows[place] += float(flow.amount)
        return flows[:-1]  # those after the last result change no return


def equity_base(
    session: Session,
    user_id: UUID,
    selection: Selection,
    money: RealisedDays,
) -> EquityBase:
    """Equity of the accounts that the money belongs to; without any money, of all that the selection allows for."""
    firsts = money.first_of_account
    accounts = list(firsts) or _accounts(session, user_id, selection)
    flows = _flows(session, user_id, accounts, firsts)
    first = min(firsts.values(), default=None)
    if first is None:
        return _base(flows, [], Decimal(0))
    by_then = [flow for flow in flows if flow.moment <= first]
    later = [flow for flow in flows if flow.moment > first]
    earned = _realised_before(session, user_id, selection, money)
    return _base(by_then, later, earned)


def _base(by_then: Sequence[Flow], later: Sequence[Flow], earned: Decimal) -> EquityBase:
    if not by_then:
        return EquityBase(None, later, MetricReason.NO_STARTING_EQUITY)
    start = sum((flow.amount for flow in by_then), earned)
    reason = MetricReason.EQUITY_EXHAUSTED if start <= 0 else None
    return EquityBase(start, later, reason)


def _accounts(session: Session, user_id: UUID, selection: Selection) -> list[UUID]:
    """Accounts that the selection allows for."""
    statement = select(Account.id).where(
        Account.user_id == user_id,
        Account.currency == selection.currency,
    )
    if selection.account_id:
        statement = statement.where(Account.id.in_(selection.account_id))
    elif selection.trade_type != TradeType.TRAINING:
        statement = statement.where(Account.kind != AccountKind.PAPER)
    return list(session.scalars(statement))


def _flows(
    session: Session,
    user_id: UUID,
    accounts: Iterable[UUID],
    firsts: Mapping[UUID, datetime],
) -> list[Flow]:
    """Money in and out of accounts, in time.

    Whoever tells of an account after it was traded tells of money that was there: the payment that an account was
    opened with, which is the first that was noted, counts as there by its first result.
    """
    statement = (
        select(AccountMovement)
        .where(AccountMovement.user_id == user_id, AccountMovement.account_id.in_(accounts))
        .order_by(AccountMovement.created_at, AccountMovement.id)
    )
    flows: list[Flow] = []
    begun: set[UUID] = set()
    for movement in session.scalars(statement):
        moment = movement.moment
        if movement.account_id not in begun:
            moment = min(moment, firsts.get(movement.account_id, moment))
        begun.add(movement.account_id)
        flows.append(Flow(moment, movement.amount))
    return sorted(flows, key=lambda flow: flow.moment)


def _realised_before(
    session: Session,
    user_id: UUID,
    selection: Selection,
    money: RealisedDays,
) -> Decimal:
    """Everything that the trades of these accounts had brought before the selected money, practice apart from money.

    Session days of exchanges overlap, so that it is what is of an earlier day, or of the same and of an earlier hour.
    """
    first_day = min(money.days)
    statement = select(func.sum(RealisedResult.net_account)).where(
        RealisedResult.user_id == user_id,
        RealisedResult.trade_id == Trade.id,
        RealisedResult.day <= first_day,
        or_(RealisedResult.day < first_day, RealisedResult.event_time < money.beginning),
        RealisedResult.account_currency == selection.currency,
        Trade.user_id == user_id,
        Trade.account_id.in_(list(money.first_of_account)),
    )
    if selection.trade_type is not None:
        statement = statement.where(Trade.trade_type == selection.trade_type)
    return session.scalars(statement).one() or Decimal(0)
