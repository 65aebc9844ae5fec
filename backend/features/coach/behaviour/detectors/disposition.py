"""Losers that are held too long."""

import re

from backend.features.coach.behaviour.detectors.descriptor import DetectorDescriptor
from backend.features.coach.behaviour.detectors.figures import minutes
from backend.quant.behaviour.detectors.disposition import Disposition
from backend.quant.behaviour.events import Inputs


def _sentence(inputs: Inputs) -> str:
    usual = minutes(inputs["usual_minutes"])
    return f"A loser was held for {minutes(inputs['held_minutes'])}; usual for you is {usual}."


DESCRIPTOR = DetectorDescriptor(
    rule=Disposition(),
    heading="Losers held much longer than you usually hold",
    name="holding a loser longer than a winner",
    sentence=_sentence,
    question="Do I hang on to losers?",
    topic_words=re.compile(
        r"\b(?:hold|held|hang|hung|keep|kept|let)\w* (?:on to |onto )?(?:my |the |a )?los(?:ers?|ing|ses)\b",
        re.I,
    ),
    feelings=(),
    kin=(),
)
