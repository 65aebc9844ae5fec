"""How the rulebook says no."""

from backend.core.errors import Conflict, Invalid, NotFound


class LooserToday(Invalid):
    """A looser limit may not begin within the session that it would help."""

    code = "rulebook.looser_today"
    detail = "A looser limit begins with the next session day at the earliest; `errors` says which are looser."


class BadRulebook(Invalid):
    """The limits do not fit together."""

    code = "rulebook.inconsistent"
    detail = "These limits do not fit together; `errors` says where."


class NothingToOverride(Conflict):
    """No rule holds the trader back."""

    code = "rulebook.nothing_to_override"
    detail = "Nothing holds you back right now."


class CommitmentNotFound(NotFound):
    """There is no such commitment."""

    code = "rulebook.commitment_not_found"
    detail = "There is no such commitment among yours."


class TooManyCommitments(Conflict):
    """As many commitments as one can keep in mind."""

    code = "rulebook.too_many_commitments"
    detail = "You have 20 commitments, and nobody keeps more. End one first."
