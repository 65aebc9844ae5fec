"""What is promised to be done: a pause, less size, or the end of the day, wherever it stands. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backend.features.chat.understanding.readers.promise_words import (
    PromiseWord,
    promise_words_of,
)
from backend.features.record.rulebook.models import CommitmentAction

MOST_MINUTES = 1440
_UNIT = r"(?P<unit>minutes?|minuten?|minutos?|minuti|mins?|m|hours?|hrs?|h|stunden?|horas?|heures?|ore|ora)"
_DURATION = re.compile(
    rf"(?<![\d.,:])(?P<number>\d{{1,4}}(?:\.\d)?)[ -]?{_UNIT}\b"
    r"|\b(?P<half>half (?:an |1 )?hour|halbe stunde|media hora|mezz'?ora|meia hora|demi[ -]heure)\b"
    r"|\b(?P<quarter>(?:a )?quarter (?:of )?(?:an |1 )?hour)\b"
    r"|\b(?P<hour>(?:an|the|1|full|whole|next) hour|eine stunde|una hora|une heure|un'ora|uma hora)\b"
)
_BARE_PAUSE = re.compile(
    r"\b(?:pause|break|wait|timeout|pausa)(?: of| for|:)? (?P<number>\d{1,3})\b(?! ?(?:%|trades?|r\b|losses))"
)
_PERCENT = re.compile(r"(?<![\d.])(?P<number>\d{1,2}) ?(?:%|percent|pct|prozent|por ?ciento)")
_REMAINING = re.compile(
    r"\b(?:to|at|with|only|auf) (?:about |just |only )?\d{1,2} ?(?:%|percent|pct)"
)
_QUARTER = re.compile(r"\bquarter\b(?! (?:of )?(?:an? |1 )?hour)")
_THIRD = re.compile(r"\bby (?:a|1) 3rd\b|\b(?:a|1) 3rd (?:less|smaller|off)\b")
_HALF_HOUR = re.compile(
    r"\b(?:half (?:an? |1 )?hour|halbe stunde|half (?:an? |1 )?day|half past)\b"
)
_FOR_THE_DAY = re.compile(
    r"\b(?:nothing (?:more|else)"
    r"|no (?:more|further|other)(?: trad(?:es|ing)| entries)?"
    r"(?=\W*(?:\Z|[.;!,]|for\b|today\b|that day\b|until\b|till\b))"
    r"|is my last\b|not (?:1 |one )?another|keine? weiteren?|that's it|thats it"
    r"|done|for (?:the|this|that) (?:day|session)|rest of the (?:day|session)|for today|till tomorrow|until tomorrow)\b"
)
_AT_MOST = (
    r"(?:no more than|not more than|never more than|at (?:the )?most|max(?:imum)?|only|just|up to"
    r"|limit(?: myself)? (?:of|to)|keep it (?:to|at|under))"
)
_TRADES = r"(?:trades?|entries|positions)"
_MOST_TRADES = re.compile(
    rf"\b{_AT_MOST} (?:of )?\d{{1,2}} (?:\w+ )?{_TRADES}\b"
    rf"|\b\d{{1,2}} (?:\w+ )?{_TRADES} (?:max\w*|at (?:the )?most|tops|and no more|only)\b"
)
_W = PromiseWord


@dataclass(frozen=True, slots=True)
class PromiseAction:
    """What is done.

    Attributes:
        percent: of the size before, that is still traded.
    """

    promise: CommitmentAction
    minutes: int | None = None
    percent: int | None = None


def action_in(words: str, tokens: Sequence[str]) -> PromiseAction | None:
    """The action; null where none is told."""
    spoken = {cue for token in tokens for cue in promise_words_of(token)}
    minutes = _minutes(words)
    percent = _remaining(words, spoken)
    if minutes is not None and (_W.PAUSE in spoken or percent is None):
        return PromiseAction(CommitmentAction.PAUSE, minutes=min(max(minutes, 1), MOST_MINUTES))
    if percent is not None:
        return PromiseAction(CommitmentAction.REDUCE_SIZE, percent=percent)
    if _FOR_THE_DAY.search(words) or limits_trades(words) or _quits(tokens):
        return PromiseAction(CommitmentAction.STOP_FOR_THE_DAY)
    if _W.PAUSE in spoken and {"break", "pause", "timeout", "breather"} & set(tokens):
        return PromiseAction(CommitmentAction.PAUSE)
    return None


def limits_trades(words: str) -> bool:
    """Whether so many trades are the most: a limit by itself, and the end of the day where it is promised."""
    return _MOST_TRADES.search(words) is not None


def _quits(tokens: Sequence[str]) -> bool:
    """Whether something is ended that is not the stop of a trade: "i am out", not "stopped out"."""
    for place, token in enumerate(tokens):
        if _W.QUIT not in promise_words_of(token):
            continue
        before = tokens[place - 1] if place else ""
        behind = tokens[place + 1] if place + 1 < len(tokens) else ""
        is_a_stop_out = token in ("out", "outs") and (before in ("stop", "stopped", "-"))
        is_a_stop = token == "stop" and (  # noqa: S105
            behind == "out" or _W.ARTICLE in promise_words_of(before)
        )
        if not is_a_stop_out and not is_a_stop:
            return True
    return False


def _minutes(words: str) -> int | None:
    match = _DURATION.search(words)
    if match is None:
        bare = _BARE_PAUSE.search(words)
        return None if bare is None else int(bare["number"])
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15
    if match["hour"]:
        return 60
    is_in_minutes = match["unit"].startswith("m")
    return round(float(match["number"]) * (1 if is_in_minutes else 60))


def _remaining(words: str, spoken: set[PromiseWord]) -> int | None:
    """How much of the size is left: half, "by 30%" leaves 70, "to 30%" leaves 30; null where it stays."""
    match = _PERCENT.search(words)
    is_less = _W.REDUCTION in spoken or re.search(r"\b(?:size|scale) down\b", words) is not None
    if _THIRD.search(words):
        return 67
    if match is not None and (is_less or _W.SIZE in spoken):
        number = int(match["number"])
        is_remaining = not is_less or _REMAINING.search(words) is not None
        return max(1, number if is_remaining else 100 - number)
    if _W.HALF in spoken and not _HALF_HOUR.search(words):
        return 50
    if _QUARTER.search(words):
        return 75 if is_less else 25
    return None
