"""Times of day as they are spoken, "quarter to ten", "half nine", "ten past three", as figures. Pure."""

import re

_HALF_DAY = r"(?P<half_day> ?[ap]\.?m\b\.?)?"
_HOUR = rf"(?P<hour>1[0-2]|[1-9])(?![\d.,:%]|:\d)(?! ?(?:%|percent\b|r\b|lots?\b|contracts?\b)){_HALF_DAY}"
_OF_TIME = r"(?:after|before|past|until|untill|till|til|from|at|by|since|to|and|around)"
_QUARTER = re.compile(rf"\b(?:a )?quarter (?P<side>past|after|to|of|before|till|til) {_HOUR}", re.I)
_MINUTES = re.compile(
    rf"(?<![\d.:,$-])(?P<minutes>5|10|20|25) (?:min(?:ute)?s? )?(?P<side>past|to) {_HOUR}", re.I
)
_HALF_PAST = re.compile(rf"\bhalf past {_HOUR}", re.I)
_HALF_AFTER = re.compile(rf"\b(?P<lead>{_OF_TIME}) half {_HOUR}", re.I)
_HOUR_AND_MINUTES = re.compile(
    rf"\b(?P<lead>{_OF_TIME}) (?P<hour>1[0-2]|[1-9]) ?(?P<minutes>15|30|45)(?![\d.,:%])"
    rf"(?! ?(?:%|percent|min|r\b|lots?|contracts?|trades?|points?|ticks?|dollars?|bucks|usd|a day|per )){_HALF_DAY}",
    re.I,
)
_OF_TRADES = re.compile(r"\b(?:trades?|trading|entries|entry|enter|nothing)\s\Z", re.I)
_RANGE_LEAD = re.compile(r"\b(?:from|between)\s\Z", re.I)
_BEFORE = frozenset("to of before till til".split())


def with_clock_times(words: str) -> str:
    """The same words, small numbers being figures already, with spoken times as `9:45`."""
    words = _QUARTER.sub(lambda match: _clock(match, 15), words)
    words = _HALF_PAST.sub(lambda match: _clock(match, 30, "past"), words)
    words = _HALF_AFTER.sub(lambda match: f"{match['lead']} {_clock(match, 30, 'past')}", words)
    words = _MINUTES.sub(_minutes, words)
    return _HOUR_AND_MINUTES.sub(_hour_and_minutes, words)


def _hour_and_minutes(match: "re.Match[str]") -> str:
    """In "no trades after 330" that is a time; in "stop me after 330" it is money."""
    is_one_number = " " not in match.group().removeprefix(match["lead"]).strip()
    if is_one_number and not _OF_TRADES.search(match.string[: match.start()]):
        return match.group()
    return f"{match['lead']} {_clock(match, int(match['minutes']), 'past')}"


def _minutes(match: "re.Match[str]") -> str:
    """In "from 5 to 10" these are two hours."""
    if match["side"] == "to" and _RANGE_LEAD.search(match.string[: match.start()]):
        return match.group()
    return _clock(match, int(match["minutes"]))


def _clock(match: "re.Match[str]", minutes: int, side: str | None = None) -> str:
    hour = int(match["hour"])
    if (side or match["side"]) in _BEFORE:
        hour, minutes = (hour - 1) or 12, 60 - minutes
    half_day = (match["half_day"] or "").strip()
    return f"{hour}:{minutes:02}{' ' if half_day else ''}{half_day}"
