"""Back in the market after a loss, faster or larger than usual."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import figure, minutes, number
from backend.quant.behaviour.detectors.revenge import Revenge
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    loss = figure(abs(number(inputs["loss_r"]) or 0.0))
    gap = minutes(inputs["gap_minutes"])
    parts = [f"Entered {gap} after a loss of {loss} R"]
    if inputs["larger"]:
        parts.append(f"{figure(inputs['size_ratio'])} times your usual risk")
    if inputs["unplanned"]:
        parts.append("without a plan from before")
    if inputs["same_instrument"]:
        parts.append("in the same instrument")
    return ", ".join(parts) + "."


DESCRIPTOR = DetectorDescriptor(
    rule=Revenge(),
    heading="Entries soon after a loss, larger or without a plan",
    name="a revenge entry",
    sentence=_sentence,
    question="Do I take revenge on the market?",
    topic_words=re.compile(
        r"\brevenge"
        r"|\bget(?:ting)? even\b"
        r"|\b(?:make|win|get) (?:it|that|this|my money) (?:all )?back\b"
        r"|\bmoney back\b"
        r"|\b(?:straight|right) back in\b",
        re.I,
    ),
    feelings=("revenge", "anger", "tilt"),
    kin=("quick_entries", "fresh_loss"),
)
