"""How the trading record says no."""

from decimal import Decimal

from backend.core.errors import Conflict, FieldProblem, Invalid, NotFound, Outdated
from backend.core.types import plain_decimal
from backend.features.market.instruments.errors import UnknownInstrument


class TradeNotFound(NotFound):
    """There is no such trade among yours."""

    code = "trade.not_found"
    detail = "There is no such trade among yours."


class TradeChangedElsewhere(Outdated):
    """The trade is not as the caller saw it any more."""

    code = "trade.changed"
    detail = "This trade was changed elsewhere; `current` is how it stands now."


class TradeEventNotFound(NotFound):
    """There is no such event in the history of the trade."""

    code = "trade.event_not_found"
    detail = "There is no such event in the history of this trade."


class AccountNotFound(NotFound):
    """There is no such account among yours."""

    code = "account.not_found"
    detail = "There is no such account among yours, or it is archived."


class MovementNotFound(NotFound):
    """There is no such movement in the account."""

    code = "account.movement_not_found"
    detail = "There is no such movement in this account."


class StrategyNotFound(NotFound):
    """There is no such strategy among yours."""

    code = "strategy.not_found"
    detail = "There is no such strategy among yours."


class RuleNotFound(NotFound):
    """There is no such rule in the strategy."""

    code = "strategy.rule_not_found"
    detail = "There is no such rule in this strategy."


class RateNotFound(NotFound):
    """No rate was given for this pair and day."""

    code = "rate.not_found"
    detail = "No rate was given for this pair and day."


class PlanNotFound(NotFound):
    """There is no such plan among the user's."""

    code = "plan.not_found"
    detail = "There is no such plan among yours."


class PlanSettled(Conflict):
    """The plan is not pending any more."""

    code = "plan.settled"
    detail = "This plan was executed, cancelled or has expired. It stays as it is."


class PlanDoesNotFit(Conflict):
    """The trade cannot follow the plan."""

    code = "plan.no_match"
    detail = "This trade cannot follow this plan; `errors` says why."


class TradeAlreadyClosed(Conflict):
    """The trade was closed before."""

    code = "trade.already_closed"
    detail = "This trade is closed already; its exit stands."


class EventStands(Conflict):
    """What was recorded is not changed; it can only be voided, once."""

    code = "trade.event_stands"
    detail = "This event was voided or corrected already, or is one that cannot be."


class ExitTooLarge(Invalid):
    """More is to be exited than is held."""

    code = "trade.exit_too_large"
    detail = "This exit is larger than what is held."

    def __init__(self, held: Decimal) -> None:
        text = plain_decimal(held)
        message = (
            f"You hold {text}. Give at most that, or `reverse: true` to close it and open the rest "
            "the other way."
        )
        problem = FieldProblem("quantity", message, self.code)
        super().__init__(message, errors=(problem,), members={"held": text})


class BadMovement(Invalid):
    """A movement that cannot have been."""

    code = "account.bad_movement"
    detail = "This movement cannot have been; `errors` says why."


class AccountOverdrawn(Invalid):
    """More is to be taken out than there is."""

    code = "account.overdrawn"
    detail = "This is more than the account holds."


class FollowedByTrade(Conflict):
    """Another trade came of this event."""

    code = "trade.followed"
    detail = "Another trade came of this: shares, or the next month. Delete that trade first, if it was never made."


class HistoryFull(Conflict):
    """A trade has as many events as one can have."""

    code = "trade.history_full"
    detail = "A trade can have 1,000 events; this one has them."


class InUse(Conflict):
    """Trades point to it."""

    code = "record.in_use"
    detail = "There are trades that point to it. Archive it instead."


class BadTrade(Invalid):
    """The figures of the trade do not fit together."""

    code = "trade.inconsistent"
    detail = "The figures of this trade do not fit together; `errors` says where."


LOGGING = (
    UnknownInstrument,
    BadTrade,
    AccountNotFound,
    StrategyNotFound,
    PlanNotFound,
    PlanSettled,
    PlanDoesNotFit,
)
"""How a trade that is told elsewhere may be refused."""
