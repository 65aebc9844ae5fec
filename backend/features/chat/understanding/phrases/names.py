"""The trader's own names in a question, and instruments by any name. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from backend.features.chat.understanding.phrases.marks import FilterValue
from backend.features.chat.understanding.phrases.words import Word, word_of, words_of
from backend.features.coach.ideas.words.instrument_names import LIQUID
from backend.features.coach.language.common_words import is_common
from backend.features.market.instruments import instruments, spoken_names
from backend.features.market.instruments.spoken_names import SpokenName
from backend.features.market.instruments.traded_symbols import TradedSymbols
from backend.features.record.questions.vocabulary import Vocabulary

NAME_FIELDS = ("setups", "tags", "emotions", "accounts", "strategies")
FIELD_WORDS = {
    "setup": "setups",
    "set": "setups",
    "play": "setups",
    "setups": "setups",
    "flagged": "tags",
    "tag": "tags",
    "tagged": "tags",
    "label": "tags",
    "labelled": "tags",
    "labeled": "tags",
    "tags": "tags",
    "feeling": "emotions",
    "felt": "emotions",
    "mood": "emotions",
    "emotion": "emotions",
    "feel": "emotions",
    "im": "emotions",
    "account": "accounts",
    "acct": "accounts",
    "acc": "accounts",
    "konto": "accounts",
    "cuenta": "accounts",
    "strategy": "strategies",
    "system": "strategies",
    "strat": "strategies",
    "strategies": "strategies",
}
"""Words beside a name that say what it is the name of."""

_MICRO_WORDS = frozenset("micro micros".split())
_MINI_WORDS = frozenset("mini emini e-mini minis".split())
_SYMBOL_BEFORE = frozenset(
    "on in trading trade traded for with of my short long except without vs versus or and only just by than".split()
)
_INSTRUMENT_BEFORE = frozenset(
    """on in trading trade trades traded long short longs shorts buying selling bought sold versus vs than except
    excluding without""".split()
)
"""Words behind which a word of other sentences is an instrument: "win rate in coffee"."""
_SHARES = frozenset("stock stocks share shares".split())
_INSTRUMENT_BEHIND = _SHARES | frozenset(
    "futures trade trades longs shorts position positions setups chart".split()
)
_AFTER_IN = frozenset(
    "general us total".split()
)  # first words of names that make phrases with "in"
_MOST_WORDS = 10  # of an instrument's name with its hyphens
_LONGEST_NAME = 8
_ADJECTIVES = {
    "anger": "angry",
    "mad": "angry",
    "pissed": "angry",
    "furious": "angry",
    "anxiety": "anxious",
    "nervous": "anxious",
    "worried": "anxious",
    "scared": "anxious",
    "boredom": "bored",
    "tiredness": "tired",
    "exhausted": "tired",
    "sleepy": "tired",
    "fatigue": "tired",
    "fatigued": "tired",
    "confidence": "confident",
    "relaxed": "calm",
    "calmness": "calm",
    "calmly": "calm",
    "angrily": "angry",
    "wutend": "angry",
    "mude": "tired",
    "angstlich": "anxious",
    "ruhig": "calm",
    "enojado": "angry",
    "cansado": "tired",
    "enerve": "angry",
    "stanco": "tired",
    "arrabbiato": "angry",
    "nerves": "anxious",
    "irritated": "angry",
}
"""Nouns and near words of feelings, which count where the feeling itself is on record."""
FEELINGS = frozenset(
    """angry calm anxious confident tired bored frustrated greedy excited sad focused happy neutral euphoric stressed
    fearful afraid hesitant impatient distracted overconfident hopeful desperate depressed exhausted nervous scared
    worried relaxed irritated furious mad down hyped drunk sick hungover sleepy rested fresh patient disciplined
    panicked panicky jittery tense zen cocky""".split()
)
"""Words of feelings, whether they are on record or not."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name in a text, and the word behind it; `is_common` where it is a word of any sentence too."""

    value: FilterValue
    end: int
    is_common: bool = False


class Names:
    """The names of a vocabulary, ready to be looked up."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.forms: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self.words: set[str] = set()
        for field in NAME_FIELDS:
            for name in getattr(vocabulary, field):
                self._add(field, name)
        self._add_feelings(vocabulary)
        self.instruments = TradedSymbols(vocabulary.instruments)
        self.spoken = self.instruments.words()
        self.traded = frozenset(symbol.casefold() for symbol in vocabulary.instruments)

    def _add(self, field: str, name: str) -> None:
        words = [word for word in words_of(name) if word.plain not in ("-", "/")]
        if not words:
            return
        self.words |= {word.plain for word in words}
        self._add_form(tuple(word.text for word in words), field, name)
        if (
            len(words) == 1
            and field in ("tags", "setups")
            and words[0].plain.isalpha()
            and len(words[0].plain) > 4
        ):
            for ending in ("ing", "ed"):
                self.words.add(words[0].plain + ending)
                self._add_form((words[0].plain + ending,), field, name)
        if len(words) > 1:
            joined = "".join(word.plain for word in words)
            self.words.add(joined)
            self._add_form((joined,), field, name)

    def _add_form(self, form: tuple[str, ...], field: str, name: str) -> None:
        places = self.forms.setdefault(form, [])
        if (field, name) not in places:
            places.append((field, name))

    def _add_feelings(self, vocabulary: Vocabulary) -> None:
        for word, feeling in _ADJECTIVES.items():
            if feeling in vocabulary.emotions and (word,) not in self.forms:
                self._add_form((word,), "emotions", feeling)

    def name_at(self, words: Sequence[Word], at: int, common: frozenset[str]) -> NameMatch | None:
        """The longest name that begins at a word."""
        texts = tuple(word.text for word in words[at : at + _LONGEST_NAME])
        for length in range(len(texts), 0, -1):
            places = self.forms.get(texts[:length])
            if places:
                is_common = length == 1 and words[at].plain in common
                return self._match(words, at, length, places, is_common)
        return self._joined(words, at, texts)

    def _joined(self, words: Sequence[Word], at: int, texts: tuple[str, ...]) -> NameMatch | None:
        """A name of two words where a hyphen stands between them."""
        if len(texts) < 3 or texts[1] != "-":
            return None
        places = self.forms.get((texts[0], texts[2]))
        return self._match(words, at, 3, places, False) if places else None

    def _match(
        self,
        words: Sequence[Word],
        at: int,
        length: int,
        places: list[tuple[str, str]],
        is_common: bool,
    ) -> NameMatch:
        start, end = at, at + length
        hints = [
            FIELD_WORDS.get(words[place].text)
            for place in (end, start - 1, start - 2)
            if 0 <= place < len(words)
        ]
        hint = next((field for field in hints if field), None)
        hinted = [(field, name) for field, name in places if field == hint]
        field, name = (hinted or places)[0]
        others = () if hinted else tuple(other for other, _ in places[1:])
        return NameMatch(FilterValue(field, name, others), end, is_common and not hinted)

    def instrument_at(
        self, words: Sequence[Word], at: int, known: frozenset[str]
    ) -> NameMatch | None:
        """The instrument that begins at a word, under the symbol by which it was traded."""
        start = at + 1 if _is_lead_of_a_phrase(words, at) else at
        long_name = self._long_name(words, start)
        if long_name is not None or start > at:
            return long_name
        plain = words[at].plain
        if plain in _MICRO_WORDS and at + 1 < len(words):
            return self._micro(words, at, known)
        if plain in ("e", "mini", "emini") and at + 1 < len(words):
            return self._after_mini(words, at, known)
        pair = self._pair(words, at)
        if pair is not None:
            return pair
        symbol = self._symbol(words, at, known)
        if symbol is None:
            return None
        end = at + 1
        if (
            end < len(words)
            and self._symbol(words, end, known) == symbol
            and words[end].plain not in self.traded
        ):
            end += 1
        return NameMatch(FilterValue("instruments", symbol), end)

    def _micro(self, words: Sequence[Word], at: int, known: frozenset[str]) -> NameMatch | None:
        inner = self.instrument_at(words, at + 1, known)
        symbol = None if inner is None else self.instruments.micro_of(str(inner.value.value))
        if inner is None or symbol is None or _is_pair(words[at + 1]):
            return None  # a micro of a pair is a size of lots
        return NameMatch(FilterValue("instruments", symbol), inner.end)

    def _long_name(self, words: Sequence[Word], at: int) -> NameMatch | None:
        """A name of several words: "natural gas", "Coca-Cola", "10 year notes"."""
        if not spoken_names.begins_long_name(_written(words[at])):
            return None
        texts = [_written(word) for word in words[at : at + _MOST_WORDS]]
        best: NameMatch | None = None
        for name, length in spoken_names.long_names_at(texts):
            end = at + length
            is_meant = not name.is_ordinary or _is_meant(words, at, end)
            symbol = self.instruments.meant_by(name) if is_meant else None
            if symbol is not None and not _is_side(words, at):
                best = NameMatch(FilterValue("instruments", symbol), end)
        return best

    def _pair(self, words: Sequence[Word], at: int) -> NameMatch | None:
        """Two currencies by their names: "pound yen", "euro - dollar"."""
        end = at + 2 if at + 1 < len(words) and words[at + 1].plain in ("-", "/") else at + 1
        base = spoken_names.CURRENCIES.get(words[at].text)
        quote = spoken_names.CURRENCIES.get(words[end].text) if end < len(words) else None
        symbol = self.instruments.own(base + quote) if base and quote else None
        return NameMatch(FilterValue("instruments", symbol), end + 1) if symbol else None

    def _after_mini(
        self, words: Sequence[Word], at: int, known: frozenset[str]
    ) -> NameMatch | None:
        place = at
        while place < len(words) and words[place].plain in ("e", "-", "mini", "emini"):
            place += 1
        if place == at + 1 and words[at].plain == "e":
            return None
        inner = self.instrument_at(words, place, known) if place < len(words) else None
        return inner or NameMatch(FilterValue("instruments", "ES"), place)

    def _symbol(self, words: Sequence[Word], at: int, known: frozenset[str]) -> str | None:
        word = words[at]
        if len(word.raw) > 24 or not any(letter.isalnum() for letter in word.raw):
            return None
        plain = word.plain
        if plain in self.spoken:
            return self.spoken[plain]
        name = _name_here(words, at, known)
        if name is not None:
            return self.instruments.meant_by(name)
        if plain in self.traded and (plain not in known or self._is_symbol_here(words, at)):
            return self.instruments.own(plain.upper())
        if plain in known and not self._is_symbol_here(words, at):
            return None
        if plain.upper() in instruments.SPOKEN_ROOTS:
            return self.instruments.own(plain.upper())
        cfd = self.instruments.cfd(plain)
        if cfd is not None:
            return cfd
        if word.raw[0] in "$/" and len(word.raw) > 1:
            return self.instruments.own(word.raw.upper())
        return self._ticker(words, at, known)

    def _ticker(self, words: Sequence[Word], at: int, known: frozenset[str]) -> str | None:
        word = words[at]
        if word.raw.isdigit() or word.plain in known:
            return None
        is_written_so = word.raw.isupper() or "/" in word.raw
        is_behind = at > 0 and words[at - 1].plain in _SYMBOL_BEFORE
        if is_written_so:
            return self.instruments.own(word.raw.upper())
        if is_behind and word.raw.isalnum() and _may_be_a_small_ticker(word.plain):
            instrument = instruments.resolve(word.raw)
            return None if instrument is None else self.instruments.own(instrument.symbol)
        return None

    def _is_symbol_here(self, words: Sequence[Word], at: int) -> bool:
        """Whether a word of any sentence is written as a symbol: in capitals among small letters."""
        raw = words[at].raw
        if (
            raw.isupper()
            and sum(not word.raw.isupper() for word in words if word.raw.isalpha()) > 1
        ):
            return True
        return raw[0] in "$/" and len(raw) > 1


def _may_be_a_small_ticker(word: str) -> bool:
    """Whether a word in small letters may be a ticker: in "my brother in law" it is none."""
    if word.upper() in LIQUID:
        return True
    return _SHORTEST_TICKER <= len(word) <= _LONGEST_TICKER and not is_common(word)


_SHORTEST_TICKER, _LONGEST_TICKER = 4, 8  # of words in small letters that few trade


def _written(word: Word) -> str:
    """A word as names are compared: as it was written, not as it was mended."""
    return word_of(word.raw).plain


def _name_here(words: Sequence[Word], at: int, known: frozenset[str]) -> SpokenName | None:
    """The name of one word that stands at a place; a word of other sentences has to stand where instruments do."""
    written, plain = _written(words[at]), words[at].plain
    name = spoken_names.NAMES.get(written) or spoken_names.NAMES.get(plain)
    if name is None:
        return None
    if name.is_ordinary or plain in known or written in known:
        company = instruments.resolve(name.symbol) if name.is_ordinary and plain in known else None
        is_phrase = company is not None and company.kind is instruments.InstrumentKind.STOCK
        return name if _is_meant(words, at, at + 1, is_phrase=is_phrase) else None
    return name


def _is_meant(words: Sequence[Word], start: int, end: int, *, is_phrase: bool = False) -> bool:
    """Whether words of other sentences name an instrument here.

    Args:
        words: of the question.
        start: the first of them.
        end: the place behind them.
        is_phrase: they mean something else in questions, so that only a capital letter or "shares" tells.
    """
    behind = words[end].plain if end < len(words) else ""
    if behind in _SHARES or _is_capital(words, start, end):
        return True
    before = start - 2 if start and words[start - 1].plain == "the" else start - 1
    is_of_time = words[end - 1].text in ("year", "yr") and words[before].plain in ("in", "than")
    is_behind = before >= 0 and words[before].plain in _INSTRUMENT_BEFORE and not is_of_time
    if is_phrase:
        return False
    return is_behind or behind in _INSTRUMENT_BEHIND or _is_beside_another(words, end)


def _is_beside_another(words: Sequence[Word], end: int) -> bool:
    """In "tens and bonds" and "coffee vs ES" what stands behind is an instrument for certain."""
    if end + 1 >= len(words) or words[end].plain not in ("and", "or", "vs", "versus"):
        return False
    other = words[end + 1].plain
    name = spoken_names.NAMES.get(other)
    is_name = name is not None and not name.is_ordinary
    return is_name or other.upper() in instruments.SPOKEN_ROOTS


def _is_capital(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether each word is written with a capital letter inside a sentence that has small ones."""
    if start == 0 or not words[start - 1].raw[0].isalnum():
        return False
    letters = [word for word in words[start:end] if word.raw[0].isalpha()]
    return words[start - 1].raw[0].islower() and all(word.raw[0].isupper() for word in letters)


def _is_pair(word: Word) -> bool:
    """Whether a currency pair is written by its symbol."""
    contract = instruments.resolve(word.raw)
    is_fx = contract is not None and contract.kind is instruments.InstrumentKind.FX
    return is_fx and word.plain not in spoken_names.NAMES


def _is_lead_of_a_phrase(words: Sequence[Word], at: int) -> bool:
    """In "in euro futures" and "in general electric" the name goes before the phrases "in euro" and "in general"."""
    behind = words[at + 1].plain if at + 1 < len(words) else ""
    return words[at].plain == "in" and (behind in spoken_names.CURRENCIES or behind in _AFTER_IN)


def _is_side(words: Sequence[Word], at: int) -> bool:
    """In "my long bond trades" the side is meant, in "on the long bond" the contract."""
    before = words[at - 1].plain if at else ""
    return words[at].plain in ("long", "short") and before not in ("the", "on", "in", "of", "for")


@lru_cache(maxsize=256)
def names_of(vocabulary: Vocabulary) -> Names:
    """The names of a vocabulary; made once for each."""
    return Names(vocabulary)
