"""REST of performance and reports. Each report is kept until the record changes."""

from backend.core.types import Id
from backend.features.record.performance import groups, report, rule_outcomes
from backend.features.record.performance.documents import (
    ComparisonDocument,
    DaysDocument,
    GroupsDocument,
    HistogramDocument,
    PerformanceDocument,
    RuleOutcomesDocument,
    SimulationDocument,
)
from backend.features.record.performance.equity import daily_curve
from backend.features.record.performance.schemas import (
    ChartSelection,
    ComparedSelection,
    ComparisonOut,
    DaysOut,
    GroupSelection,
    GroupsOut,
    HistogramOut,
    HistogramSelection,
    PerformanceOut,
    RuleOutcomesOut,
    Selection,
    SimulationOut,
    SimulationSelection,
)
from backend.features.record.trades.errors import StrategyNotFound
from backend.transport.contract import Call, RawAnswer, Routes
from backend.transport.operation_cost import HEAVY

routes = Routes("performance", "/api/trading")


@routes.get("/performance", returns=PerformanceOut, transaction="write", cost=HEAVY)
def read_performance(call: Call, query: Selection) -> PerformanceDocument:
    """Read what the selected trades came to, each figure with its formula, N, interval and exclusions."""
    return report.performance(call.session, call.user_id, query, now=call.now)


@routes.get("/reports/groups", returns=GroupsOut, transaction="write", cost=HEAVY)
def read_groups(call: Call, query: GroupSelection) -> GroupsDocument:
    """Read the figures by instrument, setup, tag, hour, weekday and so on."""
    return groups.groups(call.session, call.user_id, query, now=call.now)


@routes.get("/reports/days", returns=DaysOut, transaction="write", cost=HEAVY)
def read_days(call: Call, query: Selection) -> DaysDocument:
    """Read the equity curve and the calendar."""
    return daily_curve.curve(call.session, call.user_id, query, now=call.now)


@routes.get("/reports/r-histogram", returns=HistogramOut, transaction="write", cost=HEAVY)
def read_histogram(call: Call, query: HistogramSelection) -> HistogramDocument:
    """Read how often which R occurred."""
    return report.histogram(call.session, call.user_id, query, now=call.now)


@routes.get("/reports/simulation", returns=SimulationOut, transaction="write", cost=HEAVY)
def read_simulation(call: Call, query: SimulationSelection) -> SimulationDocument:
    """Read Monte Carlo bands and the risk of ruin, by a block bootstrap with a fixed seed."""
    return report.simulation(call.session, call.user_id, query, now=call.now)


@routes.get("/reports/comparison", returns=ComparisonOut, transaction="write", cost=HEAVY)
def read_comparison(call: Call, query: ComparedSelection) -> ComparisonDocument:
    """Read real and training trades apart and compared."""
    return report.comparison(call.session, call.user_id, query, now=call.now)


@routes.get(
    "/reports/rules/<strategy_id>",
    returns=RuleOutcomesOut,
    raises=(StrategyNotFound,),
    transaction="write",
    cost=HEAVY,
)
def read_rule_outcomes(call: Call, strategy_id: Id, query: Selection) -> RuleOutcomesDocument:
    """Read what keeping and breaking the rules of a strategy came to."""
    return rule_outcomes.rule_outcomes(
        call.session,
        call.user_id,
        strategy_id,
        query,
        now=call.now,
    )


@routes.get(
    "/reports/chart",
    returns=RawAnswer,
    transaction="write",
    content_type=("image/png", "image/svg+xml"),
    cost=HEAVY,
)
def read_chart(call: Call, query: ChartSelection) -> RawAnswer:
    """Draw the equity curve, the calendar or the histogram of R, as PNG or SVG."""
    # With Matplotlib: most processes draw nothing.
    from backend.features.record.performance import charts

    drawn, content_type = charts.draw(call.session, call.user_id, query, now=call.now)
    return RawAnswer(drawn, content_type, {"Cache-Control": "private, no-cache"})
