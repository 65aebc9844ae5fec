"""What asks for help with the product itself. Pure."""

import re

from backend.features.chat.understanding.requests import HelpRequest

_HELP = re.compile(
    r"\A\W{0,8}+(?:help|hilfe|ayuda|aide)\W{0,8}\Z|\bwhat (?:can|do) you (?:do|know|offer|support)\b"
    r"|\bwhat are you (?:able|capable|for)\b|\bhow (?:do|can|should) i (?:use|log|enter|record"
    r"|add|upload|set|export|delete|change|start|connect|import|send)\b"
    r"|\bhow does (?:this|it|that|the app|the coach) work\b|\bwhat (?:commands|features)\b"
    r"|\b(?:list|show) (?:me )?(?:all |the )?(?:commands|features|options)\b|\bwhere (?:do"
    r"|can) i (?:find|see|log|set|change|upload)\b",
    re.I,
)


def read_help(text: str) -> HelpRequest | None:
    """A request for help; null for all others."""
    return HelpRequest() if _HELP.search(text) is not None else None
