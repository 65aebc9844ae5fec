"""More risk than usual or than allowed."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import figure
from backend.quant.behaviour.detectors.oversizing import Oversizing
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    ratio = inputs["size_ratio"]
    if ratio is None:
        return "More risk than you allow yourself."
    return f"{figure(ratio)} times your usual risk."


DESCRIPTOR = DetectorDescriptor(
    rule=Oversizing(),
    heading="More risk than is usual for you or allowed by you",
    name="a size beyond your own",
    sentence=_sentence,
    question="Was my size too big?",
    topic_words=re.compile(
        r"\bover-?siz\w+"
        r"|\b(?:size|position|risk)\b[^.?!]{0,20}\btoo (?:big|large|high|much)\b"
        r"|\btoo (?:big|large) (?:a )?(?:size|position)"
        r"|\btoo much (?:size|risk)\b"
        r"|\b(?:doubl|rais|increas)\w* (?:my|the) size",
        re.I,
    ),
    feelings=("greed",),
    kin=("oversize",),
)
