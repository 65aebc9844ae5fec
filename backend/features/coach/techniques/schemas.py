"""A technique as it is written down: why it works, by whom that was shown, for what, and its one click."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.core.types import JsonObject
from backend.features.coach.coach_context.models import DayPhase
from backend.features.record.journal.schemas import WriteCheckIn
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger
from backend.features.record.rulebook.schemas import Limits, MakeCommitment
from backend.quant.behaviour.events import Detector

PREFIX = "technique:"


class CataloguePart(BaseModel):
    """A part of the catalogue: it never changes, and has no fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Circumstance(StrEnum):
    """When a technique may be out of place."""

    LOCKED = "locked"
    LOSING_RUN = "losing_run"
    OPEN_WITHOUT_STOP = "open_without_stop"


class LiteratureSource(CataloguePart):
    """Where something was shown, as the coach names it and as it can be read."""

    short: str
    full: str


class CommitmentClick(CataloguePart):
    """A commitment to make."""

    kind: Literal["commitment"]
    trigger: CommitmentTrigger
    promise: CommitmentAction
    count: int | None = None
    minutes: int | None = None
    percent: int | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        MakeCommitment.model_validate(self.fields())
        return self

    def fields(self) -> JsonObject:
        """As the operation takes it."""
        return self.model_dump(mode="json", exclude_none=True, exclude={"kind"})


class LimitsClick(CataloguePart):
    """Limits to write into the rulebook, beside those that stand there."""

    kind: Literal["limits"]
    limits: Annotated[JsonObject, Field(min_length=1)]

    @model_validator(mode="after")
    def _are_limits(self) -> Self:
        Limits.model_validate(self.limits)
        return self

    def fields(self) -> JsonObject:
        """As the operation takes them."""
        return self.limits


class CheckInClick(CataloguePart):
    """An intention to write into the check-in of the session."""

    kind: Literal["check_in"]
    intention: str

    @model_validator(mode="after")
    def _is_an_intention(self) -> Self:
        WriteCheckIn(intention=self.intention)
        return self

    def fields(self) -> JsonObject:
        """As the operation takes it."""
        return {"intention": self.intention}


class TechniquePlan(CataloguePart):
    """What of a plan is written already; instrument, prices and size are the trader's."""

    title: str
    setup_description: str
    entry_criteria: Annotated[list[str], Field(min_length=1)]
    stop_loss_reasoning: str | None = None
    exit_rule: str | None = None
    invalidation_criteria: str | None = None


class PlanClick(CataloguePart):
    """A plan to fill in."""

    kind: Literal["plan"]
    template: TechniquePlan

    def fields(self) -> JsonObject:
        """As the operation takes them."""
        return self.template.model_dump(mode="json", exclude_none=True)


TechniqueClick = Annotated[
    CommitmentClick | LimitsClick | CheckInClick | PlanClick,
    Field(discriminator="kind"),
]


class Technique(CataloguePart):
    """One thing to do differently.

    Attributes:
        title: a noun that can follow "try".
        reason: why it works, in a line that can follow a colon.
        action: what to do; slots are `instrument` and `day`.
        sources: keys of the literature, the one that shows most first.
        detectors: the patterns that it is for, the one that it serves best first.
        not_when: when it is not offered; `caution` says what else speaks against it.
    """

    name: str
    title: str
    reason: str
    action: str
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    detectors: Annotated[tuple[Detector, ...], Field(min_length=1)]
    feelings: tuple[str, ...] = ()
    phases: Annotated[tuple[DayPhase, ...], Field(min_length=1)]
    not_when: tuple[Circumstance, ...] = ()
    caution: str = ""
    click: TechniqueClick

    @property
    def source(self) -> str:
        """Its id, as a sentence names what it stands on."""
        return f"{PREFIX}{self.name}"
