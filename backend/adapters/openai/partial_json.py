"""Reads one text field out of a JSON object while the object is still being written."""

import json
import re

_SPECIAL = re.compile(r'["\\]')
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[^u])")


class SpokenField:
    """Give it the pieces as they come; it gives back the new text of the field.

    Only the top level of the object is looked at: a field of the same name deeper inside is not spoken. What was given
    back is not looked at again, so that a long answer costs no more for each piece than a short one.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self._expecting_key = False
        self._key: str | None = None
        self._in_string = False
        self._is_escaped = False
        self._raw = ""  # of the string that is read: what was not given back yet
        self._done = False

    def add(self, piece: str) -> str:
        """The text that this piece adds to the field; empty before it begins and after it ended."""
        spoken, at = "", 0
        while at < len(piece) and not self._done:
            if not self._in_string:
                self._outside(piece[at])
                at += 1
            elif self._is_escaped:
                self._raw += piece[at]
                self._is_escaped = False
                at += 1
            else:
                at = self._inside(piece, at)
                if not self._in_string:
                    spoken += self._end()
        return spoken + (self._new_text(final=False) if self._in_string and self._is_spoken else "")

    @property
    def _is_spoken(self) -> bool:
        return self._depth == 1 and not self._expecting_key and self._key == self._name

    def _outside(self, character: str) -> None:
        if character == '"':
            self._in_string, self._raw = True, ""
        elif character in "{[":
            self._depth += 1
            self._expecting_key = character == "{" and self._depth == 1
        elif character in "}]":
            self._depth -= 1
        elif character == ":" and self._depth == 1:
            self._expecting_key = False
        elif character == "," and self._depth == 1:
            self._expecting_key, self._key = True, None

    def _inside(self, piece: str, at: int) -> int:
        """Read up to the string's end, or to a backslash; the place behind."""
        found = _SPECIAL.search(piece, at)
        if found is None:
            self._raw += piece[at:]
            return len(piece)
        self._raw += piece[at : found.start()]
        if found[0] == "\\":
            self._raw += found[0]
            self._is_escaped = True
        else:
            self._in_string = False
        return found.end()

    def _end(self) -> str:
        """A string has ended: a key is known now, or the last of what is spoken."""
        if self._depth == 1 and self._expecting_key:
            self._key = _decoded(self._raw)
            return ""
        self._done = self._is_spoken
        return self._new_text(final=True) if self._done else ""

    def _new_text(self, *, final: bool) -> str:
        """What can be decoded of the rest: an escape, or a pair of surrogates, may still be incomplete."""
        end = len(self._raw) if final or "\\" not in self._raw else _complete_length(self._raw)
        text, self._raw = _decoded(self._raw[:end]), self._raw[end:]
        return text


def _complete_length(rest: str) -> int:
    """How much of the text ends with a whole escape and a whole pair."""
    place = 0
    while (start := rest.find("\\", place)) != -1:
        found = _ESCAPE.match(rest, start)
        if found is None:
            return start
        place = found.end()
        if found.group()[:3].lower() in (r"\ud",) and found.group()[3] in "89abAB":
            low = _ESCAPE.match(rest, place)
            if low is None and len(rest) - place < 6:
                return start
            if low is not None:
                place = low.end()
    return len(rest)


def _decoded(raw: str) -> str:
    try:
        text = json.loads(f'"{raw}"', strict=False)
    except json.JSONDecodeError:
        return ""
    return str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
