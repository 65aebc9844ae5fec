"""Settings in words: of the profile, the rulebook and today's check-in. Pure.

A setting is composed: a value of a fitting shape, and the words around it that name what it is of, wherever they stand.
What the words beside it leave open is looked for in the rest of the sentence, then of the message.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backend.core.types import plain_decimal
from backend.features.chat.understanding.readers.number_forms import with_ordinals
from backend.features.chat.understanding.requests import (
    SettingRequest,
)
from backend.features.chat.understanding.trader_settings.notice_reader import notice_changes
from backend.features.chat.understanding.trader_settings.setting_choice import (
    SettingScene,
    setting_of,
)
from backend.features.chat.understanding.trader_settings.setting_parts import (
    SettingChange,
    SettingName,
)
from backend.features.chat.understanding.trader_settings.setting_stance import Stance, stance_at
from backend.features.chat.understanding.trader_settings.setting_values import (
    MINUS,
    SettingValue,
    ValueShape,
    places_of,
    tokens_of,
    values_in,
)
from backend.features.chat.understanding.trader_settings.setting_words import SettingWord, spoken_of
from backend.features.chat.understanding.trader_settings.spoken_times import with_clock_times
from backend.features.chat.understanding.trader_settings.time_zones import zone_in
from backend.features.market.instruments.instruments import resolve

MOST_CHANGES = 6
MOST_VALUES = 12  # of one message: more are a table and no setting
_QUESTION = re.compile(
    r"\A\W*(?:(?:so|and|but|ok|hey|coach)\W+)*"
    r"(?:what|which|why|how|when|where|who|did|do|does|have|has|should|shall|is|was|were|am|are|may|would|can i|could i)\b"
    r"|\?\s*\Z",
)
_ASKED_FOR = re.compile(r"\A\W*(?:(?:hey|coach|please|ok)\W+)*(?:can|could|would|will) you\b")
_ENDS = frozenset(".;!?\n")
_BREAKS = _ENDS | frozenset(", and und y et e but plus & then also".split())
_TOPPED_UP = re.compile(r"\b(topped|filled|loaded) up\b")
_SHORT_FORMS = {
    "b4": "before",
    "bfr": "before",
    "aftr": "after",
    "dly": "daily",
    "wkly": "weekly",
    "wk": "week",
    "n": "and",
    "tdy": "today",
    "2day": "today",
    "quiet hrs": "quiet hours",
    "mx": "max",
    "acc": "account",
    "acct": "account",
    "trds": "trades",
    "rsk": "risk",
    "hw": "how",
    "wats": "what's",
    "whats": "what's",
}
_SHORT_FORM = re.compile(rf"(?<![\w'/])(?:{'|'.join(_SHORT_FORMS)})(?![\w'/])")
_SPACED = re.compile(r"(?<=\d) (?=000\b)")
_BARE_POINT = re.compile(r"(?<![\d\w.,])[.,](?=\d)")
_NEGATIVE = re.compile(r"(?<![\w.,%])[-\u2212\u2013] ?(?=[$€£]? ?\d)")
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
_OF_LIMITS = re.compile(
    r"\b(?:risk(?:s|ing)? (?:to |at |of |is |was |only |just )?\d[\d.]*|risk (?:per|a|each|every) trade"
    r"|account size|loss(?:es)? limit)\b"
)
_DONE = re.compile(
    r"\b(?:took|had|did|made|lost|won|gave|broke|yesterday|last (?:week|month|time|year))\b"
)
_OF_A_TRADE = re.compile(
    r"\b(?:long|short|buy|buying|bought|sell|sold|tp|target|entry at|in at|out at)\b"
)
_OF_MARKETS = frozenset("on for in of".split())
_OTHER_SPAN = {
    SettingName.DAILY_LOSS: (SettingName.WEEKLY_LOSS, SettingWord.WEEK),
    SettingName.WEEKLY_LOSS: (SettingName.DAILY_LOSS, SettingWord.DAY),
}
_OF_THE_PERSON = frozenset(
    {SettingName.ACCOUNT_SIZE, SettingName.TIMEZONE, SettingName.MOOD, SettingName.SLEEP}
)
# A number in powers of ten: cut short it would be another number.
_NO_SETTING_HAS = re.compile(r"\d[eE][+-]?\d")


@dataclass(frozen=True, slots=True)
class SettingReading:
    """What a message says of settings.

    Attributes:
        supposed: values that are not wished.
        stance: how these are spoken of; null where there are none, and wished where all is.
        conflicting: two values of one setting.
        unread: clauses with a value that is of no setting.
    """

    wished: tuple[SettingChange, ...] = ()
    supposed: tuple[SettingChange, ...] = ()
    stance: Stance | None = None
    conflicting: tuple[SettingChange, ...] = ()
    unread: tuple[str, ...] = ()


def read_settings(text: str) -> SettingRequest | None:
    """The settings that a message plainly tells; null where it tells none, or asks for one, or tells what was."""
    words = plain_words(text)
    if _QUESTION.search(words) and not _ASKED_FOR.match(words):
        return None
    if _OF_A_TRADE.search(words):
        return None
    settings = _request(_reading(words, reaches=False).wished)
    if settings is None or _is_a_tale(words, settings):
        return None
    return settings


def settings_in(text: str) -> SettingRequest | None:
    """The settings that are in a message of which it is known that it sets something."""
    return _request(reading_of(text).wished)


def reading_of(text: str) -> SettingReading:
    """All that a message says of settings, of which it is known that it speaks of some."""
    return _reading(plain_words(text), reaches=True)


def spoken_reading(words: str) -> SettingReading:
    """The same by the words right beside each value alone, of words as `plain_words` gives them."""
    return _reading(words, reaches=False)


def is_limited(words: str) -> bool:
    """Whether anything in the words limits or sets."""
    return _LIMITED.search(words) is not None or _OF_LIMITS.search(words) is not None


def valued(setting: SettingName, text: str) -> SettingChange | None:
    """A setting with the one value of a short answer; null where it has none or several, or names another setting."""
    tokens = tokens_of(plain_words(text))
    values = values_in(tokens)
    named = settings_in(text)
    if len(values) != 1 or (named is not None and named.changes[0].setting is not setting):
        return None
    if setting in _CLOCKS and values[0].clock is None:
        return None
    return change_of(setting, values[0])


def _request(changes: Sequence[SettingChange]) -> SettingRequest | None:
    return SettingRequest(changes=tuple(changes)[:MOST_CHANGES]) if changes else None


def _reading(words: str, *, reaches: bool) -> SettingReading:
    if _NO_SETTING_HAS.search(words):
        return SettingReading()
    wished: dict[object, SettingChange] = {}
    supposed: dict[object, SettingChange] = {}
    stances, conflicting, unread = list[Stance](), list[SettingChange](), list[str]()
    for place, change, clause in _changes(words, reaches=reaches):
        stance = stance_at(words, place)
        if stance is not Stance.WISHED:
            stances.append(stance)
        if change is None:
            unread.append(clause)
            continue
        known = wished if stance is Stance.WISHED else supposed
        key = (change.setting, change.market, change.notice)
        first = known.setdefault(key, change)
        if first != change and known is wished:
            conflicting += [first, change]
    return SettingReading(
        wished=tuple(wished.values()),
        supposed=tuple(supposed.values()),
        stance=stances[0] if stances else Stance.WISHED,
        conflicting=tuple(conflicting[:MOST_CHANGES]),
        unread=tuple(dict.fromkeys(unread)),
    )


def plain_words(text: str) -> str:
    """Small letters, numbers as figures, and one form of what is written in several."""
    words = _SHORT_FORM.sub(
        lambda match: _SHORT_FORMS[match.group()], " ".join(text.lower().split())
    )
    words = with_ordinals(words)
    words = _TOPPED_UP.sub(r"\1", words)
    words = _SPACED.sub("", words)
    words = _BARE_POINT.sub("0.", words)
    words = _NEGATIVE.sub(f"{MINUS} ", words)
    words = with_clock_times(words)
    return _BETWEEN.sub(r"from \1 until ", words)


def _is_a_tale(words: str, settings: SettingRequest) -> bool:
    """Whether a limit is only what was done or felt: no word that limits, or one of what was."""
    if all(change.setting in _OF_THE_PERSON for change in settings.changes):
        return False
    is_risk = any(change.setting is SettingName.RISK_PERCENT for change in settings.changes)
    is_limited = is_risk or _LIMITED.search(words) is not None
    return not is_limited or _DONE.search(words) is not None


def _changes(words: str, *, reaches: bool) -> Iterator[tuple[int, SettingChange | None, str]]:
    """Every value with where it stands, the change that it is of, if it is of one, and its clause."""
    tokens, places = tokens_of(words), places_of(words)
    values = values_in(tokens)[:MOST_VALUES]
    notices = list(notice_changes(words))
    before: SettingName | None = None
    for place, value in enumerate(values):
        if any(notice.place == places[value.begin] for notice in notices):
            continue
        setting = _setting_near(tokens, values, place, reaches=reaches)
        setting = setting or _of_another_span(tokens, values, place, before)
        before = setting
        change = None if setting is None else change_of(setting, value)
        if setting is SettingName.LARGEST_SIZE and len(values) > 1 and change is not None:
            change = change.model_copy(update={"market": _market_of(tokens, values, place)})
        yield places[value.begin], change, _clause_of(tokens, values, place)
    for notice in notices:
        yield notice.place, notice.change, ""
    if any(SettingWord.ZONE in spoken_of(token) or token == "time" for token in tokens):  # noqa: S105
        zone = zone_in(tokens)
        if zone is not None:
            zoned = SettingChange(setting=SettingName.TIMEZONE, value=zone, unit="words")
            yield 0, zoned, ""


def _of_another_span(
    tokens: Sequence[str],
    values: Sequence[SettingValue],
    place: int,
    before: SettingName | None,
) -> SettingName | None:
    """The same limit of another span or market, "daily loss 600, weekly 1500", or another value, "500 or 300"."""
    begin = values[place].begin
    if before is not None and begin and tokens[begin - 1] in ("or", "oder"):
        return before
    if before is SettingName.LARGEST_SIZE and _market_of(tokens, values, place) is not None:
        return before
    if before not in _OTHER_SPAN:
        return None
    begin, end = _span(tokens, values[place], values[place - 1].end, len(tokens), _BREAKS)
    spoken = {cue for token in tokens[begin:end] for cue in spoken_of(token)}
    other, cue = _OTHER_SPAN[before]
    return other if cue in spoken else None


def _market_of(tokens: Sequence[str], values: Sequence[SettingValue], place: int) -> str | None:
    """The market of a largest size that stands behind it: "2 contracts on ES"."""
    last = values[place + 1].begin if place + 1 < len(values) else len(tokens)
    behind = tokens[values[place].end : last]
    for lead, name in pairwise(behind):
        if lead in _OF_MARKETS and resolve(name.upper()) is not None:
            return name.upper()
    return None


def _clause_of(tokens: Sequence[str], values: Sequence[SettingValue], place: int) -> str:
    first = values[place - 1].end if place else 0
    last = values[place + 1].begin if place + 1 < len(values) else len(tokens)
    begin, end = _span(tokens, values[place], first, last, _BREAKS)
    return " ".join(tokens[begin:end]).replace(f"{MINUS} ", "-").replace(" %", "%")


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
