"""Findings in plain sentences: behaviour, not character; figures, no diagnosis."""

from collections.abc import Mapping
from typing import Any

from backend.features.coach.behaviour.rules import COMPARED
from backend.quant.behaviour.events import Cost, Detector

WHAT = {
    Detector.REVENGE: "Entries soon after a loss, larger or without a plan",
    Detector.FOMO: "Entries that chase the price",
    Detector.OVERTRADING: "More trades in a session than is usual for you or pays",
    Detector.OVERSIZING: "More risk than is usual for you or allowed by you",
    Detector.DISPOSITION: "Losers held much longer than you usually hold",
    Detector.STOP_MOVING: "Stops that are widened or taken away",
    Detector.EARLY_EXIT: "Winners that are left long before their target",
    Detector.TIME_OF_DAY: "Trades in a part of the day that costs you",
    Detector.AVERAGING_DOWN: "Adding to losers outside of a plan",
    Detector.TILT: "Tilt, by several of these close together or one that is far from your usual",
    Detector.PLAN_DRIFT: "Plans that are changed after the entry",
}
"""What each detector looks for."""

RULES = {
    "gap_after_loss": "your own pause after a loss",
    "daily_loss": "your daily loss",
    "trades_a_day": "your number of trades a day",
    "most_risk": "your risk per trade",
    "most_risk_amount": "your risk per trade",
    "most_open_risk": "your open risk",
}
"""The trader's own rules, by the names that the detectors give them."""


def said(detector: str, inputs: Mapping[str, Any], declared: list[str]) -> str:
    """One event in a sentence, and which own rule it broke."""
    sentence = _SENTENCES[Detector(detector)](inputs)
    if declared:
        named = ", and ".join(dict.fromkeys(_against(name, inputs) for name in declared))
        sentence += f" Against {named}."
    return sentence


def _against(name: str, inputs: Mapping[str, Any]) -> str:
    """An own rule, with what was done and what it allows, where that is known."""
    rule = RULES.get(name, name.replace("_", " "))
    done, limit, factor, unit = _MEASURED.get(name, ("", "", 1, ""))
    if inputs.get(done) is None or inputs.get(limit) is None:
        return rule
    return f"{rule}: {_plain(inputs[done] * factor)}{unit}, where you said {_plain(inputs[limit] * factor)}{unit}"


def _plain(value: float) -> str:
    """Two places at the most, without zeros at the end."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


_MEASURED = {
    "gap_after_loss": ("gap_minutes", "pause_minutes", 1, " minutes"),
    "trades_a_day": ("decisions", "declared", 1, ""),
    "most_risk": ("risk", "limit_most_risk", 100, " % of the account"),
    "most_risk_amount": ("risk_amount", "limit_most_risk_amount", 1, ""),
    "most_open_risk": ("open_risk", "limit_most_open_risk", 100, " % of the account"),
}
"""Of an own rule: the figures of an event that say what was done and what is allowed, and how they are shown."""


def described(detector: str, events: int, positions: int, lately: int, window: int) -> str:
    """A pattern in a sentence."""
    often = "once" if events == 1 else f"{events} times"
    return f"{WHAT[Detector(detector)]}: {often} in {positions} positions, {lately} in the last {window}."


def cost_said(cost: Cost) -> str:
    """What it cost, or that nobody can say yet."""
    if cost.r is None or cost.interval is None:
        return "What it costs is not known yet."
    low, high = cost.interval.low, cost.interval.high
    span = f"{cost.r:+.1f} R against {COMPARED[cost.against]} (95 %: {low:+.1f} to {high:+.1f})"
    if not cost.is_measurable:
        return f"No measurable cost so far: {span}."
    return f"It {'cost' if cost.r < 0 else 'brought'} {span}."


def _minutes(value: Any) -> str:
    if value is None:
        return "some time"
    return f"{value * 60:.0f} seconds" if value < 2 else f"{value:.0f} minutes"


def _figure(value: Any, digits: int = 1) -> str:
    return "?" if value is None else f"{value:.{digits}f}"


def _revenge(told: Mapping[str, Any]) -> str:
    found = [
        f"Entered {_minutes(told['gap_minutes'])} after a loss of {_figure(abs(told['loss_r'] or 0))} R"
    ]
    if told["larger"]:
        found.append(f"{_figure(told['size_ratio'])} times your usual risk")
    if told["unplanned"]:
        found.append("without a plan from before")
    if told["same_instrument"]:
        found.append("in the same instrument")
    return ", ".join(found) + "."


def _fomo(told: Mapping[str, Any]) -> str:
    found = []
    if told["chased"]:
        found.append(f"{_figure(told['chased_r'], 2)} R beyond the planned entry")
    if told["extended"]:
        found.append(f"after a run of {_figure(told['run'])} average ranges")
    if told["too_little_left"]:
        found.append("with less reward left than the plan asks for")
    if told["rapid"]:
        found.append("within a minute of the first thought of it")
    if told["entered_again_at_a_worse_price"]:
        found.append("again, at a worse price than the exit before")
    return f"Entered {', '.join(found) or 'in a chase'}."


def _overtrading(told: Mapping[str, Any]) -> str:
    usual = told["usual_at_most"]
    than = "" if usual is None else f"; up to {usual:.0f} is usual for you"
    return f"{told['decisions']:.0f} trades in one session{than}."


def _oversizing(told: Mapping[str, Any]) -> str:
    ratio = told["size_ratio"]
    if ratio is None:
        return "More risk than you allow yourself."
    return f"{_figure(ratio)} times your usual risk."


def _disposition(told: Mapping[str, Any]) -> str:
    usual = _minutes(told["usual_minutes"])
    return f"A loser was held for {_minutes(told['held_minutes'])}; usual for you is {usual}."


def _stop_moving(told: Mapping[str, Any]) -> str:
    if told.get("inferred"):
        return f"The loss went {_figure(told['beyond_stop_r'])} R beyond the stop."
    if told["removed"]:
        return "The stop was taken away while the trade was open."
    return f"The stop was moved {_figure(told['widened_r'])} R further away."


def _early_exit(told: Mapping[str, Any]) -> str:
    return f"A winner was left at {_figure(told['captured_r'])} R; its target was {_figure(told['target_r'])} R."


def _time_of_day(told: Mapping[str, Any]) -> str:
    mean, others = _figure(told["mean_r"], 2), _figure(told["mean_r_of_others"], 2)
    return f"Entered in the {told['phase']}, where your mean is {mean} R; at other times it is {others} R."


def _averaging_down(told: Mapping[str, Any]) -> str:
    added = _figure(told["added_size"])
    return f"{added} times the first size was added while the trade was {_figure(told['open_r'])} R under water."


def _tilt(told: Mapping[str, Any]) -> str:
    named = str(told["behaviours"]).replace("_", " ")
    if told.get("seen") == 1:
        return f"One behaviour, strong enough to be tilt by itself: {named}."
    if "," not in named and told.get("seen"):
        return f"{told['seen']} times close together in one session: {named}."
    return f"Close together in one session: {named}."


def _plan_drift(told: Mapping[str, Any]) -> str:
    found = []
    if told["terms_edited"]:
        found.append("its terms were edited")
    if told["target_nearer"]:
        found.append("a target was moved nearer")
    if told["ticks_after_exit"]:
        found.append("criteria were ticked after the exit")
    return f"After the entry, {' and '.join(found) or 'the plan was changed'}."


_SENTENCES = {
    Detector.REVENGE: _revenge,
    Detector.FOMO: _fomo,
    Detector.OVERTRADING: _overtrading,
    Detector.OVERSIZING: _oversizing,
    Detector.DISPOSITION: _disposition,
    Detector.STOP_MOVING: _stop_moving,
    Detector.EARLY_EXIT: _early_exit,
    Detector.TIME_OF_DAY: _time_of_day,
    Detector.AVERAGING_DOWN: _averaging_down,
    Detector.TILT: _tilt,
    Detector.PLAN_DRIFT: _plan_drift,
}
