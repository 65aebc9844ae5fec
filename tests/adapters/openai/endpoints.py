"""What the tests of endpoints ask with: an engine of one's own, a question of the coach, tools that read a small record."""

import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from backend.adapters.openai.engine import OpenAIEngine
from backend.features.ai.errors import ToolRefused
from backend.features.ai.ports import (
    Delta,
    EngineAnswer,
    ProviderCall,
    Question,
    Tool,
    ToolFact,
    ToolResult,
    ToolUse,
)
from backend.features.coach.coaching.service import told_question


class FindTrades(BaseModel):
    """Trades of an instrument."""

    instrument: str = Field(max_length=20)
    at_least: Decimal | None = None


@dataclass
class Record:
    """A record of three trades, and what it was asked."""

    asked: list[Any] = field(default_factory=list)
    results: dict[str, str] = field(
        default_factory=lambda: {"ES": "412.50", "NQ": "-88.00", "CL": "95.25"}
    )

    def read(self, given: FindTrades) -> ToolResult:
        self.asked.append(given)
        if given.instrument not in self.results:
            raise ToolRefused(f"You have no trades in {given.instrument}.")
        net = self.results[given.instrument]
        name = f"trades.{given.instrument}"
        statement = f"Your net result in {given.instrument} is {net} USD."
        return ToolResult((ToolFact(name, "trades", statement, net),))

    def tool(self) -> Tool:
        return Tool("find_trades", "Trades of an instrument.", FindTrades, self.read)


def engine_of(provider, **changes):
    given = {
        "api_key": "sk-test",
        "base_url": provider.base_url,
        "model": "m",
        "timeout_seconds": 20.0,
        "most_tokens": 2000,
    }
    return OpenAIEngine(**{**given, **changes})


def asked(words="hm", **changes) -> Question[Any]:
    return replace(told_question("hm"), **{"words": words, **changes})


@dataclass
class Heard:
    """Everything that came of one answer, as a window would have it at the end."""

    text: str = ""
    calls: list[ProviderCall] = field(default_factory=list)
    uses: list[ToolUse] = field(default_factory=list)
    answer: EngineAnswer[Any] | None = None


def heard_of(engine, question) -> Heard:
    heard = Heard()
    for part in engine.answer(question):
        if isinstance(part, Delta):
            heard.text = part.text if part.restart else heard.text + part.text
        elif isinstance(part, ProviderCall):
            heard.calls.append(part)
        elif isinstance(part, ToolUse):
            heard.uses.append(part)
        else:
            heard.answer = part
    return heard


def told_to_the_model(use: ToolUse) -> Any:
    return json.loads(use.text)
