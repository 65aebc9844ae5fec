"""How endpoints differ that all call themselves compatible: what they refuse, in which words, and how they answer."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]
Calls = list[tuple[str, Any]]  # name and arguments, as a text or as what JSON makes of one

# Words of servers as they were met, by what they do not take.
NAMED = {
    "stream_options": "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not"
    " permitted'}]",
    "max_completion_tokens": "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra"
    " inputs are not permitted', 'input': 1500}]",
    "max_tokens": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'"
    " instead.",
    "json_schema": "Invalid value: response_format.type must be one of text, json_object.",
    "json_object": "response_format is not supported by this model",
    "tools": '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    "parts": "messages[1].content: expected a string",
}
UNNAMED = "Bad request."


def carried(body: Body) -> Iterator[str]:
    """What a request asks of its endpoint."""
    for name in ("stream_options", "max_completion_tokens", "max_tokens", "tools"):
        if name in body:
            yield name
    if "response_format" in body:
        yield body["response_format"]["type"]
    if any(isinstance(message["content"], list) for message in body["messages"]):
        yield "parts"


@dataclass
class Manners:
    """What is told of an endpoint.

    Attributes:
        refuses: of what `carried` names; the first of them is complained of.
        status: of its refusals.
        words: what it says of what it refuses; null for a server that does not say.
        plain: whether the refusal is bare text, no JSON.
        wrap: what it makes of the text of its answer.
        thoughts: what it writes beside the answer first.
        thinks_in: the field of a chunk that has the thoughts.
        streams: whether it answers in chunks at all.
        calls: the tools that it calls for, request by request; none: it answers.
        piecewise: whether the arguments of a call come in pieces, after its name.
        plan: what it gives where it is asked for a plan.
    """

    refuses: frozenset[str] = frozenset()
    status: int = 400
    words: dict[str, str] | None = field(default_factory=lambda: NAMED)
    plain: bool = False
    wrap: Callable[[str], str] = lambda text: text
    thoughts: str = ""
    thinks_in: str = "reasoning_content"
    streams: bool = True
    calls: Callable[[Body], Calls] = lambda body: []
    piecewise: bool = True
    plan: Any = field(default_factory=lambda: {"calls": []})

    def refusal(self, body: Body) -> str | None:
        """What it says against a request; null where it takes it."""
        for name in carried(body):
            if name in self.refuses:
                return self.words[name] if self.words else UNNAMED
        return None


def instructions(body: Body) -> str:
    """What the system's message says."""
    return str(body["messages"][0]["content"])


def is_for_a_plan(body: Body) -> bool:
    """Whether a plan is asked for, by schema or in words."""
    return 'Give one JSON object and nothing else: {"calls"' in instructions(body)


def results_in(body: Body) -> list[Any]:
    """What tools gave, as the model reads it: by the protocol, or told in a message."""
    results = []
    for message in body["messages"]:
        if message["role"] == "tool":
            results.append(json.loads(message["content"]))
        elif message["role"] == "user" and isinstance(message["content"], str):
            told = json.loads(message["content"]) if message["content"].startswith("{") else {}
            results += [result["result"] for result in told.get("results", [])]
    return results


def call_pieces(calls: Calls, *, piecewise: bool) -> Iterator[list[dict[str, Any]]]:
    """Calls of tools as chunks have them: each with its name first, or all of them whole."""
    if not piecewise:
        yield [
            {"id": f"c{number}", "type": "function", "function": {"name": name, "arguments": given}}
            for number, (name, given) in enumerate(calls)
        ]
        return
    for number, (name, given) in enumerate(calls):
        arguments = given if isinstance(given, str) else json.dumps(given)
        head = {"index": number, "id": f"call_{number}", "type": "function"}
        yield [{**head, "function": {"name": name, "arguments": ""}}]
        for start in range(0, len(arguments), 9):
            piece = arguments[start : start + 9]
            yield [{"index": number, "function": {"arguments": piece}}]
