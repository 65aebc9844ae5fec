"""More decisions in a session than usual."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import figure
from backend.quant.behaviour.detectors.overtrading import Overtrading
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    words = f"{figure(inputs['decisions'], 0)} trades in one session"
    if inputs["usual_at_most"] is not None:
        words += f"; up to {figure(inputs['usual_at_most'], 0)} is usual for you"
    return f"{words}."


DESCRIPTOR = DetectorDescriptor(
    rule=Overtrading(),
    heading="More trades in a session than is usual for you or pays",
    name="trading more than usual",
    sentence=_sentence,
    question="Do I take too many trades?",
    topic_words=re.compile(
        r"\bover-?trad\w+"
        r"|\b(?:too|so) many trades\b"
        r"|\btrad(?:e|ing) too (?:much|often)\b",
        re.I,
    ),
    feelings=(),
    kin=("day",),
)
