"""The words of a message, folded so that each has one form: "didnt" is "didn't". Pure."""

import re
import unicodedata

from backend.features.coach.language.normalize import straight

LONGEST = 300  # characters; what is longer is a story
_WORD = re.compile(r"\d[\d.,']*\d|\d|[^\W\d_]+(?:[/'][^\W\d_]+)*")
_SHORTENED = re.compile(
    r"\b(did|do|does|was|were|is|are|have|has|had|would|could|should|wo|ca|ai)nt\b", re.I
)
_OWN = re.compile(r"\b(?:im|iam)\b", re.I)


def plain_text(text: str) -> str:
    """The message in small letters, with straight apostrophes where they belong."""
    plain = unicodedata.normalize("NFKC", straight(text[:LONGEST])).casefold()
    return _OWN.sub("i'm", _SHORTENED.sub(r"\1n't", plain))


def words_of(plain: str) -> list[str]:
    """Words and numbers, in their order."""
    return _WORD.findall(plain)
