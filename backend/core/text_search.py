"""Words of entries: how they are brought to one form, asked for, and marked where they were found."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
    decomposed = unicodedata.normalize("NFKD", word[:LONGEST_WORD])
    folded = decomposed.casefold().replace("\u2019", "'")
    letters = unicodedata.normalize("NFKD", folded)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    without_apostrophes = plain.replace("'", "")
    if without_apostrophes in STOP_WORDS:
        return without_apostrophes
    with _lock:  # the stemmer holds the word that it works on
        stemmed = str(_english.stemWord(plain))
    return stemmed.replace("'", "")


@dataclass(frozen=True, slots=True)
class SearchWord:
    """A word in a text."""

    start: int
    end: int
    stem: str


def words_of(text: str) -> Iterator[SearchWord]:
    """The words of a text, which must be in Unicode's composed form (NFC) for the places to be right."""
    for match in _WORD.finditer(text):
        yield SearchWord(
            start=match.start(),
            end=match.end(),
            stem=stem(match[0]),
        )


def indexed(*texts: str) -> set[str]:
    """What an index holds of these texts: every word in its one form, without those that say nothing."""
    stems: set[str] = set()
    for text in texts:
        stems.update(_stems(text))
    return stems - STOP_WORDS


@dataclass(frozen=True, slots=True)
class HighlightMark:
    """A find in a text."""

    start: int
    end: int


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
        words = self.words.union(*self.phrases)
        return sorted(words - STOP_WORDS)

    def matches(self, *texts: str) -> bool:
        """Whether all of it occurs; a phrase must stand within one of the texts."""
        stems_of_texts = [_stems(text) for text in texts]
        if not self.words <= set().union(*stems_of_texts):
            return False
        return all(_stands_in(phrase, stems_of_texts) for phrase in self.phrases)

    def highlights(self, *texts: str) -> list[str]:
        """Snippets of the texts around what was found, in plain words, with « and » around each find."""
        snippets = []
        for text in texts:
            composed = _composed(text)
            for window in _windows(self._marks(composed)):
                snippets.append(_snippet(composed, window))
        return snippets

    def _marks(self, text: str) -> list[HighlightMark]:
        """Where its words and phrases occur, in no order."""
        words = list(words_of(text))
        stems = [word.stem for word in words]
        marks = [HighlightMark(word.start, word.end) for word in words if word.stem in self.words]
        for phrase in self.phrases:
            for place in _places(phrase, stems):
                first = words[place]
                last = words[place + len(phrase) - 1]
                marks.append(HighlightMark(first.start, last.end))
        return marks


def parse(query: str) -> Search:
    """Read a search: words, and "phrases" in quotes; a quote that is not closed opens nothing.

    Raises:
        SearchTooLong
        BadSearch: no word of it says anything.
    """
    if len(query) > LONGEST_SEARCH:
        raise SearchTooLong
    composed = re.sub("[“”„]", '"', _composed(query))
    parts = composed.split('"')
    single: set[str] = set()
    phrases: list[tuple[str, ...]] = []
    for number, part in enumerate(parts):
        stems = tuple(word.stem for word in words_of(part))
        is_quoted = number % 2 == 1 and number < len(parts) - 1
        if is_quoted and len(stems) > 1:
            phrases.append(stems)
        else:
            single.update(stems)
    search = Search(
        words=frozenset(single - STOP_WORDS),
        phrases=tuple(dict.fromkeys(phrases)),
    )
    if not search.telling:
        raise BadSearch
    return search


def _stems(text: str) -> list[str]:
    return [word.stem for word in words_of(_composed(text))]


def _stands_in(phrase: tuple[str, ...], stems_of_texts: list[list[str]]) -> bool:
    for stems in stems_of_texts:
        for _ in _places(phrase, stems):
            return True
    return False


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _places(phrase: tuple[str, ...], stems: list[str]) -> Iterator[int]:
    """Where a phrase begins among the stems of a text."""
    length = len(phrase)
    for place in range(len(stems) - length + 1):
        if stems[place] != phrase[0]:
            continue
        if tuple(stems[place : place + length]) == phrase:
            yield place


def _windows(marks: list[HighlightMark]) -> list[list[HighlightMark]]:
    """Marks that are shown together: those that are near each other, for a few snippets."""
    windows: list[list[HighlightMark]] = []
    ended = 0
    for mark in _apart(marks):
        if windows and mark.start - ended <= 2 * AROUND:
            windows[-1].append(mark)
        elif len(windows) < MOST_SNIPPETS:
            windows.append([mark])
        else:
            break
        ended = mark.end
    return windows


def _apart(marks: list[HighlightMark]) -> Iterator[HighlightMark]:
    """Marks that touch no other: the first, and the longer of two that begin together."""
    ended = -1
    in_order = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    for mark in in_order:
        if mark.start >= ended:
            yield mark
            ended = mark.end


def _snippet(text: str, marks: list[HighlightMark]) -> str:
    """The finds with whole words around them; dots where the text goes on."""
    start = _start_of_snippet(text, marks[0].start)
    end = _end_of_snippet(text, marks[-1].end)
    shown = ""
    read = start
    for mark in marks:
        before = _unmarked(text[read : mark.start])
        marked = _unmarked(text[mark.start : mark.end])
        shown += f"{before}«{marked}»"
        read = mark.end
    shown += _unmarked(text[read:end])
    shown = _SPACE.sub(" ", shown).strip()
    if start > 0:
        shown = f"… {shown}"
    if end < len(text):
        shown = f"{shown} …"
    return shown


def _start_of_snippet(text: str, first: int) -> int:
    earliest = max(first - AROUND, 0)
    if earliest == 0:
        return 0
    space = text.find(" ", earliest, first)
    if space < 0:
        return earliest
    return space + 1


def _end_of_snippet(text: str, last: int) -> int:
    latest = min(last + AROUND, len(text))
    if latest == len(text):
        return latest
    space = text.rfind(" ", last, latest)
    return max(space, last)


def _unmarked(text: str) -> str:
    """The writer's own guillemets would look like finds."""
    return text.replace("«", '"').replace("»", '"')
