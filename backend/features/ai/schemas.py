"""What the budget takes and gives. Money is in US dollars; days are UTC."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from backend.core.days import DaySpan
from backend.core.shapes import ShapeOf
from backend.core.types import AtMost, Cost, Id, In, Moment, Out, Text
from backend.core.visible_text import is_blank
from backend.features.accounts.auth.models import Tier
from backend.features.ai.errors import FallbackReason
from backend.features.ai.ports import Feature
from backend.features.content.conversations.models import Mode

LONGEST_WORDS = 5000
MOST_IMAGES = 4
MOST_DAYS = 100


class UsageDays(DaySpan):
    """Days in UTC, both ends included: at most 100; the last 30 if none are named."""

    older_names = {"day_from": "from", "day_to": "to"}


class EstimateAnswer(In):
    """A message that is not sent: words, images, or both."""

    content: Annotated[Text, StringConstraints(max_length=LONGEST_WORDS)] | None = None
    upload_ids: Annotated[list[Id], AtMost(MOST_IMAGES, "charts a message")] = []
    mode: Mode = Mode.ANALYSIS

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if is_blank(self.content or "") and not self.upload_ids:
            raise PydanticCustomError("empty", "Give words, an image, or both.")
        return self


class EstimateOut(Out):
    """What an answer costs at the most, before it is asked for."""

    estimate: Annotated[
        Cost,
        Field(description="Of the first message of a conversation; held while it is answered."),
    ]
    model: str
    left: Annotated[Cost, Field(description="Of today's budget.")]
    enough: Annotated[
        bool, Field(description="Whether the provider would be asked; else the rules answer.")
    ]


class TodayOut(Out):
    """Today's budget: `limit = spent + reserved + left`."""

    day: date
    tier: Annotated[str, ShapeOf(Tier)]
    limit: Cost
    spent: Cost
    reserved: Annotated[Cost, Field(description="Held for answers that are being made.")]
    left: Cost
    resets_at: Moment


class FiguresOut(Out):
    """What calls came to."""

    calls: Annotated[int, Field(description="Calls of the provider.")]
    cache_hits: Annotated[
        int, Field(description="Answers that were kept from the hour before, at no cost.")
    ]
    input_tokens: int
    cached_tokens: Annotated[
        int, Field(description="Those of the input tokens that the provider had seen before.")
    ]
    output_tokens: int
    cost: Cost


class DayFiguresOut(FiguresOut):
    """What the calls of a day came to."""

    day: date


class ModelFiguresOut(FiguresOut):
    """What the calls of a model came to."""

    model: str


class FeatureFiguresOut(FiguresOut):
    """What the calls for one kind of answer came to."""

    feature: Annotated[str, ShapeOf(Feature)]


class FallbackOut(Out):
    """How often a call brought no answer, by reason."""

    reason: Annotated[str, ShapeOf(FallbackReason)]
    count: int


class UsageOut(Out):
    """Today's budget, and what the calls of some days came to. Days without calls are left out."""

    today: TodayOut
    day_from: date
    day_to: date
    first_day: Annotated[
        date,
        Field(description="Older name of `day_from`.", json_schema_extra={"deprecated": True}),
    ]
    last_day: Annotated[
        date,
        Field(description="Older name of `day_to`.", json_schema_extra={"deprecated": True}),
    ]
    total: FiguresOut
    by_day: list[DayFiguresOut]
    by_model: list[ModelFiguresOut]
    by_feature: list[FeatureFiguresOut]
    fallbacks: list[FallbackOut]
