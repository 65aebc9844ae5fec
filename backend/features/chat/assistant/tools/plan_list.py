"""The tool that reads plans: those that live, or one by its id, with what the trader wrote, quoted."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from backend.core.types import Id, In
from backend.features.ai.ports import ToolFact, ToolResult
from backend.features.chat.assistant.tools.trader_tool import (
    ToolMoment,
    TraderTool,
    clock_text,
    number,
    quote,
)
from backend.features.market.instruments.instruments import resolve
from backend.features.market.instruments.schemas import Symbol
from backend.features.record.plans import queries
from backend.features.record.plans.models import TradePlan
from backend.features.record.plans.schemas import PlanTerms

MOST_PLANS = 20


class ReadPlans(In):
    """Which plans: one by its id, those of an instrument, or all that live."""

    plan_id: Id | None = None
    instrument: Symbol | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_PLANS)] = 10


def _read(moment: ToolMoment, body: ReadPlans) -> ToolResult:
    session, user_id = moment.session, moment.user_id
    if body.plan_id is not None:
        plan = queries.plan(session, user_id, body.plan_id)
        return ToolResult(_facts(moment, [plan]))
    symbol = None if body.instrument is None else _symbol(body.instrument)
    living = queries.living(session, user_id, moment.now, instrument=symbol)
    shown = living[: body.limit]
    more = len(living) - len(shown)
    return ToolResult(_facts(moment, shown), f"{more} more plans live." if more else None)


def _symbol(word: str) -> str:
    contract = resolve(word)
    return word.upper() if contract is None else contract.symbol


def _facts(moment: ToolMoment, plans: Sequence[TradePlan]) -> tuple[ToolFact, ...]:
    latest = queries.latest(moment.session, moment.user_id, plans)
    zone = moment.zone()
    facts = []
    for plan in plans:
        terms = PlanTerms.model_validate(latest[plan.id].terms)
        words = f"Plan {quote(plan.title, longest=60)}, version {plan.version}: {_words(terms)}"
        if plan.expires_at is not None:
            words += f" Until {clock_text(plan.expires_at, zone)}."
        facts.append(ToolFact(f"plan:{plan.id}", "plans", words))
    return tuple(facts)


def _words(terms: PlanTerms) -> str:
    targets = ", ".join(number(target) for target in terms.take_profit_targets)
    size = number(terms.position_size)
    levels = f"{terms.direction.value} {size} {quote(terms.instrument)}, entry {_entry(terms)}"
    sentences = [f"{levels}, stop {number(terms.stop_loss_level)}, targets {targets}."]
    own = [
        ("Setup", terms.setup_description),
        *(("Enters when", criterion) for criterion in terms.entry_criteria),
        ("Ends when", terms.exit_rule),
        ("Wrong when", terms.invalidation_criteria),
    ]
    sentences += [f"{name}: {quote(words)}." for name, words in own if words]
    return " ".join(sentences)


def _entry(terms: PlanTerms) -> str:
    zone = terms.zone
    if zone is None:
        return "not named"
    low, high = zone
    return number(low) if low == high else f"{number(low)} to {number(high)}"


READ_PLANS = TraderTool(
    "read_plans",
    "Trade plans of this trader that live now, or one by its id: levels, size, conditions to enter, to leave, and what"
    " makes it wrong.",
    ReadPlans,
    _read,
)
