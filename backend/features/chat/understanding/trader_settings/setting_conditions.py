"""A setting that is wished for some days alone: settings hold every day, so that is asked and never dropped. Pure."""

import re

from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    SettingRequest,
    Understanding,
)

_DAYS = re.compile(
    r"\b(?:on|for|every|only on|just on|during|over|at|am|an)\s+(?:the\s+)?"
    r"((?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?|week ?ends?"
    r"|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|wochenende"
    r"|(?:nfp|fomc|cpi|news|expiry|holiday|bad|good|down|red) days?|news|holidays?)\b",
    re.I,
)


def with_conditions_asked(understanding: Understanding, text: str) -> Understanding:
    """The understanding, or a question where a setting was wished for some days and would hold on all of them."""
    request = understanding.requests[0] if understanding.requests else None
    if not isinstance(request, SettingRequest) or understanding.clarification is not None:
        return understanding
    match = _DAYS.search(text)
    if match is None:
        return understanding
    question = (
        f"A setting holds every day; I cannot keep it to {match[1].lower()}. Set it for every day?"
    )
    every_day = ClarificationOption(label="Yes, for every day", request=request)
    asked_back = Clarification(
        question=question, about="setting", choices=(every_day,), pending=request
    )
    return understanding.model_copy(update={"clarification": asked_back})
