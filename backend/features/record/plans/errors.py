"""How plans say no."""

from backend.core.errors import Conflict, Invalid, NotFound


class BadPlan(Invalid):
    """The figures of the plan do not fit together."""

    code = "plan.inconsistent"
    detail = "The figures of this plan do not fit together; `errors` says where."


class TradeFollowsAnother(Conflict):
    """The trade follows a plan already."""

    code = "plan.trade_taken"
    detail = "This trade follows a plan already. Take it from that one first."


class NotFollowed(NotFound):
    """No trade follows the plan."""

    code = "plan.not_followed"
    detail = "No trade follows this plan."


class PlanChanged(Conflict):
    """The plan was changed since it was read."""

    code = "plan.changed"
    detail = "This plan was changed since you read it. Read it again, then decide."
