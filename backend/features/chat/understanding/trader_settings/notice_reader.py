"""Notifications, emails and nudges in words: what is to be turned on or off, and when it is to be quiet. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.chat.understanding.trader_settings.setting_values import (
    places_of,
    tokens_of,
    values_in,
)

_SUBJECTS: tuple[tuple[SettingName, str], ...] = (
    (SettingName.EMAILS, r"e-?mails?\b|mails?\b|e-?mailing|mailing\b"),
    (
        SettingName.NUDGES,
        r"nudg(?:es?|ing)\b|reminders?\b|reminding\b|pings?\b|pinging\b|coach(?:ing)? messages?\b|pep talks?\b"
        r"|(?:speak(?:ing)?|talk(?:ing)?|writ(?:e|ing)|messag(?:e|ing)) (?:to )?(?:me )?first\b",
    ),
    (
        SettingName.NOTICES,
        r"notifications?\b|notifs?\b|notifcations?\b|notifiying\b|alerts?\b|push(?:es)?\b|pop-?ups?\b",
    ),
)
_SUBJECT = re.compile("|".join(rf"\b(?P<{name.value}>{words})" for name, words in _SUBJECTS))
_OFF = re.compile(
    r"\b(?:turn(?:ed|ing)?|switch(?:ed|ing)?|shut|take|set|put) (?:\w+ ){0,5}?off\b|\boff\b"
    r"|\b(?:stop|disable|mute|silence|cancel|kill|quit|end|remove|deactivate|unsubscribe|pause|snooze|no more|no"
    r"|get rid of|enough(?: of)?)\b"
    r"|\b(?:don'?t|do not|never) (?:\w+ )?(?:send|e-?mail|mail|nudge|ping|remind|want|need|message|notify)\b"
)
_ON = re.compile(
    r"\b(?:turn|switch|set|put) (?:\w+ ){0,5}?on\b|\b(?:enable|start|resume|activate|unmute|reactivate|bring back"
    r"|i want|i'd like|give me|send me|subscribe)\b|\bon (?:again|please|pls)\b|\bback on\b|\bon\W*\Z"
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("before_open", r"morning|pre-?market|before the (?:open|bell)|opening|open"),
    ("after_close", r"evening|after (?:the )?close|end[- ]of[- ]day|eod|closing|after hours"),
    ("weekly_review", r"weekly(?: reviews?)?|week(?:ly)?[- ]review|review"),
    ("after_losses", r"after (?:a |my )?(?:run of )?loss(?:es)?|losing streak|loss streak"),
    ("near_limit", r"near(?: the| my)? limit|close to (?:the|my) limit|limit warning"),
    ("pattern", r"patterns?|behaviou?rs?"),
    ("plan_expired", r"(?:expired )?plans?|plan expir\w*"),
    ("session_locked", r"lock(?:ed|outs?|s)?"),
    ("session_caution", r"caution"),
    ("ai_budget", r"budget|usage"),
)
_KIND = re.compile("|".join(rf"\b(?P<{name}>(?:{words})\b)" for name, words in _KINDS))
_OF_NUDGES = frozenset("before_open after_close weekly_review after_losses near_limit".split())
_OF_NOTICES = frozenset(
    "weekly_review pattern plan_expired session_locked session_caution ai_budget".split()
)
_QUIET = re.compile(
    r"\bquiet (?:hours?|times?|period|from|between)\b|\bdo not disturb\b|\bdnd\b|\bsilent (?:hours|from|between)\b"
)
_CLAUSE = re.compile(r"[.;!?\n](?!\d)|,| and | but | plus | then ")
_LIMITED = re.compile(
    r"\b(?:till|til|until|untill)\b|\bfor (?:the |an? )?(?:\d+ )?(?:next |rest of )?"
    r"(?:\d+ )?(?:min\w*|h|hrs?|hours?|days?|weeks?|months?|weekend|today|tonight|now|session|morning|afternoon)\b"
    r"|\b(?:today|tonight|tomorrow|this week)\b"
)
_ASKS_OF_BEFORE = r"(?! (?:about )?(?:what|where|when (?:i|we|did)|why|how|of (?:what|my)))"
_REMIND = re.compile(
    rf"\b(?:remind|alert|notify|ping|wake|nudge|e-?mail|text|message) me\b{_ASKS_OF_BEFORE}"
)
_OF_WORDS_GIVEN = re.compile(
    r"\b(?:promis\w*|commit\w*|vow\w*|pledg\w*|swor\w*|swear|word|rules?|limits?|said|told|agreed|deal)\b"
)
"""In "remind me of what I promised for when I lose" something is asked for that is on record."""
_DAY = r"(?:mon|tue|wed|wednes|thu|thurs|fri|satur|sun)\w*"
_AT_A_TIME = re.compile(
    r"\b(?:at|by|around) (?:\d{1,2}(?::\d\d)?\b|noon|midday|lunch|the (?:open|close))"
    r"|\bin (?:\d+|an?|half an) ?(?:h\b|hours?|min\w*)|\b\d+ ?(?:min\w*|h|hours?) (?:before|after|from now)\b"
    rf"|\bevery (?:\w+ )?(?:day|morning|evening|hour|week|night|\d+|{_DAY})\b"
    rf"|\b(?:tomorrow|tonight|later|on {_DAY})\b|\b(?:when|if|once|as soon as) "
)
_EVERYTHING = re.compile(
    r"\b(?:mute|silence|pause|snooze) (?:it|this|that|them|all|everything|yourself|the app|the coach)\b"
)


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """A change, and where it is said."""

    place: int
    change: SettingChange


def notice_changes(words: str) -> Iterator[NoticeChange]:
    """Every notification that is turned on or off, and quiet hours; none for a time for which there is no setting."""
    for begin, end in _clauses(words):
        clause = words[begin:end]
        subject = _SUBJECT.search(clause)
        if subject is None or _is_timed(clause) or _QUIET.search(words):
            continue
        change = _switched(clause, SettingName(str(subject.lastgroup)))
        if change is not None:
            yield NoticeChange(begin + subject.start(), change)
    yield from _quiet_hours(words)


def asks_for_a_time(words: str) -> bool:
    """Whether a notification is wanted at a time, or off until one: nothing that can be set."""
    if _QUIET.search(words):
        return False
    if _REMIND.search(words) and _AT_A_TIME.search(words) and not _OF_WORDS_GIVEN.search(words):
        return True
    if _EVERYTHING.search(words):
        return True
    return any(
        _SUBJECT.search(words[begin:end]) is not None
        and (_OFF.search(words[begin:end]) or _ON.search(words[begin:end])) is not None
        and _is_timed(words[begin:end])
        for begin, end in _clauses(words)
    )


def notices_spoken_of(words: str) -> tuple[SettingName, ...]:
    """Which notifications words speak of."""
    if _QUIET.search(words):
        return (SettingName.QUIET_FROM, SettingName.QUIET_UNTIL)
    names = [SettingName(str(match.lastgroup)) for match in _SUBJECT.finditer(words)]
    return tuple(dict.fromkeys(names))


def _is_timed(clause: str) -> bool:
    return _LIMITED.search(clause) is not None


def _clauses(words: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for border in _CLAUSE.finditer(words):
        yield begin, border.start()
        begin = border.end()
    yield begin, len(words)


def _switched(clause: str, subject: SettingName) -> SettingChange | None:
    is_off, is_on = _OFF.search(clause) is not None, _ON.search(clause) is not None
    if not is_off and not is_on:
        return None
    kind_match = _KIND.search(clause)
    kind = None if kind_match is None else kind_match.lastgroup
    if subject is SettingName.NUDGES and kind is not None and kind not in _OF_NUDGES:
        subject = SettingName.NOTICES
    if subject is not SettingName.NUDGES and kind is not None and kind not in _OF_NOTICES:
        kind = "nudge"
    return SettingChange(
        setting=subject, value="off" if is_off else "on", unit="switch", notice=kind
    )


def _quiet_hours(words: str) -> Iterator[NoticeChange]:
    """Two times of day behind "quiet hours"; "off" ends them."""
    match = _QUIET.search(words)
    if match is None:
        return
    begin = match.start()
    tokens, places = tokens_of(words[begin:]), places_of(words[begin:])
    clocks = [value for value in values_in(tokens) if value.clock is not None][:2]
    if len(clocks) == 2:
        names = (SettingName.QUIET_FROM, SettingName.QUIET_UNTIL)
        for name, value in zip(names, clocks, strict=True):
            is_open = not {"am", "pm", "a.m", "p.m"} & set(tokens[value.begin : value.end])
            clock = _at_night(str(value.clock), name) if is_open else str(value.clock)
            change = SettingChange(setting=name, value=clock, unit="clock")
            yield NoticeChange(begin + places[value.begin], change)
    elif not clocks and _OFF.search(words):
        change = SettingChange(setting=SettingName.QUIET_FROM, value="off", unit="switch")
        yield NoticeChange(begin, change)


def _at_night(clock: str, name: SettingName) -> str:
    """An open hour as that of a night: it is quiet from ten in the evening until six in the morning."""
    hour, minute = int(clock[:2]), clock[3:]
    if name is SettingName.QUIET_FROM and 6 <= hour <= 11:
        hour += 12
    if name is SettingName.QUIET_UNTIL and 13 <= hour <= 18:
        hour -= 12
    return f"{hour:02}:{minute}"
