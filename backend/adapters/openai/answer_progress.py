"""What has come of one answer so far: its calls, its tools, and the dialect that its endpoint takes."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from backend.adapters.openai.answer_text import json_objects
from backend.adapters.openai.completion import Completion
from backend.adapters.openai.dialects import Dialect
from backend.adapters.openai.transcript import CallStage, ToolRound, Transcript
from backend.features.ai.errors import FailureReason, Stopped
from backend.features.ai.ports import Delta, Question, Tool, ToolUse
from backend.features.ai.toolbox import Toolbox, ToolCall

T = TypeVar("T", bound=BaseModel)
TIME_TO_ANSWER = 1 / 3  # of the timeout: with less of it left, nothing more is read


@dataclass(slots=True)
class AnswerProgress(Generic[T]):
    """One answer on its way.

    Attributes:
        deadline: of the monotonic clock, for all of it.
        seconds: that it had at the beginning.
        tried: dialects that the endpoint has refused meanwhile.
        call_before: why the last call brought nothing; null where it did.
        spoken: what was passed on of the spoken field.
    """

    transcript: Transcript[T]
    toolbox: Toolbox
    dialect: Dialect
    deadline: float
    seconds: float
    tried: set[Dialect] = field(default_factory=set)
    completion: Completion | None = None
    call_before: FailureReason | None = None
    spoken: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0

    @classmethod
    def of(cls, question: Question[T], dialect: Dialect, seconds: float) -> "AnswerProgress[T]":
        """The beginning."""
        toolbox = Toolbox(question.tools, question.is_stopped)
        return cls(Transcript(question), toolbox, dialect, time.monotonic() + seconds, seconds)

    @property
    def question(self) -> Question[T]:
        """What is answered."""
        return self.transcript.question

    @property
    def seconds_left(self) -> float:
        """Until the whole answer has to be there."""
        return self.deadline - time.monotonic()

    @property
    def last(self) -> Completion:
        """What the last call brought."""
        assert self.completion is not None, "a call is made before it is answered"
        return self.completion

    @property
    def stage(self) -> CallStage:
        """What the next call is to bring."""
        is_late = self.seconds_left < self.seconds * TIME_TO_ANSWER
        if is_late or not self.toolbox.is_open:
            return CallStage.ANSWER
        if self.dialect.takes_tools:
            return CallStage.ANSWER_OR_CALLS
        if self.transcript.rounds:
            return CallStage.ANSWER
        return CallStage.PLAN

    @property
    def secrets(self) -> list[str]:
        """The texts in it that no log may have."""
        question = self.question
        texts = [question.words, *question.facts, *(turn.text for turn in question.history)]
        texts += [use.text for use in self.toolbox.uses]
        texts += [image.url for image in question.images if image.url is not None]
        return texts

    def still_wanted(self) -> None:
        """Look whether anybody waits.

        Raises:
            Stopped: nobody does.
        """
        is_stopped = self.question.is_stopped
        if is_stopped is not None and is_stopped():
            raise Stopped

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """What the last call wants to have read."""
        if self.last.tool_calls or not self.question.tools:
            return self.last.tool_calls
        return calls_in_text(self.last.written, self.question.tools)

    def speak(self, words: str) -> Delta:
        """What is heard of words of the spoken field; the first ones of another call replace those before."""
        is_again = not self.last.has_spoken and bool(self.spoken)
        if is_again:
            self.spoken = ""
        self.spoken += words
        self.last.has_spoken = True
        return Delta(words, restart=is_again)

    def read(self, calls: tuple[ToolCall, ...]) -> Iterator[ToolUse]:
        """A round of tools.

        Raises:
            Stopped: nobody waits any more.
        """
        if not calls:
            return
        begun = len(self.toolbox.uses)
        yield from self.toolbox.run(calls)
        self.transcript.rounds.append(ToolRound(calls, tuple(self.toolbox.uses[begun:])))


def calls_in_text(text: str, tools: Sequence[Tool]) -> tuple[ToolCall, ...]:
    """Calls that a model wrote as text, because its server does not know them for calls; most texts have none."""
    if '"arguments"' not in text:
        return ()
    documents = [json.loads(document) for document in json_objects(text)]
    calls = [call for document in documents for call in _calls_of(document)]
    calls += [_call_of(document) for document in reversed(documents)]
    names = {tool.name for tool in tools}
    return tuple(call for call in calls if call.name in names)


def calls_of_plan(text: str) -> tuple[ToolCall, ...]:
    """The calls that a plan wants; none where it is no plan."""
    for document in json_objects(text):
        calls = _calls_of(json.loads(document))
        if calls:
            return tuple(calls)
    return ()


def _calls_of(document: dict[str, object]) -> list[ToolCall]:
    calls = document.get("calls")
    if not isinstance(calls, list):
        return []
    return [_call_of(call) for call in calls if isinstance(call, dict)]


def _call_of(call: dict[str, object]) -> ToolCall:
    arguments = call.get("arguments")
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments or {})
    return ToolCall(str(call.get("tool") or call.get("name") or ""), arguments)
