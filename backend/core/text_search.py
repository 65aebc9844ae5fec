"""Words of entries: how they are brought to one form, asked for, and marked where they were found."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import snowballstemmer

from backend.core.errors import Invalid

LONGEST_SEARCH = 200
AROUND = 40  # characters of context on each side of what was found
MOST_SNIPPETS = 3
LONGEST_WORD = 64  # more is no word; the rest of it is not looked at
STOP_WORDS = frozenset(
    """a am an and are as at be been but by did do does dont for from had has have he her him his i if im in is it its
    ive me my not of on or our she so than that the their them then there these they this to us was we were what when
    which who will with would you your""".split()
)
_WORD = re.compile(r"[^\W_][\u0300-\u036f]*(?:['\u2019]?[^\W_][\u0300-\u036f]*)*")
_SPACE = re.compile(r"\s+")
_lock = threading.Lock()
_english = snowballstemmer.stemmer("english")


class BadSearch(Invalid):
    """Nothing can be searched by this."""

    code = "journal.bad_search"
    detail = 'Search for at least one word that says something, such as: revenge "moved my stop".'


class SearchTooLong(Invalid):
    """More than a search takes."""

    code = "journal.search_too_long"
    detail = "Search for at most 200 characters."


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """One form of a word: no case, no accents, no English ending. `Entrées` and `entree` are one."""
    plain = unicodedata.normalize("NFKD", word[:LONGEST_WORD]).casefold().replace("\u2019", "'")
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", plain)
        if not unicodedata.combining(letter)
    )
    if plain.replace("'", "") in STOP_WORDS:
        return plain.replace("'", "")
    with _lock:  # the stemmer holds the word that it works on
        return str(_english.stemWord(plain)).replace("'", "")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text."""

    start: int
    end: int
    stem: str


def words_of(text: str) -> Iterator[Word]:
    """The words of a text, which must be in Unicode's composed form (NFC) for the places to be right."""
    return (Word(match.start(), match.end(), stem(match[0])) for match in _WORD.finditer(text))


def indexed(*texts: str) -> set[str]:
    """What an index holds of these texts: every word in its one form, without those that say nothing."""
    stems: set[str] = set()
    for text in texts:
        stems.update(_stems(text))
    return stems - STOP_WORDS


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for.

    Attributes:
        words: all must occur, anywhere.
        phrases: each must occur, its words one after the other.
    """

    words: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def telling(self) -> list[str]:
        """All words that an index can be asked for."""
        return sorted(self.words.union(*self.phrases) - STOP_WORDS)

    def matches(self, *texts: str) -> bool:
        """Whether all of it occurs; a phrase must stand within one of the texts."""
        stems_of_texts = [_stems(text) for text in texts]
        if not self.words <= set().union(*stems_of_texts):
            return False
        return all(_stands_in(phrase, stems_of_texts) for phrase in self.phrases)

    def highlights(self, *texts: str) -> list[str]:
        """Snippets of the texts around what was found, in plain words, with « and » around each find."""
        return list(chain.from_iterable(self._snippets(_composed(text)) for text in texts))

    def _snippets(self, text: str) -> list[str]:
        words = list(words_of(text))
        stems = [word.stem for word in words]
        marks = [(word.start, word.end) for word in words if word.stem in self.words]
        for phrase in self.phrases:
            marks += [
                (words[n].start, words[n + len(phrase) - 1].end) for n in _places(phrase, stems)
            ]
        windows: list[list[tuple[int, int]]] = []
        for mark in _apart(sorted(marks)):
            if windows and mark[0] - windows[-1][-1][1] <= 2 * AROUND:
                windows[-1].append(mark)
            elif len(windows) < MOST_SNIPPETS:
                windows.append([mark])
            else:
                break
        return [_snippet(text, window) for window in windows]


def parse(query: str) -> Search:
    """Read a search: words, and "phrases" in quotes; a quote that is not closed opens nothing.

    Raises:
        SearchTooLong
        BadSearch: no word of it says anything.
    """
    if len(query) > LONGEST_SEARCH:
        raise SearchTooLong
    parts = re.sub("[“”„]", '"', _composed(query)).split('"')
    quoted = {n for n in range(1, len(parts), 2) if n < len(parts) - 1}
    single: set[str] = set()
    phrases: list[tuple[str, ...]] = []
    for n, part in enumerate(parts):
        stems = tuple(word.stem for word in words_of(part))
        if n in quoted and len(stems) > 1:
            phrases.append(stems)
        else:
            single.update(stems)
    search = Search(frozenset(single - STOP_WORDS), tuple(dict.fromkeys(phrases)))
    if not search.telling:
        raise BadSearch
    return search


def _stems(text: str) -> list[str]:
    return [word.stem for word in words_of(_composed(text))]


def _stands_in(phrase: tuple[str, ...], stems_of_texts: list[list[str]]) -> bool:
    return any(next(_places(phrase, stems), None) is not None for stems in stems_of_texts)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _places(phrase: tuple[str, ...], stems: list[str]) -> Iterator[int]:
    for n in range(len(stems) - len(phrase) + 1):
        if stems[n] == phrase[0] and tuple(stems[n : n + len(phrase)]) == phrase:
            yield n


def _apart(marks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Marks that touch no other: the first, and the longer of two that begin together."""
    ended = -1
    for start, end in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if start >= ended:
            yield start, end
            ended = end


def _snippet(text: str, marks: list[tuple[int, int]]) -> str:
    start, end = max(marks[0][0] - AROUND, 0), min(marks[-1][1] + AROUND, len(text))
    start = start if start == 0 else text.find(" ", start, marks[0][0]) + 1 or start
    if end == len(text):
        end = end
    else:
        end = max(text.rfind(" ", marks[-1][1], end), marks[-1][1])
    shown, read = "", start
    for first, last in marks:
        shown += f"{_unmarked(text[read:first])}«{_unmarked(text[first:last])}»"
        read = last
    shown = _SPACE.sub(" ", shown + _unmarked(text[read:end])).strip()
    return ("… " if start else "") + shown + (" …" if end < len(text) else "")


def _unmarked(text: str) -> str:
    """The writer's own guillemets would look like finds."""
    return text.replace("«", '"').replace("»", '"')
