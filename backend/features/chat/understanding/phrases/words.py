"""A text as words: what was written, and the one form under which tables know it. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

LONGEST_WORD = 40  # letters that are compared; longer ones are no word of a question
MOST_WORDS = 120  # a question has no more; the rest is said not to be understood

_WORD = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)"
    r"|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)(?!\d)"
    r"|\d{1,2}\.\d{1,2}\.(?!\d)"
    r"|\d{1,2}/\d{1,2}(?![\d/])"
    r"|\d{1,2}:\d\d(?:[ap]m)?"
    r"|'\d\d(?!\w)"
    r"|[1-6][A-Z](?!\w)"
    r"|\d++(?:[.,]\d+(?!\d))*[^\W_]*+%?"
    r"|(?:vs|v|excl|incl|avg|approx)\.(?=\s*[\w$])|(?:no|nr)\.(?=\s*\d)|(?:i\.e|e\.g)\.?(?!\w)"
    r"|[$/@#]?[^\W\d_][^\W_]*+(?:['&/.][^\W_]+)*\+?"
    r"|[<>]=?|[^\w\s]",
    re.I,
)
_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u0060\u00b4]")
_ELIDED = re.compile(r"(?:[jldnmstc]|qu)'(?=[aeiouh])")
_MARKS = re.compile("[\u0300-\u036f]")
_SHORTENED = {
    "yr": "year",
    "yrs": "years",
    "mth": "month",
    "mths": "months",
    "wk": "week",
    "wks": "weeks",
    "qtr": "quarter",
    "acct": "account",
    "accts": "accounts",
    "hrs": "hours",
    "mins": "minutes",
    "no.": "number",
    "nr.": "number",
    "i.e": "ie",
    "i.e.": "ie",
    "e.g": "eg",
    "e.g.": "eg",
}
_KEPT_WHOLE = frozenset("news always less loss gross yes is as us this ms os".split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    Attributes:
        raw: as it was written.
        plain: in small letters, without accents and apostrophes.
        text: without the ending of a plural; tables know words so.
    """

    raw: str
    plain: str
    text: str


def words_of(text: str, most: int | None = None) -> list[Word]:
    """The words and marks of a text in their order, the first so many of them."""
    straight = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", text))
    return [word_of(match.group()) for match in islice(_WORD.finditer(straight), most)]


@lru_cache(maxsize=8192)
def word_of(raw: str) -> Word:
    """A word with its plain forms."""
    plain = plain_of(raw)
    plain = _SHORTENED.get(plain, plain)
    return Word(raw, plain, singular(plain))


def plain_of(raw: str) -> str:
    """A word in small letters, without accents, apostrophes and the `'s` of "today's"."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", raw[:LONGEST_WORD].casefold()))
    if not bare[:1].isdigit():
        bare = _ELIDED.sub("", bare, count=1).removesuffix("'s").lstrip("@#/")
    if len(bare) > 3:
        bare = bare.rstrip(".")
    return bare.replace("'", "") if not bare.startswith("'") else bare


@lru_cache(maxsize=16384)
def singular(plain: str) -> str:
    """A word without the ending of a plural; others as they are."""
    if len(plain) < 4 or not plain.endswith("s") or plain in _KEPT_WHOLE:
        return plain
    if plain.endswith(("ss", "us", "is")):
        return plain
    if plain.endswith("ies") and len(plain) > 4:
        return plain[:-3] + "y"
    if plain.endswith(("sses", "ches", "shes", "xes")):
        return plain[:-2]
    return plain[:-1]
