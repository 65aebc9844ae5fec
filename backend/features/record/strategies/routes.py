"""REST of strategies, and of whether trades kept their rules."""

from backend.core.rows import NameTaken, TooMany
from backend.core.types import Id
from backend.features.record.strategies import service
from backend.features.record.strategies.schemas import (
    AddStrategy,
    ChangeStrategy,
    CheckRules,
    NewRule,
    RuleCheckOut,
    RuleChecks,
    Strategies,
    StrategyOut,
)
from backend.features.record.trades.errors import (
    RuleNotFound,
    StrategyNotFound,
    TradeNotFound,
)
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("strategies", "/api/trading/strategies")
rule_check_routes = Routes("trades", "/api/trading/trades")


@routes.get("", returns=Strategies, cost=light("what one has written oneself"))
def list_strategies(call: Call) -> dict[str, list[StrategyOut]]:
    """List strategies with their rules."""
    return {"items": service.list_strategies(call.session, call.user_id)}


@routes.post("", returns=StrategyOut, status=201, raises=(NameTaken, TooMany))
def add_strategy(call: Call, body: AddStrategy) -> StrategyOut:
    """Write a strategy down, with its rules."""
    return service.add_strategy(call.session, call.user_id, body, now=call.now)


@routes.get("/<strategy_id>", returns=StrategyOut, raises=(StrategyNotFound,), versioned=True)
def read_strategy(call: Call, strategy_id: Id) -> StrategyOut:
    """Read one strategy."""
    return service.read_strategy(call.session, call.user_id, strategy_id)


@routes.patch(
    "/<strategy_id>", returns=StrategyOut, raises=(StrategyNotFound, NameTaken), versioned=True
)
def change_strategy(call: Call, strategy_id: Id, body: ChangeStrategy) -> StrategyOut:
    """Change what is given of a strategy."""
    return service.change_strategy(
        call.session,
        call.user_id,
        strategy_id,
        body,
        now=call.now,
    )


@routes.delete("/<strategy_id>", raises=(StrategyNotFound,))
def remove_strategy(call: Call, strategy_id: Id) -> None:
    """Remove a strategy; its trades stay."""
    service.remove_strategy(call.session, call.user_id, strategy_id)


@routes.post(
    "/<strategy_id>/rules",
    returns=StrategyOut,
    status=201,
    raises=(StrategyNotFound, TooMany),
)
def add_rule(call: Call, strategy_id: Id, body: NewRule) -> StrategyOut:
    """Add a rule at the end."""
    return service.add_rule(
        call.session,
        call.user_id,
        strategy_id,
        body,
        now=call.now,
    )


@routes.delete("/<strategy_id>/rules/<rule_id>", raises=(StrategyNotFound, RuleNotFound))
def retire_rule(call: Call, strategy_id: Id, rule_id: Id) -> None:
    """Retire a rule; what was checked against it stays."""
    service.retire_rule(call.session, call.user_id, strategy_id, rule_id)


@rule_check_routes.get(
    "/<trade_id>/rules",
    returns=RuleChecks,
    raises=(TradeNotFound,),
    cost=light("of one trade"),
)
def list_rule_checks(call: Call, trade_id: Id) -> dict[str, list[RuleCheckOut]]:
    """Read which rules of its strategy a trade kept."""
    return {"items": service.rule_checks(call.session, call.user_id, trade_id)}


@rule_check_routes.post(
    "/<trade_id>/rules",
    returns=RuleChecks,
    raises=(TradeNotFound, RuleNotFound),
)
def check_rules(call: Call, trade_id: Id, body: CheckRules) -> dict[str, list[RuleCheckOut]]:
    """Say which rules of its strategy a trade kept."""
    return {
        "items": service.check_rules(
            call.session,
            call.user_id,
            trade_id,
            body,
            now=call.now,
        )
    }
