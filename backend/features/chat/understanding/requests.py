"""The typed requests that a message can be: a closed union. Pure.

One maker answers each kind. They are stored with the thread, so that what was asked back is answered by a click.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from backend.features.chat.understanding.journal_request import JournalRequest
from backend.features.chat.understanding.request_kinds import RequestKind, RequestPart
from backend.features.chat.understanding.request_parts import (
    MOST_TARGETS,
    IdeaTerms,
    OptionTerms,
    OrderType,
    TradeExit,
)
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.record.questions.schemas import RecordQuery, TradeSlice

__all__ = [
    "MOST_TARGETS",
    "IdeaTerms",
    "OptionTerms",
    "OrderType",
    "RequestPart",
    "TradeExit",
]  # handed on

MOST_EXITS = 8


class IdeaRequest(RequestPart):
    """A trade to be judged."""

    kind: Literal[RequestKind.IDEA] = RequestKind.IDEA
    terms: IdeaTerms = IdeaTerms()
    about_to: bool = False  # announced: the interlock answers beside the verdict


class IdeaChange(RequestPart):
    """The idea on the table with something else in it, or `without` some of its fields: "and with 5 contracts?"."""

    kind: Literal[RequestKind.IDEA_CHANGE] = RequestKind.IDEA_CHANGE
    terms: IdeaTerms
    without: Annotated[tuple[str, ...], Field(max_length=6)] = ()


class IdeaOpinion(RequestPart):
    """What of the idea on the table: a verdict, its reasons, or a look back, also on another trade that is named."""

    kind: Literal[RequestKind.IDEA_OPINION] = RequestKind.IDEA_OPINION
    wants: Literal["verdict", "why", "look_back"] = "verdict"
    terms: IdeaTerms = IdeaTerms()  # market and side of the trade that is looked back on
    day: date | None = None
    is_last: bool = False


class TradeEntered(RequestPart):
    """A trade that was entered, or the idea on the table that was taken."""

    kind: Literal[RequestKind.TRADE_ENTERED] = RequestKind.TRADE_ENTERED
    terms: IdeaTerms = IdeaTerms()
    exits: Annotated[tuple[TradeExit, ...], Field(max_length=MOST_EXITS)] = ()
    of_the_table: bool = False  # "I took it": the idea on the table, with what is said here


class TradeExited(RequestPart):
    """A trade that was closed, in part or whole."""

    kind: Literal[RequestKind.TRADE_EXITED] = RequestKind.TRADE_EXITED
    trade_id: UUID | None = None  # where it is known which one
    terms: IdeaTerms = IdeaTerms()  # which trade it is, where it is named
    exits: Annotated[tuple[TradeExit, ...], Field(min_length=1, max_length=MOST_EXITS)]


class LevelMoved(RequestPart):
    """A stop or target of a trade that is held was moved; to the entry where no price is named."""

    kind: Literal[RequestKind.LEVEL_MOVED] = RequestKind.LEVEL_MOVED
    trade_id: UUID | None = None  # where it is known which one
    level: Literal["stop", "target"]
    price: Decimal | None = None
    to_entry: bool = False
    terms: IdeaTerms = IdeaTerms()


class TradeCorrection(RequestPart):
    """What was told of the trade spoken of, said rightly: only what was wrong."""

    kind: Literal[RequestKind.TRADE_CORRECTED] = RequestKind.TRADE_CORRECTED
    terms: IdeaTerms = IdeaTerms()
    exit: Decimal | None = None  # of the last part that was left


class TradeDeletion(RequestPart):
    """A trade that is to go from the record: the one named, spoken of, or logged last."""

    kind: Literal[RequestKind.TRADE_DELETED] = RequestKind.TRADE_DELETED
    trade_id: UUID | None = None  # where it is known which one
    terms: IdeaTerms = IdeaTerms()
    is_last: bool = False


class RecordQuestion(RequestPart):
    """A question to the record, or why the last one was answered so: by the trades behind it."""

    kind: Literal[RequestKind.QUESTION] = RequestKind.QUESTION
    query: RecordQuery
    wants: Literal["answer", "why"] = "answer"


class BookName(StrEnum):
    """What else is on record beside trades."""

    STATE = "state"  # of this session, by the rulebook
    PLANS = "plans"
    SCORES = "scores"  # of the verdicts
    RULES = "rules"
    PROMISES = "promises"
    PATTERNS = "patterns"
    OPEN_TRADES = "open_trades"
    RECENT_TRADES = "recent_trades"
    ACCOUNT = "account"  # its balance, and the size that percentages are of
    RISK = "risk"  # of the idea on the table and of what is held


class BookRequest(RequestPart):
    """A look into one of the books.

    Attributes:
        settings: which of the rules; none for all of them.
        supposed: values that were spoken of without being wished.
        because: why they are not: asked or supposed, denied, somebody else's, or of the past.
    """

    kind: Literal[RequestKind.BOOK] = RequestKind.BOOK
    book: BookName
    settings: Annotated[tuple[SettingName, ...], Field(max_length=12)] = ()
    supposed: Annotated[tuple[SettingChange, ...], Field(max_length=6)] = ()
    because: Literal["supposed", "denied", "quoted", "recalled"] | None = None


class PlanRequest(RequestPart):
    """A plan to write down."""

    kind: Literal[RequestKind.PLAN] = RequestKind.PLAN
    terms: IdeaTerms = IdeaTerms()
    words: str = ""


class CheckRequest(RequestPart):
    """Whether the trader's own rules allow a trade, or how large it may be."""

    kind: Literal[RequestKind.CHECK] = RequestKind.CHECK
    terms: IdeaTerms = IdeaTerms()
    wants: Literal["rules", "size"] = "rules"


class SettingRequest(RequestPart):
    """Something of the profile, the rulebook or today's check-in to set."""

    kind: Literal[RequestKind.SETTING] = RequestKind.SETTING
    changes: Annotated[tuple[SettingChange, ...], Field(min_length=1, max_length=6)]


class PromiseRequest(RequestPart):
    """A promise to oneself: when this happens, I do that. The names are those of commitments."""

    kind: Literal[RequestKind.PROMISE] = RequestKind.PROMISE
    statement: str
    trigger: str | None = None
    count: int | None = None
    promise: str | None = None
    minutes: int | None = None
    percent: int | None = None


class MemoryRequest(RequestPart):
    """Remember, correct, forget, or say what is known."""

    kind: Literal[RequestKind.MEMORY] = RequestKind.MEMORY
    action: str
    words: str = ""
    private: bool = False  # no provider is to be told
    again: bool = False  # also if it was forgotten before; of everything: it is meant


class ArchiveAction(StrEnum):
    """What can be done with what was said."""

    SEARCH = "search"
    EXPORT = "export"
    ANALYTICS = "analytics"
    USAGE = "usage"


class ArchiveRequest(RequestPart):
    """Where something was said, a file of it, how much there is, what it cost."""

    kind: Literal[RequestKind.ARCHIVE] = RequestKind.ARCHIVE
    action: ArchiveAction
    words: str = ""  # to search for
    formats: Annotated[tuple[str, ...], Field(max_length=4)] = ()  # none: any
    everywhere: bool = True  # all conversations, not this one alone
    day_from: date | None = None
    day_to: date | None = None


class TrainingRequest(RequestPart):
    """Practice on history."""

    kind: Literal[RequestKind.TRAINING] = RequestKind.TRAINING


class CoachingRequest(RequestPart):
    """Talk about the trader: what is felt, what was done, how to do better."""

    kind: Literal[RequestKind.COACHING] = RequestKind.COACHING
    topics: tuple[str, ...] = ()  # names of detectors and of subjects of the coach
    feelings: tuple[str, ...] = ()
    wants: Literal["talk", "technique", "dispute", "reassured"] = "talk"


class SocialAct(StrEnum):
    """What people say without wanting anything."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    AGREEMENT = "agreement"
    REFUSAL = "refusal"
    LAUGHTER = "laughter"
    NOISE = "noise"


class SocialRequest(RequestPart):
    """A greeting, thanks, a goodbye, a nod; a refusal may take back the trade on the table."""

    kind: Literal[RequestKind.SOCIAL] = RequestKind.SOCIAL
    act: SocialAct
    takes_back: Literal["trade", "deed"] | None = None  # a deed: what was told of it last


class HelpRequest(RequestPart):
    """What can be done here, or how something is said; `about` is a command or a topic."""

    kind: Literal[RequestKind.HELP] = RequestKind.HELP
    about: str = ""


class NewThread(RequestPart):
    """What was spoken of is put aside."""

    kind: Literal[RequestKind.NEW_THREAD] = RequestKind.NEW_THREAD


class OutsideRequest(RequestPart):
    """Nothing that a trading coach answers."""

    kind: Literal[RequestKind.OUTSIDE] = RequestKind.OUTSIDE


Request = Annotated[
    IdeaRequest
    | IdeaChange
    | IdeaOpinion
    | TradeEntered
    | TradeExited
    | LevelMoved
    | TradeCorrection
    | TradeDeletion
    | RecordQuestion
    | BookRequest
    | PlanRequest
    | CheckRequest
    | SettingRequest
    | PromiseRequest
    | MemoryRequest
    | JournalRequest
    | ArchiveRequest
    | TrainingRequest
    | CoachingRequest
    | SocialRequest
    | HelpRequest
    | NewThread
    | OutsideRequest,
    Field(discriminator="kind"),
]


class ClarificationOption(RequestPart):
    """One way in which something can be meant: a button, and the request that it is."""

    label: str
    request: Request


class Clarification(RequestPart):
    """A question that is asked back.

    Attributes:
        about: the name of the field or of what is unclear, such as `direction`.
        choices: the ways in which it can be meant; none where the trader must write.
        pending: the request with what was understood already, to be completed by the answer.
    """

    question: str
    about: str
    choices: Annotated[tuple[ClarificationOption, ...], Field(max_length=6)] = ()
    pending: Request | None = None


class Understanding(RequestPart):
    """What a message wants, and what of it was not understood.

    Attributes:
        requests: in the order in which they are answered; one as a rule, two for an idea with a question.
        guard, asks_how_it_is_meant: what the words are met with first; in doubt it is asked if the trader is meant.
        not_understood: words that could change the meaning and were read into nothing.
        doubts: why nothing may be logged by it with one click: far from the instrument, or somebody else did it.
        clarification: asked back before anything else is answered.
        taken_over, language: what a question has of the one before it; its language where that is not English.
    """

    requests: Annotated[tuple[Request, ...], Field(max_length=3)] = ()
    guard: Literal["self_harm", "market_abuse"] | None = None
    asks_how_it_is_meant: bool = False
    not_understood: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    clarification: Clarification | None = None
    taken_over: TradeSlice | None = None
    language: str | None = None

    @property
    def is_accounted_for(self) -> bool:
        """Whether an idea may be logged with one click: nothing of its words is left over, and nothing is doubted."""
        return not self.doubts and not self.not_understood
