"""Winners that are left before their target."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import figure
from backend.quant.behaviour.detectors.early_exit import EarlyExit
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    captured, target = figure(inputs["captured_r"]), figure(inputs["target_r"])
    return f"A winner was left at {captured} R; its target was {target} R."


DESCRIPTOR = DetectorDescriptor(
    rule=EarlyExit(),
    heading="Winners that are left long before their target",
    name="leaving early",
    sentence=_sentence,
    question="Do I sell too soon?",
    topic_words=re.compile(
        r"\b(?:cut|cutting) (?:\w+ )?(?:winn\w+|profits?)\b"
        r"|\b(?:clos|exit|leav|left|sell|sold|tak|took|bank|get|got)\w* (?:\w+ ){0,4}(?:early|too soon|too quickly)\b",
        re.I,
    ),
    feelings=("fear",),
    kin=(),
)
