"""What became of every message and every turn of the corpus."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from time import thread_time

from backend.core.types import JsonObject
from backend.features.chat.understanding.requests import (
    IdeaRequest,
    IdeaTerms,
    RecordQuestion,
    TradeEntered,
    Understanding,
)
from backend.features.chat.understanding.thread_changes import spoken_terms
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.understanding import understand
from backend.features.record.questions.schemas import RecordQuery
from tests.corpus.conversation import Conversation
from tests.corpus.corpus_lines import CorpusLine
from tests.corpus.expectations import (
    Alternative,
    Outcome,
    alternatives_of,
    field_outcome,
    kind_outcome,
    nearest,
    read_name,
    term_fields,
    wrong_fields,
)
from tests.corpus.query_comparison import different_parts, dropped_parts, parts_of
from tests.corpus.surroundings import context_around


@dataclass(frozen=True)
class MessageScore:
    """A message, what it was meant as, and what it was read as.

    Attributes:
        doubts: why nothing may be logged with one click, as the makers see it.
        seconds: of computing, to understand it.
    """

    line: CorpusLine
    text: str
    alternatives: tuple[Alternative, ...]
    understanding: Understanding
    doubts: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def meant(self) -> str:
        """The kind of the label."""
        return self.alternatives[0].name

    @property
    def read(self) -> str:
        """The kind that was read."""
        return read_name(self.understanding)

    @cached_property
    def kind(self) -> Outcome:
        """Whether the kind was right."""
        return kind_outcome(self.alternatives, self.understanding)

    @cached_property
    def whole(self) -> Outcome:
        """Whether the kind and everything in it was right."""
        return field_outcome(self.alternatives, self.understanding)

    @cached_property
    def nearest(self) -> Alternative | None:
        """The allowed reading of the kind that was read that is most like it."""
        return nearest(self.alternatives, self.understanding)

    @cached_property
    def wrong(self) -> frozenset[str]:
        """The fields that differ from the nearest reading; none where the kind is wrong or something was asked."""
        if self.nearest is None or self.understanding.clarification is not None:
            return frozenset()
        return wrong_fields(self.nearest, self.understanding)

    @cached_property
    def dropped(self) -> frozenset[str]:
        """What a question lost without a word of it: under every reading that is a question."""
        understanding = self.understanding
        if understanding.clarification is not None or understanding.not_understood:
            return frozenset()
        read = [parts_of(r.query) for r in understanding.requests if isinstance(r, RecordQuestion)]
        meant = [
            parts_of(request.query)
            for alternative in self.alternatives
            for request in alternative.requests
            if isinstance(request, RecordQuestion)
        ]
        if not read or not meant:
            return frozenset()
        return min((dropped_parts(question, read[0]) for question in meant), key=len)

    @property
    def offers_a_trade(self) -> bool:
        """Whether a draft of a trade stands beside the answer, ready to be confirmed."""
        understanding = self.understanding
        if understanding.clarification is not None or understanding.guard is not None:
            return False
        if not understanding.requests:
            return False
        request = understanding.requests[0]
        is_announced = isinstance(request, IdeaRequest) and request.about_to
        if is_announced or not isinstance(request, IdeaRequest | TradeEntered):
            return False
        terms = request.terms
        has_market = terms.instrument is not None or terms.option is not None
        return has_market and terms.direction is not None and terms.entry is not None

    @property
    def offers_a_wrong_trade(self) -> bool:
        """Whether what one click would log is not what was told."""
        if not self.offers_a_trade:
            return False
        read = term_fields(self.understanding.requests[0].terms)  # type: ignore[union-attr]
        return all(read != term_fields(terms) for terms in self._meant_terms)

    @property
    def _meant_terms(self) -> list[IdeaTerms]:
        return [
            request.terms
            for alternative in self.alternatives
            if alternative.ask is None
            for request in alternative.requests
            if hasattr(request, "terms")
        ]


@dataclass(frozen=True, slots=True)
class TurnScore:
    """A turn of a dialogue.

    Attributes:
        states: the parts of the thread that the label names.
        wrong_states: those of them that are not as they should be after the turn.
        was_right: no turn before it left a wrong state.
    """

    message: MessageScore
    number: int
    states: frozenset[str]
    wrong_states: frozenset[str]
    was_right: bool


def score_messages(lines: Iterable[CorpusLine]) -> list[MessageScore]:
    """Read every message that stands alone."""
    return [_score(line) for line in lines if not line.is_dialogue]


def _score(line: CorpusLine) -> MessageScore:
    text, expectation = line.content["text"], line.content["expect"]
    context = context_around(expectation)
    begin = thread_time()
    understanding = understand(text, context)
    seconds = thread_time() - begin
    return MessageScore(
        line,
        text,
        alternatives_of(expectation),
        understanding,
        _doubts(understanding),
        seconds,
    )


def _doubts(understanding: Understanding) -> tuple[str, ...]:
    """Why nothing is offered with one click: what is doubted, and of an idea what was not understood of its words."""
    if any(isinstance(part, IdeaRequest) for part in understanding.requests):
        return (*understanding.doubts, *understanding.not_understood)
    return understanding.doubts


def score_dialogues(lines: Iterable[CorpusLine]) -> list[TurnScore]:
    """Play every dialogue; a turn that was read wrong has its consequences."""
    return [turn for line in lines if line.is_dialogue for turn in _played(line)]


def _played(line: CorpusLine) -> Iterable[TurnScore]:
    conversation = Conversation()
    was_right = True
    for number, turn in enumerate(line.turns, 1):
        understanding = conversation.say(turn["text"])
        message = MessageScore(line, turn["text"], alternatives_of(turn["expect"]), understanding)
        thread = turn.get("thread", {})
        wrong = frozenset(name for name in thread if not _is_so(name, thread[name], conversation))
        yield TurnScore(message, number, frozenset(thread), wrong, was_right)
        was_right = was_right and not wrong


def _spoken_ideas(thread: ThreadState) -> Iterable[IdeaTerms]:
    """The idea on the table, and the one that waits for what was asked back."""
    yield thread.idea or IdeaTerms()
    if thread.asked is not None and thread.asked.clarification.pending is not None:
        yield spoken_terms(thread.asked.clarification.pending, thread)


def _is_so(name: str, wanted: JsonObject | str | None, conversation: Conversation) -> bool:
    """Whether a part of the thread is as the label says."""
    thread = conversation.thread
    if name == "trade":
        return conversation.trade_state == wanted
    if name == "asked":
        return (thread.asked is None) == (wanted is None)
    if name == "idea":
        meant = IdeaTerms() if wanted is None else IdeaTerms.model_validate(wanted)
        return any(term_fields(meant) == term_fields(terms) for terms in _spoken_ideas(thread))
    if wanted is None or thread.query is None:
        return wanted is None and thread.query is None
    meant_query = RecordQuery.model_validate(wanted)
    return not different_parts(parts_of(meant_query), parts_of(thread.query))
