"""Messages in which the readers read nothing: a provider may read what is wanted, in one call, by a schema.

The readers come first and work alone. Whatever a provider reads becomes one of their requests and takes the same way: to
a draft that is shown back, or to the maker that answers it. Nothing is written before the trader confirms it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from backend.core.types import Out, Price
from backend.features.ai.ports import Question
from backend.features.ai.prompts import load_prompt
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.understanding.requests import (
    MOST_TARGETS,
    CoachingRequest,
    HelpRequest,
    IdeaRequest,
    IdeaTerms,
    LevelMoved,
    OutsideRequest,
    PlanRequest,
    PromiseRequest,
    RecordQuestion,
    Request,
    SettingRequest,
    SocialAct,
    SocialRequest,
    TradeEntered,
    TradeExit,
    TradeExited,
    Understanding,
)
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.coach.memory.extraction import turns_on_the_coach
from backend.features.coach.rule_coach.emotions import Behaviour, read_emotion
from backend.features.coach.rule_coach.question_topics import (
    asks_about_a_behaviour,
    asks_about_the_trader,
)
from backend.features.coach.verdicts.schemas import Direction
from backend.features.content.conversations.models import Mode
from backend.features.market.instruments import instruments
from backend.features.record.questions.schemas import RecordQuery
from backend.features.record.rulebook.models import CommitmentAction, CommitmentTrigger
from backend.features.record.rulebook.schemas import MakeCommitment

LONGEST_STATEMENT = 200
LONGEST_VALUE = 40  # of a setting
MOST_SETTINGS = 6
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
    """What may be wanted."""

    IDEA = "idea"
    TRADE = "trade"
    EXIT = "exit"
    LEVEL = "level"
    PLAN = "plan"
    COMMITMENT = "commitment"
    SETTING = "setting"
    QUESTION = "question"
    SOCIAL = "social"
    HELP = "help"
    OUTSIDE = "outside"
    NONE = "none"


class ReadSetting(Out):
    """One setting that the words tell."""

    setting: SettingName
    value: Annotated[str, Field(max_length=LONGEST_VALUE)]
    unit: Literal["money", "percent", "r", "count", "clock", "words"] | None


class ReadWish(Out):
    """What a provider read: data to show back, never an order."""

    restated: str
    kind: WishKind
    instrument: str | None = None
    direction: Direction | None = None
    entry: Price | None = None
    stop: Price | None = None
    targets: Annotated[list[Price], Field(max_length=MOST_TARGETS)] = []
    exit: Annotated[Price | None, Field(description="Where the trade was closed, if it was.")] = (
        None
    )
    exit_at: Literal["stop", "target", "break_even"] | None = None
    share: Annotated[Price | None, Field(description="Of what was held, 1 for all.")] = None
    level: Annotated[Literal["stop", "target"] | None, Field(description="What was moved.")] = None
    level_price: Price | None = None
    to_entry: Annotated[bool, Field(description="The level was moved to the entry.")] = False
    size: Price | None = None
    trigger: CommitmentTrigger | None = None
    count: int | None = None
    promise: CommitmentAction | None = None
    minutes: int | None = None
    percent: int | None = None
    settings: Annotated[list[ReadSetting], Field(max_length=MOST_SETTINGS)] = []
    query: Annotated[RecordQuery | None, Field(description="The question to the record.")] = None
    act: SocialAct | None = None


NOTHING = ReadWish(restated="", kind=WishKind.NONE)


def looks_like_a_wish(words: str) -> bool:
    """Whether the words may ask for something to be written down; only then is a provider asked."""
    return _QUESTION.match(words) is None and _WISH.search(words) is not None


def wish_question(answer: AnswerRequest) -> Question[ReadWish] | None:
    """What a provider may be asked before anything else: what is wanted, of everything that can be.

    Null where the readers know what is wanted or ask back by a rule of theirs, where the words are talk about the trader
    (the coach has tools of its own), for guarded words, and for those that tell the coach how to work.
    """
    if not is_open(answer) or turns_on_the_coach(answer.text):
        return None
    return Question(
        prompt=load_prompt("intent", __package__),
        words=answer.text,
        facts=(f"[today] Today is {answer.now.date()}, a {answer.now:%A}.",),
        images=(),
        history=(),
        schema=ReadWish,
        spoken_field="restated",
        by_rules=lambda: NOTHING,  # the rules read nothing more than the readers did
        is_shown=False,
        attempts=1,  # the answer itself is still to come, and a trader is waiting
    )


def is_open(answer: AnswerRequest) -> bool:
    """Whether the readers left open what is wanted: nothing was read, and nothing speaks for talk.

    A question back stands: what the readers found ambiguous is for the trader to say, not for a model to guess.
    """
    understanding = answer.understanding
    if answer.guard is not None or answer.upload_ids or understanding.clarification is not None:
        return False
    request = answer.request
    if request is None:
        return True
    if not isinstance(request, CoachingRequest) or request.wants != "talk":
        return False
    if looks_like_a_wish(answer.text):
        return True
    is_talk = request.topics or request.feelings or answer.mode is Mode.PSYCHOLOGY
    return not is_talk and not speaks_of_the_trader(answer.text)


def speaks_of_the_trader(words: str) -> bool:
    """Whether a feeling or a habit of the trader is in the words: then they are for the coach."""
    if read_emotion(words, Behaviour()).from_words > 0:
        return True
    return asks_about_the_trader(words) or asks_about_a_behaviour(words)


def with_wish(answer: AnswerRequest, read: ReadWish) -> AnswerRequest:
    """The message taken for what a provider read, if it read something; else the same as before."""
    request = request_of(read, answer.text)
    if request is None:
        return answer
    return replace(answer, understanding=Understanding(requests=(request,)))


def request_of(read: ReadWish, words: str) -> Request | None:
    """The request that was read, as the readers would have it; null where too little was read to show back."""
    if _REQUESTS.get(read.kind) is None:
        return None
    return _REQUESTS[read.kind](read, words)


def _traded(read: ReadWish, words: str) -> Request | None:
    """A trade or a plan, shown back as a draft; an idea, judged with its levels told."""
    terms = _terms(read)
    if terms.instrument is None or terms.direction is None:
        return None
    if read.kind is WishKind.PLAN:
        return PlanRequest(terms=terms, words=words)
    if terms.entry is None:
        return None
    if read.kind is WishKind.IDEA:
        return IdeaRequest(terms=terms)
    exits = () if read.exit is None else (TradeExit(price=read.exit),)
    return TradeEntered(terms=terms, exits=exits)


def _exited(read: ReadWish, _: str) -> Request | None:
    """An end of a trade that is held; which one is found by the record, or asked."""
    if read.exit is None and read.exit_at is None:
        return None
    if read.share is not None and read.share > 1:
        return None
    part = TradeExit(price=read.exit, size=read.size, share=read.share, at=read.exit_at)
    return TradeExited(terms=_named(read), exits=(part,))


def _moved(read: ReadWish, _: str) -> Request | None:
    if read.level is None or (read.level_price is None) != read.to_entry:
        return None
    return LevelMoved(
        level=read.level, price=read.level_price, to_entry=read.to_entry, terms=_named(read)
    )


def _named(read: ReadWish) -> IdeaTerms:
    """Which trade is meant, where it is named."""
    terms = _terms(read)
    return IdeaTerms(instrument=terms.instrument, direction=terms.direction)


def _settings(read: ReadWish, _: str) -> Request | None:
    changes = tuple(SettingChange.model_validate(change.model_dump()) for change in read.settings)
    return SettingRequest(changes=changes) if changes else None


def _asked(read: ReadWish, _: str) -> Request | None:
    return None if read.query is None else RecordQuestion(query=read.query)


def _social(read: ReadWish, _: str) -> Request | None:
    return None if read.act is None else SocialRequest(act=read.act)


def _terms(read: ReadWish) -> IdeaTerms:
    instrument = instruments.resolve((read.instrument or "").strip().upper()[:32])
    return IdeaTerms(
        instrument=None if instrument is None else instrument.symbol,
        direction=None if read.direction is None else read.direction.value,
        entry=read.entry,
        stop=read.stop,
        targets=tuple(read.targets),
        size=read.size,
    )


def _promise(read: ReadWish, words: str) -> PromiseRequest | None:
    fields = {"trigger", "count", "promise", "minutes", "percent"}
    proposal = read.model_dump(mode="json", include=fields, exclude_none=True)
    proposal["statement"] = " ".join(words.split())[:LONGEST_STATEMENT]
    try:
        MakeCommitment.model_validate(proposal)
    except ValidationError:
        return None
    return PromiseRequest.model_validate(proposal)


_REQUESTS: Mapping[WishKind, Callable[[ReadWish, str], Request | None]] = {
    WishKind.IDEA: _traded,
    WishKind.TRADE: _traded,
    WishKind.PLAN: _traded,
    WishKind.EXIT: _exited,
    WishKind.LEVEL: _moved,
    WishKind.COMMITMENT: _promise,
    WishKind.SETTING: _settings,
    WishKind.QUESTION: _asked,
    WishKind.SOCIAL: _social,
    WishKind.HELP: lambda _read, _words: HelpRequest(),
    WishKind.OUTSIDE: lambda _read, _words: OutsideRequest(),
}
"""What each kind becomes; none for talk, which is the coach's."""
