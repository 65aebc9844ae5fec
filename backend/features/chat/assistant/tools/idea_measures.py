"""Tools that look at a trade which is not made yet: what follows from its levels, and whether the rules allow it.

Neither keeps anything. A check that is kept says that the trader was about to trade, and counts whether they heeded it;
a model that asks by the way has announced nothing.
"""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from backend.core.types import Amount, In, Quantity
from backend.features.ai.ports import ToolFact, ToolResult
from backend.features.chat.assistant.tools.trader_tool import ToolMoment, TraderTool, quote
from backend.features.coach.ideas.ideas import Idea
from backend.features.coach.verdicts import service as verdicts
from backend.features.coach.verdicts.fact_builders import build_facts
from backend.features.coach.verdicts.facts import Situation
from backend.features.market.instruments import custom_instruments
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.rulebook.evaluation import decide
from backend.features.record.rulebook.schemas import Decision
from backend.features.record.trades.models import TradeDirection

MOST_TARGETS = 6
_DECISIONS = {
    Decision.ALLOW: "The trader's rules allow it.",
    Decision.WARN: "The trader's rules warn of it.",
    Decision.BLOCK: "The trader's rules forbid it.",
}
OF_THE_RECORD = "record."  # what `query_record` tells with its selection


class TradeIdea(In):
    """A trade that is thought of: what is known of it."""

    instrument: Symbol
    direction: TradeDirection
    entry: Amount | None = None
    stop: Amount | None = None
    targets: Annotated[list[Amount], Field(max_length=MOST_TARGETS)] = []
    size: Annotated[Quantity | None, Field(description="In contracts, shares, lots or coins.")] = (
        None
    )


def _situation(moment: ToolMoment, body: TradeIdea) -> Situation:
    """What is known around it; an unknown instrument is refused in words."""
    contract = custom_instruments.contract_for(moment.session, moment.user_id, body.instrument)
    idea = replace(
        Idea(),
        instrument=contract,
        contract=contract.symbol,
        direction=body.direction.value,
        entry=body.entry,
        stop=body.stop,
        targets=tuple(body.targets),
        size=body.size,
    )
    return verdicts.situation_of(
        moment.session, moment.user_id, idea, image_count=0, now=moment.now
    )


def _measure(moment: ToolMoment, body: TradeIdea) -> ToolResult:
    facts = build_facts(_situation(moment, body))
    return ToolResult(
        tuple(
            ToolFact(f"measured:{fact.id}", fact.source, _unquoted(fact.statement), fact.value)
            for fact in facts
            if not fact.id.startswith(OF_THE_RECORD)
        )
    )


def _unquoted(statement: str) -> str:
    """A plan's title stands in straight quotes there: nobody else's words may close ours."""
    return quote(statement, longest=500) if '"' in statement else statement


def _check(moment: ToolMoment, body: TradeIdea) -> ToolResult:
    situation = _situation(moment, body)
    decision = decide(situation.rules)
    facts = [ToolFact("check:decision", "rulebook", _DECISIONS[decision], decision.value)]
    facts += [
        ToolFact(
            f"check:{state.rule.value}",
            "rulebook",
            f"{state.rule.value.replace('_', ' ').capitalize()} ({state.state.value}):"
            f" {quote(state.reason)}",
            state.value,
        )
        for state in situation.rules
    ]
    if situation.plan is not None:
        facts.append(ToolFact("check:plan", "plans", f"Its plan: {quote(situation.plan)}"))
    return ToolResult(tuple(facts))


MEASURE_IDEA = TraderTool(
    "measure_idea",
    "What follows from the levels of a trade that is thought of: distance to the stop in ticks, reward to risk and its"
    " break-even rate, money at risk, share of the account, the size that fits, positions that move with it.",
    TradeIdea,
    _measure,
)
CHECK_TRADE = TraderTool(
    "check_trade",
    "Whether this trader's own rulebook, session and promises allow a trade that is thought of, rule by rule. Nothing is"
    " kept of it.",
    TradeIdea,
    _check,
)
