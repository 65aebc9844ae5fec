"""Several behaviours close together."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.quant.behaviour.detectors.tilt import Tilt
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    behaviours = str(inputs["behaviours"]).replace("_", " ")
    number = inputs.get("seen")
    if number == 1:
        return f"One behaviour, strong enough to be tilt by itself: {behaviours}."
    if number and "," not in behaviours:
        return f"{number} times close together in one session: {behaviours}."
    return f"Close together in one session: {behaviours}."


DESCRIPTOR = DetectorDescriptor(
    rule=Tilt(),
    heading="Tilt, by several of these close together or one that is far from your usual",
    name="the heat after losses",
    sentence=_sentence,
    question="Am I on tilt?",
    topic_words=re.compile(
        r"\b(?:on |full )?tilt(?:ed|ing)?\b"
        r"|\bout of control\b"
        r"|\blos(?:e|ing) (?:control|it)\b",
        re.I,
    ),
    feelings=("revenge", "anger", "tilt"),
    kin=("losing_run", "fresh_loss"),
)
