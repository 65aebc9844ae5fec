"""What the record's figures say of a behaviour that a conversation stays with. Pure."""

from collections.abc import Iterator, Mapping

from backend.features.coach.coach_context.group_comparisons import comparisons
from backend.features.coach.coach_context.views import CoachContext, FigureView
from backend.quant.behaviour.events import Detector

_FIGURES: Mapping[str, tuple[str, ...]] = {
    Detector.REVENGE: ("after_a_loss", "after_two_losses"),
    Detector.FOMO: ("planned", "premium_of_planning"),
    Detector.OVERTRADING: ("expectancy", "lately"),
    Detector.OVERSIZING: ("longest_losing_run", "beyond_the_stop"),
    Detector.DISPOSITION: ("holding_times", "payoff"),
    Detector.STOP_MOVING: ("beyond_the_stop", "payoff"),
    Detector.EARLY_EXIT: ("payoff", "holding_times"),
    Detector.TIME_OF_DAY: ("weekdays",),
    Detector.AVERAGING_DOWN: ("beyond_the_stop", "payoff"),
    Detector.TILT: ("after_two_losses", "longest_losing_run"),
    Detector.PLAN_DRIFT: ("adherence", "planned"),
}


def figures_on(detector: str, context: CoachContext) -> Iterator[FigureView]:
    """Figures that have to do with a behaviour, the most telling first."""
    compared = {figure.name: figure for figure in comparisons(context.cached.trades)}
    for name in _FIGURES.get(detector, ()):
        figure = compared.get(name) or context.figure(name)
        if figure is not None:
            yield figure
