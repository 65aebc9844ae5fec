"""A theme of talks as it is written down: how it is heard, named and asked about."""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class TalkTheme:
    """What a talk may be about.

    Attributes:
        words: by which it is heard.
        noun: what it is called within a sentence.
        opens: ways to name it, with the trader's own words in `quote`.
        first: what is asked first; open, and short.
        asks: what is asked later, in this order.
        why: what is answered to "why do I do that?".
        feelings: of the classifier and of the emotions, by which it is heard where no words are.
        detectors: what it has to do with in the record.
        techniques: by name, what serves best first.
        kin: themes whose words belong to it while it is talked of.
        is_of_life: nothing of trading is proposed, and no figure is said.
    """

    name: str
    words: "re.Pattern[str]"
    noun: str
    opens: tuple[str, ...]
    first: tuple[str, ...]
    asks: tuple[str, ...]
    why: tuple[str, ...]
    feelings: tuple[str, ...] = ()
    detectors: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    kin: frozenset[str] = frozenset()
    is_of_life: bool = False


@cache
def spoken(pattern: str) -> "re.Pattern[str]":
    """Words of a theme, in small letters, as `normalize.heard` leaves them."""
    return re.compile(rf"\b(?:{pattern})")
