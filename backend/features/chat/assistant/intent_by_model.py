"""Wishes to write something down that the grammar did not read: a provider may read them, and it is shown back.

The grammar comes first and works alone. Whatever a provider reads goes through the same steps as what the grammar
reads, and ends as a draft: nothing is written before the trader confirms it.
"""

import re
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationError

from backend.core.types import Out, Price
from backend.features.ai.ports import Question
from backend.features.ai.prompts import load_prompt
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts import trade_draft
from backend.features.chat.assistant.intents import Intent, plan_intent
from backend.features.chat.assistant.slash_commands import IntentKind
from backend.features.coach.language.ideas import Idea
from backend.features.coach.memory.extraction import turns_on_the_coach
from backend.features.coach.verdicts.schemas import Direction
from backend.features.market.instruments import instruments
from backend.features.record.rulebook.models import Promise, Trigger
from backend.features.record.rulebook.schemas import MakeCommitment

LONGEST_STATEMENT = 200
_SAVE = r"(?:log|record|enter|save|add|note|write|put|make|create|draft|set ?up)"
_SOMETHING = r"(?:trades?|positions?|fills?|plans?|commitments?|rules?|promises?)"
_WISH = re.compile(
    rf"\b{_SAVE}\b[^.!?\n]{{0,40}}\b{_SOMETHING}\b"
    r"|\bi (?:hereby )?(?:promise|commit|swear|vow|pledge)\b|\bfrom now on\b|\bmy (?:new )?(?:plan|rule) is\b"
    r"|\bi(?:'m| am)? plan(?:ning)? (?:to|on) (?:buy|sell|short|go|get|long|fade|enter)"
    r"|\bi (?:just |have |'ve )?(?:bought|sold|shorted|longed|faded|went long|went short|got long|got short)\b"
    r"(?! (?:too|so|early|late|because)\b)",
    re.I,
)

_QUESTION = re.compile(
    r"\A\s*+(?:should|shall|why|what|how|when|where|which|who|did|do|does|is|was|were|am)\b",
    re.I,
)


class WishKind(StrEnum):
    """What may be written down."""

    TRADE = "trade"
    PLAN = "plan"
    COMMITMENT = "commitment"
    NONE = "none"


class ReadWish(Out):
    """What a provider read: data to show back, never an order."""

    restated: str
    kind: WishKind
    instrument: str | None
    direction: Direction | None
    entry: Price | None
    stop: Price | None
    targets: Annotated[list[Price], Field(max_length=6)]
    exit: Annotated[Price | None, Field(description="Where the trade was closed, if it was.")]
    size: Price | None
    trigger: Trigger | None
    count: int | None
    promise: Promise | None
    minutes: int | None
    percent: int | None


NOTHING = ReadWish(
    restated="",
    kind=WishKind.NONE,
    instrument=None,
    direction=None,
    entry=None,
    stop=None,
    targets=[],
    exit=None,
    size=None,
    trigger=None,
    count=None,
    promise=None,
    minutes=None,
    percent=None,
)


def looks_like_a_wish(words: str) -> bool:
    """Whether the words may ask for something to be written down; only then is a provider asked."""
    return _QUESTION.match(words) is None and _WISH.search(words) is not None


def wish_question(request: AnswerRequest) -> Question[ReadWish] | None:
    """What a provider may be asked before anything else: what is to be written down, if anything.

    Null where the grammar has read it, where nothing sounds like it, for guarded words, and for
    those that tell the coach how to work.
    """
    idea = request.situation.idea
    purpose = request.purpose
    if purpose.is_read or purpose.guard is not None:
        return None
    if request.upload_ids or idea.about_to or turns_on_the_coach(request.text):
        return None
    if trade_draft(idea, request.said_at) is not None or not looks_like_a_wish(request.text):
        return None
    return Question(
        prompt=load_prompt("intent", __package__),
        words=request.text,
        facts=(),
        images=(),
        history=(),
        schema=ReadWish,
        spoken_field="restated",
        by_rules=lambda: NOTHING,  # the rules read nothing more than the grammar did
        is_shown=False,
        attempts=1,  # the answer itself is still to come, and a trader is waiting
    )


def with_wish(request: AnswerRequest, read: ReadWish) -> AnswerRequest:
    """The request with the intent that a provider read, if it read one."""
    return replace(request, intent=intent_of(read, request.text))


def intent_of(read: ReadWish, words: str) -> Intent | None:
    """The intent that was read, as the grammar would have it; null where too little was read to show back."""
    if read.kind is WishKind.COMMITMENT:
        return _commitment(read, words)
    idea = _idea(read)
    if idea.instrument is None or idea.direction is None:
        return None
    if read.kind is WishKind.PLAN:
        return plan_intent(words, idea)
    if read.kind is WishKind.TRADE and idea.entry is not None:
        return Intent(IntentKind.TRADE, idea=idea)
    return None


def _idea(read: ReadWish) -> Idea:
    targets = tuple(read.targets)
    return Idea(
        instrument=instruments.resolve((read.instrument or "").strip().upper()[:32]),
        direction=None if read.direction is None else read.direction.value,
        entry=read.entry,
        stop=read.stop,
        targets=targets if read.exit is None else (read.exit, *targets),
        size=read.size,
        exit=read.exit,
    )


def _commitment(read: ReadWish, words: str) -> Intent | None:
    fields = {"trigger", "count", "promise", "minutes", "percent"}
    proposal = read.model_dump(mode="json", include=fields, exclude_none=True)
    proposal["statement"] = " ".join(words.split())[:LONGEST_STATEMENT]
    try:
        MakeCommitment.model_validate(proposal)
    except ValidationError:
        return None
    return Intent(IntentKind.COMMITMENT, proposal=proposal)
