"""REST of strategies and of own instruments."""

from typing import Any

from backend.core.types import Id
from backend.features.market.instruments import custom_instruments, instruments
from backend.features.record.strategies import service
from backend.features.record.strategies.schemas import AddStrategy, ChangeStrategy, NewRule, Strategies, StrategyOut
from backend.features.record.trades.errors import InstrumentNotFound, NameTaken, RuleNotFound, StrategyNotFound, TooMany
from backend.features.record.trades.market_schemas import DescribeInstrument, Instruments, OwnInstrumentOut
from backend.features.record.trades.models import OwnInstrument
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("strategies", "/api/trading/strategies")
instrument_routes = Routes("instruments", "/api/trading/instruments")


@routes.get("", returns=Strategies, cost=light("what one has written oneself"))
def list_strategies(call: Call) -> dict[str, Any]:
    """List strategies with their rules."""
    return {"items": service.list_strategies(call.session, call.user_id)}


@routes.post("", returns=StrategyOut, status=201, raises=(NameTaken, TooMany))
def add_strategy(call: Call, body: AddStrategy) -> StrategyOut:
    """Write a strategy down, with its rules."""
    return service.add_strategy(call.session, call.user_id, body, now=call.now)


@routes.get("/<strategy_id>", returns=StrategyOut, raises=(StrategyNotFound,))
def read_strategy(call: Call, strategy_id: Id) -> StrategyOut:
    """Read one strategy."""
    return service.read_strategy(call.session, call.user_id, strategy_id)


@routes.patch("/<strategy_id>", returns=StrategyOut, raises=(StrategyNotFound, NameTaken))
def change_strategy(call: Call, strategy_id: Id, body: ChangeStrategy) -> StrategyOut:
    """Change what is given of a strategy."""
    return service.change_strategy(call.session, call.user_id, strategy_id, body, now=call.now)


@routes.delete("/<strategy_id>", raises=(StrategyNotFound,))
def remove_strategy(call: Call, strategy_id: Id) -> None:
    """Remove a strategy; its trades stay."""
    service.remove_strategy(call.session, call.user_id, strategy_id)


@routes.post("/<strategy_id>/rules", returns=StrategyOut, status=201, raises=(StrategyNotFound, TooMany))
def add_rule(call: Call, strategy_id: Id, body: NewRule) -> StrategyOut:
    """Add a rule at the end."""
    return service.add_rule(call.session, call.user_id, strategy_id, body, now=call.now)


@routes.delete("/<strategy_id>/rules/<rule_id>", raises=(StrategyNotFound, RuleNotFound))
def retire_rule(call: Call, strategy_id: Id, rule_id: Id) -> None:
    """Retire a rule; what was checked against it stays."""
    service.retire_rule(call.session, call.user_id, strategy_id, rule_id)


@instrument_routes.get("", returns=Instruments, cost=light("what one has described oneself"))
def list_instruments(call: Call) -> dict[str, Any]:
    """List your own instruments and the product's futures."""
    own = custom_instruments.list_own(call.session, call.user_id)
    return {"own": own, "known": list(instruments.FUTURES.values())}


@instrument_routes.post("", returns=OwnInstrumentOut, status=201, raises=(NameTaken, TooMany))
def describe_instrument(call: Call, body: DescribeInstrument) -> OwnInstrument:
    """Describe an instrument; it goes before the product's of the same symbol."""
    return custom_instruments.describe(call.session, call.user_id, body, now=call.now)


@instrument_routes.delete("/<instrument_id>", raises=(InstrumentNotFound,))
def forget_instrument(call: Call, instrument_id: Id) -> None:
    """Forget an own instrument; trades keep the terms that they were logged with."""
    custom_instruments.forget(call.session, call.user_id, instrument_id)
