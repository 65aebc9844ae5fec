"""How a rule's mark is put into words and figures."""

from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.record.rulebook.schemas import Rule, RuleMark, RuleState


def judged(
    rule: Rule,
    reason: str,
    limit: Decimal | int | None = None,
    value: Decimal | int | None = None,
    *,
    breaks: bool,
) -> RuleState:
    """A rule of which all is known: it is broken, or it is not."""
    mark = RuleMark.BLOCK if breaks else RuleMark.OK
    return marked(rule, mark, reason, limit, value)


def marked(
    rule: Rule,
    mark: RuleMark,
    reason: str,
    limit: Decimal | int | None = None,
    value: Decimal | int | None = None,
) -> RuleState:
    """How things stand to a rule."""
    return RuleState(
        rule=rule,
        state=mark,
        reason=reason,
        limit=_shown(limit),
        value=_shown(value),
    )


def _shown(value: Decimal | int | None) -> str | None:
    if value is None:
        return None
    return plain_decimal(Decimal(value))
