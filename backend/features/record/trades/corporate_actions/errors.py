"""How happenings to a contract are refused."""

from backend.core.errors import Invalid


class NothingHeld(Invalid):
    """At that moment nothing was held."""

    code = "trade.nothing_held"
    detail = "At that moment nothing of this trade was held. Give another time."


class NotOfThisKind(Invalid):
    """This does not happen to what is traded."""

    code = "trade.not_of_this_kind"
    detail = "This happens to shares and what is written on them, and not to what this trade is in."


class CannotExpire(Invalid):
    """What is traded has no expiry of this kind."""

    code = "trade.cannot_expire"
    detail = (
        "Only options and futures expire. A future is settled in cash; an option may be worthless, is exercised by "
        "whoever is long, and assigned to whoever is short."
    )


class RollsElsewhere(Invalid):
    """A roll goes from one month of a future to another month of the same."""

    code = "trade.rolls_elsewhere"
    detail = "A roll goes from one month of a future to another month of the same one."
