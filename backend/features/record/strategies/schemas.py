"""What strategies and their rules take and give."""

from typing import Annotated

from pydantic import Field, StringConstraints

from backend.core.types import Id, In, Moment, Name, Out, Text
from backend.features.record.strategies.models import RuleKind
from backend.features.record.trades.schemas import Note


class NewRule(In):
    """One thing that the strategy asks for."""

    statement: Annotated[Text, StringConstraints(min_length=1, max_length=500)]
    kind: RuleKind = RuleKind.ENTRY


class AddStrategy(In):
    """A playbook with its rules, in order."""

    name: Name
    description: Note | None = None
    rules: Annotated[list[NewRule], Field(max_length=50)] = []


class ChangeStrategy(In):
    """What is given changes."""

    name: Name | None = None
    description: Note | None = None
    archived: bool | None = None


class RuleOut(Out):
    """A rule; a retired one keeps what was checked against it."""

    id: Id
    position: int
    kind: RuleKind
    statement: str
    active: bool


class StrategyOut(Out):
    """A strategy with its rules in order."""

    id: Id
    name: str
    description: str | None
    archived: bool
    rules: list[RuleOut]
    version: Annotated[int, Field(description="Raised by every change, of its rules too.")]
    created_at: Moment
    updated_at: Moment


class Strategies(Out):
    """All strategies by name, archived ones last."""

    items: list[StrategyOut]


class RuleAnswer(In):
    """Whether one rule was kept; null when it is not known any more."""

    rule_id: Id
    followed: bool | None


class CheckRules(In):
    """What was kept and what was broken in one trade; rules that are not named stay as they were."""

    checks: Annotated[list[RuleAnswer], Field(min_length=1, max_length=100)]


class RuleCheckOut(Out):
    """A rule of the trade's strategy, and whether it was kept; null where nobody has said."""

    rule_id: Id
    statement: str
    kind: RuleKind
    followed: bool | None


class RuleChecks(Out):
    """The rules of the trade's strategy in their order."""

    items: list[RuleCheckOut]
