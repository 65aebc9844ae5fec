"""What has come of one call: text, thoughts, calls of tools, and what it cost; chunk by chunk, within bounds."""

import json
from dataclasses import dataclass, field
from typing import Any

from backend.features.ai.errors import EngineFailed, FailureReason
from backend.features.ai.ports import ProviderCall, Tokens
from backend.features.ai.toolbox import ToolCall

LONGEST_ANSWER = 60_000  # characters; a verdict has about 2,000
LONGEST_TOKEN = 16  # characters on average: who writes more for each token that was allowed does not keep to them
MOST_REPORTED = 1_000_000_000  # tokens; a count beyond this is no count
MOST_TOOL_CALLS = 64  # in one answer; the toolbox answers eight of them
THOUGHTS = ("reasoning_content", "reasoning", "thinking")  # where servers put what a model thinks


@dataclass(slots=True)
class _ToolCallPieces:
    """A call of a tool while it is written."""

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Completion:
    """One call's answer so far.

    Attributes:
        text: what was written as the answer.
        thoughts: what was written beside it.
        refusal: why the model did not want to answer, in its words.
        finish: why it ended.
        has_spoken: whether anything of it was passed on.
    """

    call: ProviderCall
    text: str = ""
    thoughts: str = ""
    refusal: str = ""
    finish: str | None = None
    has_spoken: bool = False
    _pieces: dict[int, _ToolCallPieces] = field(default_factory=dict)

    def add(self, chunk: Any) -> str:
        """The text that one chunk adds; where it is not what the protocol says, this fails with Python's own errors.

        Raises:
            EngineFailed: it is more than any answer has.
        """
        self.call.heard = True
        usage = chunk.get("usage")
        if usage is not None:
            self._take_usage(usage)
        choices = chunk.get("choices")
        if not choices:
            return ""
        choice = choices[0]
        self.finish = choice.get("finish_reason") or self.finish
        delta = choice.get("delta") or choice.get("message") or {}
        text, thoughts = _content_of(delta)
        self._keep_within(len(thoughts), len(text))
        self.text += text
        if len(delta) > 1 or not text:  # most pieces of an answer have nothing but text
            self.thoughts += thoughts
            self.refusal += delta.get("refusal") or ""
            for number, piece in enumerate(delta.get("tool_calls") or ()):
                self._take_piece(number, piece)
        return text

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls of tools, in order."""
        ordered = [self._pieces[place] for place in sorted(self._pieces)]
        return tuple(ToolCall(piece.name, piece.arguments, piece.id) for piece in ordered)

    @property
    def written(self) -> str:
        """The answer; what was thought, where a server puts the answer there and nothing else anywhere."""
        return self.text if self.text.strip() else self.thoughts

    def refuse_unusable(self) -> None:
        """See to it that this may be an answer, or calls of tools.

        Raises:
            EngineFailed
        """
        if self.refusal or self.finish == "content_filter":
            raise EngineFailed(FailureReason.REFUSED, transient=False, detail=self.refusal)
        if self.finish == "length":
            raise _invalid("the answer was cut off", transient=False)
        if not self.written.strip() and not self._pieces:
            raise _invalid("the answer is empty", transient=True)

    def _take_piece(self, number: int, piece: Any) -> None:
        """A part of a call of a tool; whole calls come without an index, and names more than once."""
        index = piece.get("index")
        if not isinstance(index, int):
            index = number
        if index not in self._pieces and len(self._pieces) >= MOST_TOOL_CALLS:
            raise _invalid("it calls for too many tools", transient=False)
        function = piece.get("function") or {}
        name: str = function.get("name") or ""
        arguments = function.get("arguments") or ""
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments)
        self._keep_within(len(arguments) + len(name), 0)
        call = self._pieces.setdefault(index, _ToolCallPieces())
        call.id = call.id or str(piece.get("id") or "")
        if name != call.name:
            call.name += name
        call.arguments += arguments

    def _keep_within(self, beside: int, text: int) -> None:
        most = self.call.output_bound * LONGEST_TOKEN
        written = self.call.written_characters + beside + text
        if written > most or len(self.text) + text > LONGEST_ANSWER:
            raise _invalid("the answer is too long", transient=False)
        self.call.written_characters = written

    def _take_usage(self, usage: Any) -> None:
        """What the provider says that the call used; what is no count is not believed."""
        sent = _count(usage.get("prompt_tokens"))
        written = _count(usage.get("completion_tokens"))
        if sent is None or written is None:
            return
        details = usage.get("prompt_tokens_details") or {}
        cached = _count(details.get("cached_tokens")) or 0
        self.call.reported = Tokens(sent, min(cached, sent), written)


def _content_of(delta: Any) -> tuple[str, str]:
    """Text and thoughts of a piece; some servers give both as parts of one list."""
    content = delta.get("content") or ""
    if content and len(delta) == 1 and isinstance(content, str):
        return content, ""
    if isinstance(content, list):
        texts = [part["text"] for part in content if part.get("type") == "text"]
        thoughts = [json.dumps(part) for part in content if part.get("type") != "text"]
        return "".join(texts), "".join(thoughts)
    for name in THOUGHTS:
        thought = delta.get(name)
        if isinstance(thought, str):
            return content, thought
    return content, ""


def _count(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    if 0 <= value <= MOST_REPORTED:
        return value
    return None


def _invalid(detail: str, *, transient: bool) -> EngineFailed:
    return EngineFailed(FailureReason.INVALID_ANSWER, transient=transient, detail=detail)
