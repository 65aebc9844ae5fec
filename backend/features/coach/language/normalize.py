"""Words however they were typed: one form for eyes that read them as the same. Pure."""

import re
import unicodedata

from backend.features.ai.sanitize import plain

_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u02b9\u2032`\u00b4]")
_HYPHENS = re.compile("[-_\u2010-\u2015\u2212]")
_MARKUP = re.compile(
    r"[*~|\"\u201c\u201d]"
)  # "*die*"; what stars leave of "su*cide" is read as a slip
_PAUSES = re.compile(r"\.{2,}|[.,](?=[^\W\d_]{3})")  # "to...die", "hang,myself"
_SPACES = re.compile(r"\s+")
_MARKS = re.compile("[\u0300-\u036f]")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_SPELT = re.compile(r"(?<![^\W_])(?:[a-z][ .]){2,}[a-z](?![^\W_])")  # "k m s", "d.i.e"
_FIGURED = re.compile(r"[01345$@](?=[a-z])|(?<=[a-z])[03@$](?![^\W_])")

# Letters of other scripts that look like Latin ones, small: from Unicode's confusables.txt, those on keyboards.
_ALIKE = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u04bb"
    "\u04cf\u0433\u0438\u043f\u03b1\u03b2\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c3\u03c4\u03c5\u03c7\u03b3\u03c9"
    "\u0131\u0251\u0261\u026a\u0269\u1d0f\u1d07\u1d00\u0274\u029f\u0280\u1d1b\u1d20\u1d0b\u1d05\u1d0d",
    "abekmhopctyxijsdqwhlrunabenikvopotuxyw" + "iagiioeanlrtvkdm",
)
_FIGURES = str.maketrans("01345$@", "oieassa")


def straight(text: str) -> str:
    """With one kind of apostrophe; before anything else, since composed forms would take some apart."""
    return _APOSTROPHES.sub("'", text)


def heard(text: str) -> str:
    """Small letters, spaces for hyphens and runs of space, no hidden characters and no markup; any script."""
    words = plain(straight(text)).casefold()
    words = _HYPHENS.sub(" ", words)
    words = _MARKUP.sub("", words)
    words = _PAUSES.sub(" ", words)
    return _SPACES.sub(" ", words)


def folded(words: str) -> str:
    """What was heard in plain Latin letters: no accents, no letters of other scripts or figures that look like them.

    What was drawn out ("diiie") or spelt ("k m s") is one word.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", words))
    bare = bare.translate(_ALIKE)
    bare = _FIGURED.sub(_as_letters, bare)
    bare = _DRAWN_OUT.sub(r"\1", bare)
    return _SPELT.sub(_joined, bare)


def _as_letters(match: "re.Match[str]") -> str:
    return match.group().translate(_FIGURES)


def _joined(match: "re.Match[str]") -> str:
    return re.sub("[ .]", "", match.group())
