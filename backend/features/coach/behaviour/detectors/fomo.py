"""Entries that chase the price."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import figure
from backend.quant.behaviour.detectors.fomo import Fomo
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    parts = []
    if inputs["chased"]:
        parts.append(f"{figure(inputs['chased_r'], 2)} R beyond the planned entry")
    if inputs["extended"]:
        parts.append(f"after a run of {figure(inputs['run'])} average ranges")
    if inputs["too_little_left"]:
        parts.append("with less reward left than the plan asks for")
    if inputs["rapid"]:
        parts.append("within a minute of the first thought of it")
    if inputs["entered_again_at_a_worse_price"]:
        parts.append("again, at a worse price than the exit before")
    return f"Entered {', '.join(parts) or 'in a chase'}."


DESCRIPTOR = DetectorDescriptor(
    rule=Fomo(),
    heading="Entries that chase the price",
    name="chasing",
    sentence=_sentence,
    question="Was that chasing again?",
    topic_words=re.compile(
        r"\bfomo\b"
        r"|\bchas(?:e|ed|ing)\b"
        r"|\bmissing out\b"
        r"|\bmissed the move\b"
        r"|\brunning away\b",
        re.I,
    ),
    feelings=("fomo",),
    kin=(),
)
