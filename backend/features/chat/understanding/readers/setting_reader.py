"""Settings in words: of the profile, the rulebook and today's check-in. Pure.

A setting is composed: a value of a fitting shape, and the words around it that name what it is of, wherever they stand.
What the words beside it leave open is looked for in the rest of the sentence, then of the message.
"""

import re
from collections.abc import Iterator, Sequence

from backend.core.types import plain_decimal
from backend.features.chat.understanding.readers.number_forms import with_ordinals
from backend.features.chat.understanding.readers.setting_choice import SettingScene, setting_of
from backend.features.chat.understanding.readers.setting_values import (
    SettingValue,
    ValueShape,
    tokens_of,
    values_in,
)
from backend.features.chat.understanding.readers.setting_words import SettingWord, spoken_of
from backend.features.chat.understanding.readers.time_zones import zone_in
from backend.features.chat.understanding.requests import (
    SettingChange,
    SettingName,
    SettingRequest,
)

MOST_CHANGES = 6
MOST_VALUES = 12  # of one message: more are a table and no setting
_QUESTION = re.compile(
    r"\A\W*(?:(?:so|and|but|ok|hey|coach)\W+)*"
    r"(?:what|which|why|how|when|where|who|did|do|does|have|has|should|shall|is|was|were|am|are|may|would|can i|could i)\b"
    r"|\?\s*\Z",
)
_ASKED_FOR = re.compile(r"\A\W*(?:(?:hey|coach|please|ok)\W+)*(?:can|could|would|will) you\b")
_LEFT_ALONE = re.compile(
    r"\b(?:don't|dont|do not|never) (?:set|change|touch|raise|lower|update)\b(?! (?:more|my mind))"
)
_ENDS = frozenset(".;!?\n")
_BREAKS = _ENDS | frozenset(", and und y et e but plus & then also".split())
_TOPPED_UP = re.compile(r"\b(topped|filled|loaded) up\b")
_SPACED = re.compile(r"(?<=\d) (?=000\b)")
_HALF_PAST = re.compile(r"\bhalf past (\d{1,2})\b")
_BETWEEN = re.compile(
    r"\b(?:between|from) (\d{1,2}(?::\d\d)?(?: ?[ap]m)?) ?(?:and|to|till|til|until|-) ?(?=\d{1,2}(?!\d))"
)
_UNITS = {
    ValueShape.MONEY: "money",
    ValueShape.PERCENT: "percent",
    ValueShape.R: "r",
}
_COUNTED = frozenset(
    {
        SettingName.TRADES_A_DAY,
        SettingName.LOSSES_IN_A_ROW,
        SettingName.LARGEST_SIZE,
        SettingName.MOOD,
        SettingName.SLEEP,
    }
)
_CLOCKS = frozenset({SettingName.NO_TRADES_AFTER, SettingName.NO_TRADES_BEFORE})
_LIMITED = re.compile(
    r"\b(?:max\w*|limit\w*|cap(?:ped)?|ceiling|at most|no more|not more|never|set|rules?|rulebook|lock|block|enforce"
    r"|allow(?:ed)?|only|biggest|largest|bigger|from now on|(?:a|per|each|every) (?:day|week|session)|daily|weekly"
    r"|stop (?:me|after|letting)|cut me|kick me|keep me|shut me|(?:not|may not be) allowed|may not|maximal|keine|höchstens"
    r"|(?:no|nothing|don't|dont)(?: \w+){0,3} (?:after|before|past|until|earlier)|m[áa]ximo|massimo)\b"
)
_DONE = re.compile(
    r"\b(?:took|had|did|made|lost|won|gave|broke|yesterday|last (?:week|month|time|year))\b"
)
_OF_A_TRADE = re.compile(
    r"\b(?:long|short|buy|buying|bought|sell|sold|tp|target|entry at|in at|out at)\b"
)
_OF_THE_PERSON = frozenset(
    {SettingName.ACCOUNT_SIZE, SettingName.TIMEZONE, SettingName.MOOD, SettingName.SLEEP}
)
# A number in powers of ten: cut short it would be another number.
_NO_SETTING_HAS = re.compile(r"\d[eE][+-]?\d")


def read_settings(text: str) -> SettingRequest | None:
    """The settings that a message plainly tells; null where it tells none, or asks for one, or tells what was."""
    words = plain_words(text)
    if _QUESTION.search(words) and not _ASKED_FOR.match(words):
        return None
    if _OF_A_TRADE.search(words):
        return None
    settings = _settings(words, reaches=False)
    if settings is None or _is_a_tale(words, settings):
        return None
    return settings


def settings_in(text: str) -> SettingRequest | None:
    """The settings that are in a message of which it is known that it sets something."""
    return _settings(plain_words(text), reaches=True)


def _settings(words: str, *, reaches: bool) -> SettingRequest | None:
    if _LEFT_ALONE.search(words) or _NO_SETTING_HAS.search(words):
        return None
    changes: dict[SettingName, SettingChange] = {}
    for change in _changes(words, reaches=reaches):
        changes.setdefault(change.setting, change)
    if not changes:
        return None
    return SettingRequest(changes=tuple(changes.values())[:MOST_CHANGES])


def plain_words(text: str) -> str:
    """Small letters, numbers as figures, and one form of what is written in several."""
    words = with_ordinals(" ".join(text.lower().split()))
    words = _TOPPED_UP.sub(r"\1", words)
    words = _SPACED.sub("", words)
    words = _HALF_PAST.sub(r"\1:30", words)
    return _BETWEEN.sub(r"from \1 until ", words)


def _is_a_tale(words: str, settings: SettingRequest) -> bool:
    """Whether a limit is only what was done or felt: no word that limits, or one of what was."""
    if all(change.setting in _OF_THE_PERSON for change in settings.changes):
        return False
    is_risk = any(change.setting is SettingName.RISK_PERCENT for change in settings.changes)
    is_limited = is_risk or _LIMITED.search(words) is not None
    return not is_limited or _DONE.search(words) is not None


def _changes(words: str, *, reaches: bool) -> Iterator[SettingChange]:
    tokens = tokens_of(words)
    values = values_in(tokens)[:MOST_VALUES]
    for place, value in enumerate(values):
        setting = _setting_near(tokens, values, place, reaches=reaches)
        if setting is not None:
            yield change_of(setting, value)
    if any(SettingWord.ZONE in spoken_of(token) or token == "time" for token in tokens):  # noqa: S105
        zone = zone_in(tokens)
        if zone is not None:
            yield SettingChange(setting=SettingName.TIMEZONE, value=zone, unit="words")


def _setting_near(
    tokens: Sequence[str], values: Sequence[SettingValue], place: int, *, reaches: bool
) -> SettingName | None:
    """What a value is of: by the words beside it, then its sentence, then the message."""
    value = values[place]
    near, *further = _scopes(tokens, values, place)
    for begin, end in (near, *further) if reaches else (near,):
        is_near = (begin, end) == near
        sides = [(tokens[begin : value.begin], tokens[value.end : end])]
        if end < len(tokens) and place + 1 < len(values) and end == values[place + 1].begin:
            sides.insert(0, (sides[0][0], []))  # the words behind it may name the next value
        for left, right in sides:
            setting = setting_of(value, SettingScene(left, right, is_near=is_near))
            if setting is not None:
                return setting
    return None


def _scopes(
    tokens: Sequence[str], values: Sequence[SettingValue], place: int
) -> list[tuple[int, int]]:
    """Where the words of a value are looked for, the nearest first."""
    value = values[place]
    first = values[place - 1].end if place else 0
    last = values[place + 1].begin if place + 1 < len(values) else len(tokens)
    near = _span(tokens, value, first, last, _BREAKS)
    sentence = _span(tokens, value, first, last, _ENDS)
    scopes = [near, sentence, (first, last)]
    if (
        value.shape is ValueShape.CLOCK
    ):  # "only trade from 9:30 until 11:00": what is wanted of both
        scopes.append((0, last))
    return list(dict.fromkeys(scopes))


def _span(
    tokens: Sequence[str], value: SettingValue, first: int, last: int, breaks: frozenset[str]
) -> tuple[int, int]:
    """From the break before a value to the one behind it, not beyond the neighbouring values."""
    begin, end = value.begin, value.end
    while begin > first and tokens[begin - 1] not in breaks:
        begin -= 1
    while end < last and tokens[end] not in breaks:
        end += 1
    return begin, end


def change_of(setting: SettingName, value: SettingValue) -> SettingChange:
    """A value as that of a setting, in the unit that it was told in."""
    if setting in _CLOCKS and value.clock is not None:
        return SettingChange(setting=setting, value=value.clock, unit="clock")
    amount = plain_decimal(value.amount)
    if setting in _COUNTED:
        return SettingChange(setting=setting, value=amount, unit="count")
    if setting is SettingName.RISK_PERCENT:
        return SettingChange(setting=setting, value=amount, unit="percent")
    unit = _UNITS.get(value.shape, "money")
    return SettingChange.model_validate({"setting": setting, "value": amount, "unit": unit})
