"""One figure in one sentence: the figure first, then what makes it weak in half a sentence."""

from decimal import Decimal

from backend.core.plural import counted
from backend.features.record.questions import weaknesses
from backend.features.record.questions.measures import TERMS
from backend.features.record.questions.phrases.figure_text import value_text
from backend.features.record.questions.schemas import (
    AnsweredFigure,
    Measure,
    Weakness,
)

REASONS = {
    "no_trades": "there are no closed trades for it",
    "no_decided_trades": "every trade broke even",
    "no_win": "there is no win yet",
    "no_loss": "there is no loss yet",
    "too_few_trades": "it needs more trades",
    "too_few_days": "it needs more days",
    "no_variation": "all results are the same",
    "no_drawdown": "there was no drawdown",
    "no_starting_equity": "no money was paid into these accounts; note what they began with",
    "equity_exhausted": "the equity of these accounts was used up",
    "several_behaviours": "behaviours overlap; ask for one of them",
    "not_measured": "too few of its trades have an R; note their stops",
}


def figure_sentence(figure: AnsweredFigure, scope: str, currency: str) -> str:
    """A figure as one is told it: `You won 58% on Mondays (N 31), which may be anything from 40% to 74%.`."""
    where = f" {scope}" if scope else ""
    if figure.value is None:
        reason = _reason(figure)
        return f"Your {TERMS[figure.measure].name}{where} is not known: {reason}."
    lead = _lead(figure, where, currency)
    return f"{lead}{weakness_text(figure, currency)}."


def _reason(figure: AnsweredFigure) -> str:
    """What is missing, which is what would make it answerable."""
    if figure.measure is Measure.ADHERENCE:
        return "none of these trades followed a plan that stood before it"
    return REASONS.get(figure.reason or "", "the record does not tell it")


def _lead(figure: AnsweredFigure, where: str, currency: str) -> str:
    text = value_text(figure.value, figure.unit, currency)
    value = Decimal(str(figure.value))
    measure = figure.measure
    if measure is Measure.TRADES:
        return f"You closed {counted(int(value), 'trade', 'trades')}{where}"
    if measure is Measure.TRADES_PER_DAY:
        return f"You closed {text} trades a day on average{where} (N {figure.n})"
    if measure is Measure.WIN_RATE:
        return f"You won {text}{where} (N {figure.n})"
    if measure in (Measure.NET_PNL, Measure.EXPECTANCY, Measure.TOTAL_R):
        return _made_or_lost(figure, value, where, currency)
    if measure is Measure.FEES:
        return f"You paid {text} in fees{where} (N {figure.n})"
    if measure is Measure.CURRENT_STREAK:
        return f"You are on a run of {_run(int(value))}{where}"
    if measure is Measure.RISK:
        return f"You risk {text} a trade on average{where} (1 R, N {figure.n})"
    if measure in (Measure.LONGEST_LOSING_STREAK, Measure.LONGEST_WINNING_STREAK):
        text = counted(int(value), "trade", "trades")
    return f"Your {TERMS[measure].name}{where} is {text} (N {figure.n})"


def _made_or_lost(figure: AnsweredFigure, value: Decimal, where: str, currency: str) -> str:
    size = value_text(abs(value), figure.unit, currency)
    verb = "lost" if value < 0 else "made"
    rate = " a trade" if figure.measure is Measure.EXPECTANCY else ""
    return f"You {verb} {size}{rate}{where} (N {figure.n})"


def _run(length: int) -> str:
    if length < 0:
        return counted(-length, "loss", "losses")
    return counted(length, "win", "wins")


def weakness_text(figure: AnsweredFigure, currency: str) -> str:
    """What makes a figure weak, as the end of its sentence; empty where nothing does."""
    weak = weaknesses.of_figure(figure)
    reach = reach_text(figure, currency)
    if reach and Weakness.SPANS_ZERO in weak:
        return f", which may be nothing but chance: anything {reach}"
    if reach:
        return f", which may be anything {reach}"
    if Weakness.FEW_TRADES in weak:
        return ", too few to lean on"
    return ""


def reach_text(figure: AnsweredFigure, currency: str) -> str:
    """`from 40% to 74%`; empty without an interval."""
    if figure.interval is None:
        return ""
    low = value_text(figure.interval.low, figure.unit, currency)
    high = value_text(figure.interval.high, figure.unit, currency)
    return f"from {low} to {high}"
