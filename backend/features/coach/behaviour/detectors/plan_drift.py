"""Plans that are changed after the entry."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.quant.behaviour.detectors.plan_drift import PlanDrift
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    parts = []
    if inputs["terms_edited"]:
        parts.append("its terms were edited")
    if inputs["target_nearer"]:
        parts.append("a target was moved nearer")
    if inputs["ticks_after_exit"]:
        parts.append("criteria were ticked after the exit")
    return f"After the entry, {' and '.join(parts) or 'the plan was changed'}."


DESCRIPTOR = DetectorDescriptor(
    rule=PlanDrift(),
    heading="Plans that are changed after the entry",
    name="drifting from the plan",
    sentence=_sentence,
    question="Do I stick to my plans?",
    topic_words=re.compile(
        r"\b(?:chang|drift|deviat|adjust|abandon|stray)\w* (?:from |away from )?(?:my |the )?plans?\b"
        r"|\b(?:stick|stuck|sticking) to (?:my |the |a )?plans?\b"
        r"|\bnot follow\w* (?:my |the )?plan\b",
        re.I,
    ),
    feelings=(),
    kin=("adherence", "unplanned"),
)
