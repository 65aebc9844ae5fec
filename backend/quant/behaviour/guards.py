"""Guards: what can excuse a behaviour. Only those count as passed whose input is known: silence excuses nobody."""

from collections.abc import Callable, Mapping, Sequence

from backend.quant.behaviour.record import Plan, RoundTrip
from backend.quant.behaviour.terms import Guard

Known = Callable[[RoundTrip, Plan], bool]

# Of the plan. Without a plan it is known that none excuses.
_PLANNED: Mapping[Guard, Known] = {
    "planned_reentry": lambda _, plan: plan.reenters is not None,
    "planned_ladder": lambda _, plan: plan.ladder is not None,
    "planned_size": lambda _, plan: plan.size is not None,
    "planned_widening": lambda _, plan: plan.widens_once is not None,
    "time_stop": lambda _, plan: plan.time_stop is not None or not plan.has_exit_rule,
    "exit_rule": lambda position, plan: position.exit_reason is not None or not plan.has_exit_rule,
    "trailing_stop": lambda position, plan: (
        position.exit_reason is not None or not plan.has_exit_rule
    ),
    "invalidation": lambda position, _: position.exit_reason is not None,
}
_OF_POSITION: Mapping[Guard, Callable[[RoundTrip], bool]] = {
    "news": lambda position: position.exit_reason is not None,
    "session_end": lambda position: position.exit_reason is not None,
    "wider_stop": lambda position: position.initial_stop is not None,
    "gap_at_open": lambda position: position.market.gapped_at_entry is not None,
    "gap_through_stop": lambda position: position.market.gapped_through_stop is not None,
    "market_range": lambda position: position.market.session_range is not None,
    "rolled": lambda position: position.rolled is not None,
    "weighted_by_size": lambda position: position.held_seconds is not None,
}


def examined(names: Sequence[Guard], position: RoundTrip) -> tuple[Guard, ...]:
    """Those of the guards whose input is known of a position; a guard that is not named here needs none."""
    plan = position.plan
    if plan is not None and plan.committed_at > position.entry_time:
        plan = None
    return tuple(name for name in names if _is_known(name, position, plan))


def _is_known(name: Guard, position: RoundTrip, plan: Plan | None) -> bool:
    if name in _PLANNED:
        return plan is None or _PLANNED[name](position, plan)
    return name not in _OF_POSITION or _OF_POSITION[name](position)
