"""REST of strategies and of own instruments."""

from typing import Any

from backend.core.types import Id
from backend.features.trades import contracts, instruments, strategies
from backend.features.trades.errors import InstrumentNotFound, NameTaken, RuleNotFound, StrategyNotFound, TooMany
from backend.features.trades.market_schemas import DescribeInstrument, Instruments, OwnInstrumentOut
from backend.features.trades.models import OwnInstrument
from backend.features.trades.strategy_schemas import AddStrategy, ChangeStrategy, NewRule, Strategies, StrategyOut
from backend.transport.contract import Call, Routes
from backend.transport.cost import light

routes = Routes("strategies", "/api/trading/strategies")
instrument_routes = Routes("instruments", "/api/trading/instruments")


@routes.get("", returns=Strategies, cost=light("what one has written oneself"))
def list_strategies(call: Call) -> dict[str, Any]:
    """List strategies with their rules."""
    return {"items": strategies.list_strategies(call.session, call.user_id)}


@routes.post("", returns=StrategyOut, status=201, raises=(NameTaken, TooMany))
def add_strategy(call: Call, body: AddStrategy) -> StrategyOut:
    """Write a strategy down, with its rules."""
    return strategies.add_strategy(call.session, call.user_id, body, now=call.now)


@routes.get("/<strategy_id>", returns=StrategyOut, raises=(StrategyNotFound,))
def read_strategy(call: Call, strategy_id: Id) -> StrategyOut:
    """Read one strategy."""
    return strategies.read_strategy(call.session, call.user_id, strategy_id)


@routes.patch("/<strategy_id>", returns=StrategyOut, raises=(StrategyNotFound, NameTaken))
def change_strategy(call: Call, strategy_id: Id, body: ChangeStrategy) -> StrategyOut:
    """Change what is given of a strategy."""
    return strategies.change_strategy(call.session, call.user_id, strategy_id, body, now=call.now)


@routes.delete("/<strategy_id>", raises=(StrategyNotFound,))
def remove_strategy(call: Call, strategy_id: Id) -> None:
    """Remove a strategy; its trades stay."""
    strategies.remove_strategy(call.session, call.user_id, strategy_id)


@routes.post("/<strategy_id>/rules", returns=StrategyOut, status=201, raises=(StrategyNotFound, TooMany))
def add_rule(call: Call, strategy_id: Id, body: NewRule) -> StrategyOut:
    """Add a rule at the end."""
    return strategies.add_rule(call.session, call.user_id, strategy_id, body, now=call.now)


@routes.delete("/<strategy_id>/rules/<rule_id>", raises=(StrategyNotFound, RuleNotFound))
def retire_rule(call: Call, strategy_id: Id, rule_id: Id) -> None:
    """Retire a rule; what was checked against it stays."""
    strategies.retire_rule(call.session, call.user_id, strategy_id, rule_id)


@instrument_routes.get("", returns=Instruments, cost=light("what one has described oneself"))
def list_instruments(call: Call) -> dict[str, Any]:
    """List your own instruments and the product's futures."""
    own = contracts.list_own(call.session, call.user_id)
    return {"own": own, "known": list(instruments.FUTURES.values())}


@instrument_routes.post("", returns=OwnInstrumentOut, status=201, raises=(NameTaken, TooMany))
def describe_instrument(call: Call, body: DescribeInstrument) -> OwnInstrument:
    """Describe an instrument; it goes before the product's of the same symbol."""
    return contracts.describe(call.session, call.user_id, body, now=call.now)


@instrument_routes.delete("/<instrument_id>", raises=(InstrumentNotFound,))
def forget_instrument(call: Call, instrument_id: Id) -> None:
    """Forget an own instrument; trades keep the terms that they were logged with."""
    contracts.forget(call.session, call.user_id, instrument_id)
