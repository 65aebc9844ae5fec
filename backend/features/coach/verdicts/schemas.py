"""The verdict: a forecast that can be scored, and what it stands on."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from backend.core.choices import Choice
from backend.core.days import DaySpan
from backend.core.paging import Cursor, Limit
from backend.core.shapes import ShapeOf
from backend.core.types import Amount, ExactPrice, Id, In, Moment, Out, Price
from backend.features.ai.errors import FallbackReason
from backend.features.ai.ports import EngineName
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.performance.schemas import ExcludedOut, IntervalOut, MetricOut
from backend.features.record.trades.schemas import Setup


class VerdictKind(Choice):
    """The four answers to an idea."""

    DIAMOND = "diamond"  # a setup worth taking as planned
    FIRE = "fire"  # possible, under named conditions
    SKULL = "skull"  # leave it
    UNREADABLE = "unreadable"  # not enough to judge: says what is missing


class Direction(StrEnum):
    """Which way the idea goes."""

    LONG = "long"
    SHORT = "short"


class ReadIdea(Out):
    """What was read of the idea; null where nothing was said or seen."""

    instrument: str | None
    timeframe: str | None
    direction: Direction | None
    entry: ExactPrice | None
    stop: ExactPrice | None
    targets: list[ExactPrice]
    position_size: Price | None
    risk_reward: Annotated[Amount | None, Field(description="To the first target.")]
    risk_amount: Annotated[Amount | None, Field(description="Money at risk, entry to stop.")]


class FactSource(StrEnum):
    """What a fact was read from; those from `plans` on were read by a tool of the provider."""

    WORDS = "words"
    IDEA = "idea"
    INSTRUMENT = "instrument"
    ACCOUNT = "account"
    RECORD = "record"
    PLAN = "plan"
    RULEBOOK = "rulebook"
    MARKET = "market"
    IMAGE = "image"
    PLANS = "plans"
    TRADES = "trades"
    PATTERNS = "patterns"
    MEMORY = "memory"


class FactOut(Out):
    """One measured statement; figures in an answer must come from one of these."""

    id: Annotated[str, Field(examples=["words.entry"])]
    source: Annotated[str, ShapeOf(FactSource)]
    statement: Annotated[str, Field(examples=["Entry 4501.25."])]
    value: str | None


class VerdictDraft(Out):
    """What an engine must produce: every field present, null where there is nothing to say.

    `confidence` is the probability, 0 to 100, that the idea reaches its first target before its stop within the
    horizon; null when unreadable, or when the words tell how the trade ended.
    """

    analysis: str
    verdict: VerdictKind
    confidence: Annotated[int, Field(ge=0, le=100)] | None
    key_points: list[str]
    conditions: Annotated[list[str], Field(description="For fire: what must be true first.")]
    missing: Annotated[list[str], Field(description="For unreadable: what to add.")]
    psychology_note: str | None
    read: ReadIdea
    invalidation: str | None
    horizon: Annotated[
        str | None,
        Field(
            description="`this session`, `the next days` or `the next weeks`; other words count as `this session`."
        ),
    ]
    evidence: Annotated[list[str], Field(description="Ids of the facts that were used.")]


class CitationOut(Out):
    """A sentence of the analysis, and the facts that its figures come from."""

    sentence: str
    facts: Annotated[
        list[str], Field(description="Ids of `facts`; `words` for what you said yourself.")
    ]


class VerdictOut(VerdictDraft):
    """A stored verdict."""

    id: Id
    message_id: Annotated[
        Id | None, Field(description="What was judged: a message, a plan or a trade.")
    ]
    plan_id: Id | None
    plan_version: int | None
    trade_id: Id | None
    engine: Annotated[str, ShapeOf(EngineName)]
    model: str
    prompt_version: str
    shown_confidence: Annotated[
        int | None,
        Field(
            description="The confidence drawn to your track record; null below thirty decided ones."
        ),
    ]
    calibration: Annotated[
        str,
        Field(
            description="In words.",
            examples=["not yet calibrated", "drawn to 42 decided verdicts"],
        ),
    ]
    calibrated_on: Annotated[
        int, Field(description="Decided verdicts that it was drawn to; 0: not yet calibrated.")
    ]
    citations: list[CitationOut]
    struck: Annotated[
        int, Field(description="Figures that no fact supports; each stands as [not measured].")
    ]
    fallback_reason: Annotated[str, ShapeOf(FallbackReason)] | None
    image_sha256: str | None
    facts: list[FactOut]
    created_at: Moment


class VerdictPage(Out):
    """Verdicts, latest first."""

    items: list[VerdictOut]
    next_cursor: str | None


class VerdictSort(Choice):
    """By what verdicts are sorted; those without a confidence come last."""

    LATEST = "-created_at"
    EARLIEST = "created_at"
    SUREST = "-confidence"
    LEAST_SURE = "confidence"


class VerdictResult(Choice):
    """What the market made of a verdict; `undecided`, too, where it never will be."""

    HIT = "hit"
    MISS = "miss"
    UNDECIDED = "undecided"


class VerdictFilter(DaySpan):
    """Which verdicts to list. Days are those of your own calendar, both ends included.

    Attributes:
        decided: whether its first target came before the stop, as scores count it; of the last 50,000 verdicts.
    """

    verdict: VerdictKind | None = None
    instrument: Symbol | None = None
    engine: Annotated[str | None, StringConstraints(max_length=50)] = None
    decided: VerdictResult | None = None
    sort: VerdictSort = VerdictSort.LATEST
    plan_id: Id | None = None
    trade_id: Id | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class JoinedBy(StrEnum):
    """By what a trade is known as the one that followed a verdict."""

    TRADE = "trade"  # it was judged itself
    PLAN = "plan"
    MESSAGE = "message"
    LIKENESS = "likeness"


class UndecidedReason(StrEnum):
    """Why nobody can say whether a verdict was right."""

    NOT_TAKEN = "not_taken"
    NO_TARGET = "no_target"
    KNOWN_BEFORE = "known_before"
    HORIZON_PASSED = "horizon_passed"
    STILL_OPEN = "still_open"
    LEFT_IN_BETWEEN = "left_in_between"
    SAID_AGAIN = "said_again"
    IMPORTED = "imported"


class VerdictOutcome(Out):
    """What came of a verdict: did the first target come before the stop, within the horizon?

    Scores count a trade once for each engine, for the first verdict that could be scored.
    """

    trade_id: Id | None
    joined_by: Annotated[str, ShapeOf(JoinedBy)] | None
    hit: Annotated[bool | None, Field(description="Null where it is not decided.")]
    reason: Annotated[
        Annotated[str, ShapeOf(UndecidedReason)] | None,
        Field(description="Why it is not decided."),
    ]
    r_multiple: Amount | None


class ScoreBy(Choice):
    """By what verdicts are put together."""

    VERDICT = "verdict"
    SETUP = "setup"
    INSTRUMENT = "instrument"
    ENGINE = "engine"
    MODEL = "model"
    PROMPT_VERSION = "prompt_version"


class ScoreFilter(In):
    """Which verdicts are scored."""

    engine: Annotated[str | None, StringConstraints(max_length=50)] = None
    prompt_version: Annotated[str | None, StringConstraints(max_length=100)] = None
    instrument: Symbol | None = None
    setup: Setup | None = None


class ScoreSelection(ScoreFilter):
    """And by what they are put together."""

    by: ScoreBy = ScoreBy.VERDICT


class DiagramFormat(Choice):
    """As what a diagram is drawn."""

    PNG = "png"
    SVG = "svg"


class DiagramSelection(ScoreFilter):
    """And as what they are drawn."""

    format: DiagramFormat = DiagramFormat.PNG


class ForecastBinOut(Out):
    """Forecasts of one tenth: what was said, and what came."""

    low: float
    high: float
    n: int
    hits: int
    said: float | None
    came: float | None
    interval: IntervalOut | None


class GroupScore(Out):
    """The scores of one group of verdicts."""

    key: str | None
    verdicts: int
    taken: int
    decided: int
    hit_rate: MetricOut
    mean_r: Annotated[
        MetricOut, Field(description="Of the trades that followed, each once for each engine.")
    ]
    brier: MetricOut


class ScoresOut(Out):
    """How good the forecasts were."""

    verdicts: int
    decided: int
    undecided: Annotated[
        list[ExcludedOut],
        Field(
            description="Why the others are not scored; `said_again`: another verdict counts for the same trade."
        ),
    ]
    hit_rate: MetricOut
    brier: MetricOut
    skill: MetricOut
    calibration_error: MetricOut
    bins: list[ForecastBinOut]
    by: ScoreBy
    groups: list[GroupScore]
    calibrated: Annotated[
        bool,
        Field(description="Whether there are enough for shown confidence to follow the record."),
    ]
