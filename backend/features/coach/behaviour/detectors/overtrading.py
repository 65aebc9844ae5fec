"""More decisions in a session than usual."""

import re
from collections.abc import Mapping
from typing import Any

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.quant.behaviour.detectors.overtrading import Overtrading


def _sentence(inputs: Mapping[str, Any]) -> str:
    usual = inputs["usual_at_most"]
    than = "" if usual is None else f"; up to {usual:.0f} is usual for you"
    return f"{inputs['decisions']:.0f} trades in one session{than}."


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
