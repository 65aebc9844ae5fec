"""What the tests of the budget ask with: a small question, a call that is weighed by hand, a budget of one's own."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel

from backend.features.ai.budget import Budget, BudgetLimits
from backend.features.ai.ports import Billing, Feature, Prompt, ProviderCall, Question
from backend.features.ai.prices import ModelPrices

IDEA = "Long ES 4500 stop 4490 target 4520, 1 contract"
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class Said(BaseModel):
    reply: str


class GPT4o:
    """Its name is all that the budget asks of a provider."""

    name = "openai"
    model = "gpt-4o-2024-11-20"


def question(words="x", **changes):
    given = {
        "prompt": Prompt("verdict", "1", "Judge."),
        "words": words,
        "facts": (),
        "images": (),
        "history": (),
        "schema": Said,
        "spoken_field": "reply",
        "by_rules": lambda: Said(reply="by the rules"),
    }
    return Question(**{**given, **changes})


def cent() -> ProviderCall:
    """Costs a cent at the most: 2,000 tokens in at 2.50 and 500 out at 10, a million."""
    return ProviderCall(input_bound=2000, images=0, output_bound=500, sent_characters=3000)


def budget_of(app, limit="2", *, clock=lambda: NOW) -> Budget:
    most = Decimal(limit)
    database = app.extensions["coach"].database
    return Budget(
        database,
        ModelPrices(),
        BudgetLimits(most, most, most),
        forsaken_after=timedelta(minutes=2),
        clock=clock,
    )


def tab_of(budget, trader, words="x", **billing):
    paying = Billing(UUID(trader.user["id"]), Feature.VERDICT, **billing)
    return budget.tab(question(words), paying, GPT4o())


def day(world, trader):
    """What the day's row holds, and what the ledger says that it must hold."""
    rows = world.sql("select spent, reserved from ai_days where user_id = %s", trader.user["id"])
    ledger = world.sql(
        "select coalesce(sum(cost), 0), coalesce(sum(reserved) filter (where state = 'reserved'), 0)"
        " from ai_calls where user_id = %s",
        trader.user["id"],
    )
    assert rows in ([], ledger), "the day and its ledger disagree"
    return ledger[0]
