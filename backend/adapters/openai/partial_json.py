"""Reads one text field out of a JSON object while the object is still being written."""

from typing import Any

from pydantic_core import from_json

# As long as an escape, and no part of one: with it what is whole stays so, and what is not is no JSON.
MARK = "xxxxxx"


class SpokenField:
    """Give it the pieces as they come; it gives back the new text of the field.

    Only the top level of the object is looked at: a field of the same name deeper inside is not spoken. What was given
    back is not looked at again, so that a long answer costs no more for each piece than a short one.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._beginning = f'{{"{name}":"'
        self._written = ""  # what is looked at again with the next piece
        self._spoken = 0  # characters of the field in it that were given back
        self._is_done = False

    def add(self, piece: str) -> str:
        """The text that this piece adds to the field; empty before it begins and after it ended."""
        if self._is_done:
            return ""
        self._written += piece
        if f'"{self._name}"' not in self._written:
            return ""
        text = self._text(self._written)
        if text is None:
            return ""
        spoken, self._spoken = text[self._spoken :], len(text)
        marked = self._text(self._written + MARK)
        if marked == text + MARK:
            self._written = self._beginning
            self._spoken = 0
        elif marked == text:  # the string is closed, so that the mark stands behind it
            self._is_done = True
        return spoken

    def _text(self, written: str) -> str | None:
        """The field as far as it is written; null where it has not begun, or this is no JSON."""
        storable = written.encode("utf-8", "replace")  # half of a surrogate pair is no text
        try:
            value: Any = from_json(storable, allow_partial="trailing-strings")
        except ValueError:
            return None
        text = value.get(self._name) if isinstance(value, dict) else None
        if isinstance(text, str):
            return text
        return None
