"""Findings in plain sentences: behaviour, not character; figures, no diagnosis."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.features.coach.behaviour.detectors.figures import number
from backend.features.coach.behaviour.detectors.registry import DESCRIPTOR_OF
from backend.features.coach.behaviour.rules import COMPARED
from backend.quant.behaviour.events import BehaviourCost, Inputs


@dataclass(frozen=True, slots=True)
class OwnRule:
    """How a rule of the trader's own is said.

    Attributes:
        name: how the trader calls it.
        done, allowed: inputs of an event that say what was done and what the rule allows; empty where none does.
        factor, unit: how these two are shown.
    """

    name: str
    done: str = ""
    allowed: str = ""
    factor: int = 1
    unit: str = ""


OWN_RULES: Mapping[str, OwnRule] = {
    "daily_loss": OwnRule("your daily loss"),
    "gap_after_loss": OwnRule(
        "your own pause after a loss",
        done="gap_minutes",
        allowed="pause_minutes",
        unit=" minutes",
    ),
    "trades_a_day": OwnRule(
        "your number of trades a day",
        done="decisions",
        allowed="declared",
    ),
    "most_risk": OwnRule(
        "your risk per trade",
        done="risk",
        allowed="limit_most_risk",
        factor=100,
        unit=" % of the account",
    ),
    "most_risk_amount": OwnRule(
        "your risk per trade",
        done="risk_amount",
        allowed="limit_most_risk_amount",
    ),
    "most_open_risk": OwnRule(
        "your open risk",
        done="open_risk",
        allowed="limit_most_open_risk",
        factor=100,
        unit=" % of the account",
    ),
}
"""The trader's own rules, by the names that the detectors give them."""


def event_sentence(detector: str, inputs: Inputs, declared: list[str]) -> str:
    """One event in a sentence, and which own rule it broke."""
    sentence = DESCRIPTOR_OF[detector].sentence(inputs)
    if declared:
        broken = ", and ".join(dict.fromkeys(_against(name, inputs) for name in declared))
        sentence += f" Against {broken}."
    return sentence


def _against(name: str, inputs: Inputs) -> str:
    """An own rule, with what was done and what it allows, where that is known."""
    rule = OWN_RULES.get(name, OwnRule(name.replace("_", " ")))
    done, allowed = number(inputs.get(rule.done)), number(inputs.get(rule.allowed))
    if done is None or allowed is None:
        return rule.name
    done_words = f"{_plain(done * rule.factor)}{rule.unit}"
    allowed_words = f"{_plain(allowed * rule.factor)}{rule.unit}"
    return f"{rule.name}: {done_words}, where you said {allowed_words}"


def _plain(value: float) -> str:
    """Two places at the most, without zeros at the end."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def pattern_sentence(detector: str, events: int, positions: int, lately: int, window: int) -> str:
    """A pattern in a sentence."""
    often = "once"
    if events != 1:
        often = f"{events} times"
    heading = DESCRIPTOR_OF[detector].heading
    return f"{heading}: {often} in {positions} positions, {lately or 'none'} in the last {window}."


def cost_sentence(cost: BehaviourCost) -> str:
    """What it cost, or that nobody can say yet."""
    if cost.r is None or cost.interval is None:
        return "What it costs is not known yet."
    low, high = cost.interval.low, cost.interval.high
    span = f"{cost.r:+.1f} R against {COMPARED[cost.against]} (95 %: {low:+.1f} to {high:+.1f})"
    if not cost.is_measurable:
        return f"No measurable cost so far: {span}."
    return f"It {'cost' if cost.r < 0 else 'brought'} {span}."
