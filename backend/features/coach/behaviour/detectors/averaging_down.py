"""Adding to losers outside of a plan."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import figure
from backend.quant.behaviour.detectors.averaging_down import AveragingDown
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    added, open_r = figure(inputs["added_size"]), figure(inputs["open_r"])
    return f"{added} times the first size was added while the trade was {open_r} R under water."


DESCRIPTOR = DetectorDescriptor(
    rule=AveragingDown(),
    heading="Adding to losers outside of a plan",
    name="adding to a loser",
    sentence=_sentence,
    question="Have I been averaging down?",
    topic_words=re.compile(
        r"\baverag\w+ down\b"
        r"|\badd(?:ed|ing|s)? to (?:a |my |the )?los\w+"
        r"|\bdoubl\w+ down\b",
        re.I,
    ),
    feelings=(),
    kin=(),
)
