"""What a provider says when it refuses, as a log may have it: its own words, without any of ours.

Some repeat what they were sent. So of its words only those are kept that were not sent, and those of the protocol.
"""

import re
from collections.abc import Iterable

from backend.features.ai.sanitize import clean_text, plain

LONGEST = 300  # characters
LONGEST_READ = 2_000
MASK = "…"
# What refusals are made of, also where a trader used the word.
PROTOCOL = frozenset(
    """
    a additional additionalproperties allowed an and any api are argument at badrequesterror be body by call can cannot
    choice code completion completions does endpoint error expected extra extra_forbidden failed field for format found
    function grammar has implemented in include_usage input inputs instead integer invalid invalid_request_error is it
    json json_object json_schema key length limit loc max_completion_tokens max_tokens maximum message messages missing
    mode model msg must name no not null object of on only or param parameter parse permitted please property provided
    reason request required response response_format schema server stream stream_options strict string structured
    support supported supports template than that the this to token tokens tool tool_calls tool_choice tools type
    unexpected unknown unrecognized unsupported unsupported_parameter use valid validation value was when with you your
    """.split()
)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_WORD = re.compile(r"\w+")
_MASKS = re.compile(rf"{MASK}(?:[^\w{MASK}]{{0,4}}{MASK})+")


def words_of_refusal(message: str, sent: Iterable[str]) -> str:
    """A provider's words without what it was sent, be it whole, in part or escaped.

    Args:
        message: as it came.
        sent: texts that no log may have: the trader's words, facts, the key.
    """
    readable = _ESCAPE.sub(lambda escape: chr(int(escape.group(1), 16)), message[:LONGEST_READ])
    secret = plain("\n".join(sent)).casefold()

    def shown(match: re.Match[str]) -> str:
        word = match.group().casefold()
        if word in PROTOCOL or word not in secret:
            return match.group()
        return MASK

    masked = _WORD.sub(shown, clean_text(plain(readable)))
    return " ".join(_MASKS.sub(MASK, masked).split())[:LONGEST]
