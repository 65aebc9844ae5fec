"""Stops that are widened or taken away."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import figure
from backend.quant.behaviour.detectors.stop_moving import StopMoving
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    if inputs.get("inferred"):
        return f"The loss went {figure(inputs['beyond_stop_r'])} R beyond the stop."
    if inputs["removed"]:
        return "The stop was taken away while the trade was open."
    return f"The stop was moved {figure(inputs['widened_r'])} R further away."


DESCRIPTOR = DetectorDescriptor(
    rule=StopMoving(),
    heading="Stops that are widened or taken away",
    name="moving the stop",
    sentence=_sentence,
    question="How often do I move my stop?",
    topic_words=re.compile(
        r"\b(?:mov|widen|remov|pull|shift)\w* (?:away |up |down )?(?:my |the |a )?stops?\b"
        r"|\b(?:took|take|taking) (?:my|the) stop (?:away|off|out)\b",
        re.I,
    ),
    feelings=("moved_stop",),
    kin=("open_without_stop",),
)
