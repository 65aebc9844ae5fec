"""The values in the words of a setting, each with the shape in which it was written. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto

from backend.features.chat.understanding.phrases.spelling import slips
from backend.features.coach.ideas.words.corrected_numbers import takes_back

_TOKEN = re.compile(
    r"\d{1,15}(?:[.,:]\d{1,9}){0,4}(?:st|nd|rd|th)?|[^\W\d_]{1,40}(?:['/_-][^\W\d_]{1,40}){0,3}|[$€£%.,;:!?&/\n\u2212-]"
)
_NUMBER = re.compile(r"\d[\d.,:]{0,40}\Z")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})\Z")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3}){0,6}\Z")
_MILLIONS = frozenset("million millions mio millionen".split())
_THOUSANDS = frozenset("k grand thousand mil tausend mille mila".split())
_MONEY = frozenset(
    "dollars dollar bucks usd eur euro euros gbp pounds quid dólares dolares dollari chf $ € £".split()
)
_PERCENT = frozenset("% percent pct prozent percento pourcent porcento".split())
_HALF = frozenset("am pm a.m p.m".split())
_OCLOCK = frozenset("o'clock uhr clock".split())
_HOURS = frozenset("h hr hrs hour hours stunden std horas heures ore".split())
_SPANS = frozenset(
    """day days week weeks month months year years session sessions m min mins minute minutes second seconds tage
    minuten minutos minuti""".split()
)
_NOON = frozenset("noon midday lunch lunchtime mittag mediodía midi mezzogiorno meio-dia".split())
_SCALES = frozenset(("10", "5"))
_RESULT_LEADS = frozenset("at down hit hits reach under below lose lost am i'm".split())
_BESIDE = frozenset(
    """a an per each day week trade trades to set my daily weekly limit risk contract contracts lot lots share shares
    losses in row $ % r""".split()
)
_NAMING = frozenset(
    """trade trades day week risk limit daily weekly contract contracts lot lots share shares losses""".split()
)
MINUS = "\u2212"  # a sign: hyphens are between words and days
RESULT_REACH = 6  # tokens: "stop me at -400 a day and -1200 a week"
MOST_APART = 20  # times: numbers further apart are not the same thing
MOST_VALUES = 40  # of a message; no wish has more


class ValueShape(Enum):
    """How a value is written."""

    MONEY = auto()
    PERCENT = auto()
    R = auto()
    CLOCK = auto()
    HOURS = auto()
    SCORE = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A value, and the tokens that it is.

    Attributes:
        clock: as 14:30, where it is or can be a time of day.
    """

    begin: int
    end: int
    shape: ValueShape
    amount: Decimal
    clock: str | None = None


def tokens_of(words: str) -> list[str]:
    """Words, numbers and marks, in their order."""
    return _TOKEN.findall(words)


def places_of(words: str) -> list[int]:
    """Where each token begins."""
    return [match.start() for match in _TOKEN.finditer(words)]


def values_in(tokens: Sequence[str]) -> list[SettingValue]:
    """Every value that was not taken back, from the left."""
    return without_corrected(tokens, [_signed(tokens, value) for value in _all_values(tokens)])


def without_corrected(tokens: Sequence[str], values: Sequence[SettingValue]) -> list[SettingValue]:
    """The values, "500, no, 300" being one: the second, which stands where both stand."""
    rest: list[SettingValue] = []
    for value in values:
        before = rest[-1] if rest else None
        if before is not None and _takes_back(tokens, before, value):
            shape = before.shape if value.shape is ValueShape.PLAIN else value.shape
            is_named_between = _NAMING & set(tokens[before.end : value.begin])
            end = before.end if is_named_between else value.end
            rest[-1] = replace(value, begin=before.begin, end=end, shape=shape)
        else:
            rest.append(value)
    return rest


def _takes_back(tokens: Sequence[str], first: SettingValue, second: SettingValue) -> bool:
    if ValueShape.PLAIN not in (first.shape, second.shape) and first.shape is not second.shape:
        return False
    low, high = sorted((abs(first.amount), abs(second.amount)))
    if high > MOST_APART * max(low, Decimal(1)):
        return False
    return takes_back(tokens[first.end : second.begin], _BESIDE)


def _signed(tokens: Sequence[str], value: SettingValue) -> SettingValue:
    """With its minus sign, except where a result is told: "stop me at -3R", "down -500"."""
    if value.begin == 0 or tokens[value.begin - 1] != MINUS:
        return value
    leads = tokens[max(0, value.begin - 1 - RESULT_REACH) : value.begin - 1]
    return value if _RESULT_LEADS & set(leads) else replace(value, amount=-value.amount)


def _all_values(tokens: Sequence[str]) -> list[SettingValue]:
    values: list[SettingValue] = []
    place = 0
    while place < len(tokens) and len(values) < MOST_VALUES:
        value = _value_at(tokens, place)
        if value is not None:
            values.append(value)
            place = value.end
        else:
            place += 1
    return values


def _value_at(tokens: Sequence[str], place: int) -> SettingValue | None:
    token = tokens[place]
    if token in _NOON:
        return SettingValue(place, place + 1, ValueShape.CLOCK, Decimal(12), "12:00")
    if not _NUMBER.match(token):
        return None
    after = [*tokens[place + 1 : place + 5], "", "", "", ""]
    if after[0] in _SPANS:
        return None
    clock = _CLOCK.match(token)
    if clock is not None:
        hour = _open_hour(clock[1], after[0])
        return _time(place, hour, int(clock[2]), after[0])
    amount = _amount(token)
    if amount is None:
        return None
    return _with_unit(place, amount, after)


def _with_unit(place: int, amount: Decimal, after: Sequence[str]) -> SettingValue | None:
    """The value by the words behind it."""
    if after[0] in _HALF:
        return _time(place, int(amount), 0, after[0])
    if after[0] in _OCLOCK:
        return _time(place, int(amount), 0, "", width=2)
    score = _score(place, amount, after)
    if score is not None:
        return score
    end = place + 1
    shape = ValueShape.PLAIN
    if after[0] in _THOUSANDS:
        amount, end, shape = amount * 1000, end + 1, ValueShape.MONEY
    elif after[0] in _MILLIONS:
        amount, end, shape = amount * 1_000_000, end + 1, ValueShape.MONEY
    unit = after[end - place - 1]
    following = after[end - place]
    if _is_percent(unit) or (unit in ("per", "por") and following in ("cent", "ciento", "cento")):
        return SettingValue(place, end + 1, ValueShape.PERCENT, amount)
    if unit in _MONEY:
        return SettingValue(place, end + 1, ValueShape.MONEY, amount)
    if unit in ("r", "rs"):
        return SettingValue(place, end + 1, ValueShape.R, amount)
    if unit in _HOURS:
        return SettingValue(place, end + 1, ValueShape.HOURS, amount, _bare_clock(amount))
    return SettingValue(place, end, shape, amount, _bare_clock(amount))


def _is_percent(unit: str) -> bool:
    return unit in _PERCENT or (unit[:1] == "p" and slips(unit[:12], "percent") == 1)


def _score(place: int, amount: Decimal, after: Sequence[str]) -> SettingValue | None:
    """Of ten, as "7/10" and "7 out of 10"; of five it is doubled."""
    for lead in (("/",), ("out", "of"), ("of",), ("von",), ("de",), ("sur",), ("su",)):
        width = len(lead)
        if tuple(after[:width]) == lead and after[width] in _SCALES:
            scale = Decimal(after[width])
            return SettingValue(place, place + width + 2, ValueShape.SCORE, amount * 10 / scale)
    return None


def _amount(token: str) -> Decimal | None:
    plain = token.rstrip(".,:")
    if ":" in plain:
        return None
    if _GROUPED.match(plain):
        return Decimal(re.sub("[.,]", "", plain))
    head, comma, tail = plain.rpartition(",")
    if comma and "." not in plain and "," not in head and len(tail) != 3:
        return Decimal(f"{head}.{tail}")
    figure = plain.replace(",", "")
    return None if figure.count(".") > 1 else Decimal(figure)


def _time(place: int, hour: int, minute: int, half: str, width: int = 1) -> SettingValue | None:
    if half in _HALF:
        width = 2
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 99 or minute > 99:
        return None
    clock = f"{hour:02}:{minute:02}"  # of 27:00, too: which times there are is said where it is set
    return SettingValue(place, place + width, ValueShape.CLOCK, Decimal(hour), clock)


def _open_hour(hour: str, half: str) -> int:
    """The hour of "3:30"; "03:30" and "3:30 am" are what they say."""
    is_bare = len(hour) == 1 and half not in _HALF and 1 <= int(hour) <= 6
    return int(hour) + 12 if is_bare else int(hour)


def _bare_clock(amount: Decimal) -> str | None:
    """A bare hour as a time of day; 1 to 6 is after noon, as markets are open then."""
    if amount != int(amount) or not 0 < amount <= 23:
        return None
    hour = int(amount) + 12 * (amount <= 6)
    return f"{hour:02}:00"
