"""Phases of the day that do not pay."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import figure
from backend.quant.behaviour.detectors.time_of_day import TimeOfDay
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    mean, others = figure(inputs["mean_r"], 2), figure(inputs["mean_r_of_others"], 2)
    phase = inputs["phase"]
    return f"Entered in the {phase}, where your mean is {mean} R; at other times it is {others} R."


DESCRIPTOR = DetectorDescriptor(
    rule=TimeOfDay(),
    heading="Trades in a part of the day that costs you",
    name="trading in a part of the day that costs you",
    sentence=_sentence,
    question="What are my worst hours?",
    topic_words=re.compile(
        r"\btimes? of (?:the )?day\b"
        r"|\b(?:which|what|worst|best) (?:hours?|times?)\b"
        r"|\b(?:after|at|over|before) lunch\b"
        r"|\bin the (?:morning|afternoon)s?\b",
        re.I,
    ),
    feelings=(),
    kin=(),
)
