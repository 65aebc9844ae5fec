"""How happenings to a contract are refused."""

from backend.core.errors import Invalid


class NothingHeld(Invalid):
    """At that moment nothing was held."""

    code = "trade.nothing_held"
    detail = "At that moment nothing of this trade was held. Give another time."


class CannotExpire(Invalid):
    """What is traded has no expiry of this kind."""

    code = "trade.cannot_expire"
    detail = (
        "Only options and futures expire; a future is settled in cash, and only an option is assigned, exercised "
        "or worthless."
    )


class RollsElsewhere(Invalid):
    """A roll goes from one month of a future to another month of the same."""

    code = "trade.rolls_elsewhere"
    detail = "A roll goes from one month of a future to another month of the same one."
