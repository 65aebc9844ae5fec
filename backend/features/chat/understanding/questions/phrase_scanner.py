"""From words to marks: each word becomes part of a phrase that means something, filler, or unknown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from backend.features.chat.understanding.phrases.count_words import COUNT_STARTS, COUNT_WORDS
from backend.features.chat.understanding.phrases.counts import count_at
from backend.features.chat.understanding.phrases.filler import (
    FILLER_WORDS,
    FOREIGN_FILLER,
    FOREIGN_SIGNS,
)
from backend.features.chat.understanding.phrases.languages import language_of_words
from backend.features.chat.understanding.phrases.marks import FilterValue, MarkKind, PhraseMark
from backend.features.chat.understanding.phrases.names import FIELD_WORDS, Names, names_of
from backend.features.chat.understanding.phrases.numbers import number_at, ordinal_at
from backend.features.chat.understanding.phrases.phrase_table import PhraseMeaning, PhraseTable
from backend.features.chat.understanding.phrases.span_words import (
    ENGLISH_TIME,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SINCE,
    UNITS,
    UNTIL,
    WEEKDAYS,
)
from backend.features.chat.understanding.phrases.spelling import Spelling, is_clear, nearest
from backend.features.chat.understanding.phrases.table_texts import table_text
from backend.features.chat.understanding.phrases.words import Word, singular, word_of
from backend.features.chat.understanding.spans.hours import HOUR_STARTS, hours_at
from backend.features.chat.understanding.spans.span_reader import SPAN_STARTS, named_spans, span_at
from backend.features.coach.language.common_words import is_common
from backend.features.record.questions.schemas import HourRange, Weekday
from backend.features.record.questions.vocabulary import Vocabulary

_ARTICLES = ("the", "my")
_TABLES = ("kinds", "measures", "filters", "groups", "ranks", "sides", "leads", "acts")
"""Where two tables have one phrase, that of the first counts."""

_PUNCTUATION = {
    ".": MarkKind.STOP,
    "?": MarkKind.STOP,
    "!": MarkKind.STOP,
    ";": MarkKind.STOP,
    "\u2026": MarkKind.STOP,
    ",": MarkKind.PAUSE,
    ":": MarkKind.STOP,
    "(": MarkKind.PAUSE,
    ")": MarkKind.PAUSE,
}
PREPOSITIONS = frozenset(
    """on in at for with when during while from of if to by per under around after before since until till within over
    below above past between""".split()
)
_COMMON_NAMES = FILLER_WORDS | {"late", "main", "now", "record"}
_NEVER_MENDED = frozenset(
    "then than that this with when what over ever wins loss lose lost mine".split()
)
_FOREIGN_SYMBOLS = frozenset(("mes", "es"))
_FOREIGN_PLACES = frozenset("con sur mit em su auf in von de on en bei im nel sul".split())
_MOSTLY_CAPITALS = 0.7


@dataclass(frozen=True, slots=True)
class Scan:
    """The words of a question with their marks, in order; every word belongs to exactly one mark."""

    words: tuple[Word, ...]
    marks: tuple[PhraseMark, ...]
    today: date


@lru_cache(maxsize=1)
def phrases() -> PhraseTable:
    """All phrases that mean something by themselves."""
    return PhraseTable(*(table_text(name) for name in _TABLES))


@lru_cache(maxsize=1)
def idioms() -> PhraseTable:
    """Phrases that mean something else than their words."""
    return PhraseTable(table_text("idioms"), is_exact=True)


@lru_cache(maxsize=1)
def foreign_phrases() -> PhraseTable:
    """Phrases of other languages, for a message that is in one."""
    return PhraseTable(table_text("foreign"))


@lru_cache(maxsize=1)
def plain_words() -> frozenset[str]:
    """Words of the tables and filler: what a sentence about a record is made of."""
    calendar = {*WEEKDAYS, *ENGLISH_TIME, *ORDINALS}
    known = (
        phrases().words | idioms().words | COUNT_WORDS | FILLER_WORDS | calendar | set(FIELD_WORDS)
    )
    return frozenset(known | {singular(word) for word in known})


@lru_cache(maxsize=2)
def _spelling(*, is_foreign: bool) -> Spelling:
    known = set(plain_words())
    if is_foreign:
        known |= foreign_phrases().words | FOREIGN_FILLER | set(MONTHS)
    return Spelling(known)


@lru_cache(maxsize=256)
def _spelling_of_names(vocabulary: Vocabulary) -> Spelling:
    names = names_of(vocabulary)
    return Spelling({*names.words, *(name for name in names.spoken if len(name) > 4)})


@lru_cache(maxsize=1)
def _span_starts() -> frozenset[str]:
    return SPAN_STARTS | named_spans().root.following.keys()


@lru_cache(maxsize=1)
def _time_words() -> frozenset[str]:
    """Words of time in any language, which are no slips of others."""
    return frozenset({*named_spans().words, *UNITS, *MONTHS, *NUMBERS, *SINCE, *UNTIL})


class Scanner:
    """Reads the words of one question."""

    def __init__(self, words: Sequence[Word], today: date, vocabulary: Vocabulary) -> None:
        self.today = today
        self.names: Names = names_of(vocabulary)
        self.is_foreign = _is_foreign(words)
        self.known = plain_words()
        self.spellings = (_spelling(is_foreign=self.is_foreign), _spelling_of_names(vocabulary))
        self.words: list[Word] = []
        plain = _uncapitalised(words)
        for place, word in enumerate(plain):
            following = plain[place + 1].text if place + 1 < len(plain) else ""
            self.words.append(self._known_form(word, following))

    def _known_form(self, word: Word, following: str) -> Word:
        """The word as it is known, where it was mistyped."""
        is_known = any({word.plain, word.text} & spelling.known for spelling in self.spellings)
        if is_known or not word.plain.isalpha():
            return word
        if (
            word.plain in self.names.traded
            or word.plain in _time_words()
            or (word.raw.isupper() and len(word.raw) <= 5)
        ):
            return word
        mended = self._mended(word.plain, following)
        if mended is None or mended in _NEVER_MENDED:
            return word
        return Word(word.raw, mended, singular(mended))

    def _mended(self, plain: str, following: str) -> str | None:
        """The likeliest known word; among several as likely, one that makes a phrase with its neighbours."""
        if is_common(plain) or is_common(singular(plain)):
            return None
        near = nearest(plain, *self.spellings) or nearest(singular(plain), *self.spellings)
        if not near:
            return None
        before = self.words[-1].text if self.words else ""
        pairs = phrases().pairs
        fitting = [
            known
            for known in near
            if (before, singular(known)) in pairs or (singular(known), following) in pairs
        ]
        if len(near) > 1 and fitting:
            return fitting[0]
        return near[0] if is_clear(plain, near) else None

    def scan(self) -> Scan:
        """All marks in their order."""
        marks: list[PhraseMark] = []
        at = 0
        while at < len(self.words):
            mark = self._mark_at(at)
            marks.append(mark)
            at = mark.end
        return Scan(tuple(self.words), tuple(marks), self.today)

    def _mark_at(self, at: int) -> PhraseMark:
        word = self.words[at]
        readings = [
            mark
            for mark in (self._count(at), self._span(at), self._hours(at), self._phrase(at))
            if mark is not None
        ]
        longest = max(readings, key=lambda mark: mark.end, default=None)
        name = self._name(at)
        if name is not None and (longest is None or name.end >= longest.end or _is_weak(longest)):
            return name
        instrument = self._instrument(at)
        if instrument is not None and (longest is None or longest.end <= instrument.end):
            return instrument
        if longest is not None:
            return longest
        return self._single(word, at)

    def _begins(self, at: int, starts: frozenset[str]) -> bool:
        """Whether anything with a number or date can begin at a word: most words are spared the readers."""
        plain = self.words[at].plain
        return (
            bool({plain, self.words[at].text} & starts) or plain[:1].isdigit() or plain[:1] == "'"
        )

    def _count(self, at: int) -> PhraseMark | None:
        is_led = self.words[at].plain in _ARTICLES and at + 1 < len(self.words)
        start = at + 1 if is_led else at  # "the 2nd to 4th trade" is no date
        if not self._begins(start, COUNT_STARTS):
            return None
        count = count_at(self.words, start)
        return PhraseMark(MarkKind.FILTER, count[0], at, count[1]) if count else None

    def _is_foreign_filler(self, at: int) -> bool:
        """Whether a word is filler of another language that means something in English: "mon taux"."""
        return self.is_foreign and self.words[at].plain in FOREIGN_FILLER

    def _span(self, at: int) -> PhraseMark | None:
        if not self._begins(at, _span_starts()):
            return None
        span = span_at(self.words, at, self.today)
        return PhraseMark(MarkKind.SPAN, span[0], at, span[1]) if span else None

    def _hours(self, at: int) -> PhraseMark | None:
        if not self._begins(at, HOUR_STARTS):
            return None
        hours = hours_at(self.words, at)
        if hours is None:
            return None
        value = HourRange(minute_from=hours[0], minute_to=hours[1])
        return PhraseMark(MarkKind.FILTER, FilterValue("hours", value), at, hours[2])

    def _phrase(self, at: int) -> PhraseMark | None:
        match = phrases().match(self.words, at)
        idiom = idioms().match(self.words, at)
        if idiom is not None and (match is None or idiom.end >= match.end):
            match = idiom
        if match is not None and self._is_foreign_filler(at) and match.end == at + 1:
            match = None
        other = foreign_phrases().match(self.words, at) if self.is_foreign else None
        if other is not None and (match is None or other.end >= match.end):
            match = other
        if match is None or self._is_sitting(at):
            return None
        return PhraseMark(match.entry.kind, _value_of(match.entry), at, match.end)

    def _is_sitting(self, at: int) -> bool:
        """In "trades I sat in for an hour" nothing is said of Saturdays."""
        return self.words[at].plain == "sat" and at > 0 and self.words[at - 1].plain in _SITTERS

    def _name(self, at: int) -> PhraseMark | None:
        match = self.names.name_at(self.words, at, _COMMON_NAMES)
        if match is None or (match.is_common and not self._is_name_here(at)):
            return None
        return PhraseMark(MarkKind.FILTER, match.value, at, match.end)

    def _is_name_here(self, at: int) -> bool:
        """Whether a name that is a common word too is meant: written as a name, or behind a word of place."""
        before = self.words[at - 1].plain if at else ""
        behind = self.words[at + 1].text if at + 1 < len(self.words) else ""
        if self.words[at].raw[:1].isupper() and at > 0:
            return True
        return (
            before in _NAME_BEFORE
            or behind in FIELD_WORDS
            or behind in ("trade", "or", "vs", "versus", "account")
        )

    def _instrument(self, at: int) -> PhraseMark | None:
        known = self.known | FOREIGN_FILLER if self.is_foreign else self.known
        if self.is_foreign and self._is_article(at):
            return None
        match = self.names.instrument_at(self.words, at, known)
        return PhraseMark(MarkKind.FILTER, match.value, at, match.end) if match else None

    def _is_article(self, at: int) -> bool:
        """Whether "mes" or "es" is a word of another language here: written small, behind no word of place."""
        word = self.words[at]
        if word.plain not in _FOREIGN_SYMBOLS or not word.raw.islower():
            return False
        return at == 0 or self.words[at - 1].plain not in _FOREIGN_PLACES

    def _single(self, word: Word, at: int) -> PhraseMark:
        if word.plain in _PUNCTUATION:
            return PhraseMark(_PUNCTUATION[word.plain], word.plain, at, at + 1)
        if not any(letter.isalnum() for letter in word.raw):
            return PhraseMark(MarkKind.FILLER, word.raw, at, at + 1)
        if word.plain in PREPOSITIONS:
            return PhraseMark(MarkKind.PREPOSITION, word.plain, at, at + 1)
        if word.plain in FILLER_WORDS or word.text in FILLER_WORDS or word.text in FIELD_WORDS:
            return PhraseMark(MarkKind.FILLER, word.plain, at, at + 1)
        if self._is_foreign_filler(at) or word.plain in _FOREIGN_SYMBOLS:
            return PhraseMark(MarkKind.FILLER, word.plain, at, at + 1)
        number = number_at(self.words, at)
        if number is not None and not number.unit:
            return PhraseMark(MarkKind.NUMBER, number.value, at, number.end)
        if ordinal_at(self.words, at):
            return PhraseMark(MarkKind.UNKNOWN, word.raw, at, at + 1)
        return PhraseMark(MarkKind.UNKNOWN, word.raw, at, at + 1)


_NAME_BEFORE = frozenset(
    """on in with without my when while except vs versus or and than not was were felt feeling tagged tag im am
    account setup strategy the only by of for just being been feel marked""".split()
)


_SITTERS = frozenset("i ive we weve you just only simply".split())


def _is_weak(mark: PhraseMark) -> bool:
    """Whether a phrase gives way to a name of the trader's own."""
    return mark.is_a(
        MarkKind.FILLER, MarkKind.ACT, MarkKind.DEFAULT, MarkKind.THING, MarkKind.NUMBER
    )


def _value_of(entry: PhraseMeaning) -> object:
    if entry.kind is not MarkKind.FILTER:
        return entry.value
    field, _, value = entry.value.partition("=")
    if field == "hours":
        first, _, last = value.partition("-")
        return FilterValue(field, HourRange(minute_from=int(first), minute_to=int(last)))
    if field == "weekdays":
        return FilterValue(field, tuple(Weekday(day) for day in value.split(",")))
    return FilterValue(field, value)


def _uncapitalised(words: Sequence[Word]) -> list[Word]:
    """The words of a message that is shouted, in small letters: capitals say nothing in it."""
    letters = [word for word in words if word.raw.isalpha() and len(word.raw) > 1]
    shouted = sum(word.raw.isupper() for word in letters)
    if len(letters) < 4 or shouted < len(letters) * _MOSTLY_CAPITALS:
        return list(words)
    return [word_of(word.raw.lower()) for word in words]


@lru_cache(maxsize=1)
def _foreign_signs() -> frozenset[str]:
    """Words that no English question has."""
    own = (foreign_phrases().words | FOREIGN_FILLER) - FILLER_WORDS - phrases().words
    return frozenset(own | FOREIGN_SIGNS) - _FOREIGN_SYMBOLS


def _is_foreign(words: Sequence[Word]) -> bool:
    """Whether a message is in another language: at least a third of its words are signs of one, or most are of one."""
    if language_of_words(words) is not None:
        return True
    letters = [word.plain for word in words if word.plain.isalpha()]
    signs = sum(plain in _foreign_signs() for plain in letters)
    return signs * 3 >= len(letters) and (signs >= 2 or (signs == 1 and len(letters) <= 2))
