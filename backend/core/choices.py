"""Words of a closed list, as they come in: in any case, and by the other words that an enum names for itself."""

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """One of some words; `LONG` and `Long` are `long`. What goes out is written as it stands in the list."""

    @classmethod
    def other_words(cls) -> dict[str, Self]:
        """Words that mean a member of the list without being one, in small letters."""
        return {}

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """The member that a word means which is none as it is written; null where it means none."""
        if not isinstance(value, str):
            return None
        word = value.casefold()
        members = {member.value.casefold(): member for member in cls}
        return (cls.other_words() | members).get(word)
