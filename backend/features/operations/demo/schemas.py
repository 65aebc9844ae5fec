"""What the demo's year looks like from outside."""

from typing import Annotated

from pydantic import Field

from backend.core.types import Moment, Out
from backend.features.operations.demo.models import DemoYearState


class DemoYearOut(Out):
    """The year of the demo account, and how far it is written."""

    state: DemoYearState
    steps: Annotated[list[str], Field(description="What is written, in this order.")]
    steps_done: int
    step: Annotated[str | None, Field(description="The step that is written now.")]
    detail: Annotated[str | None, Field(description="How far that step is, in words.")]
    is_empty: Annotated[bool, Field(description="The account has no trade yet.")]
    asked_at: Moment | None
    finished_at: Moment | None
