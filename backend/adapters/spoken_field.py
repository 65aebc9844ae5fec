"""Reads one text field out of a JSON object while the object is still being written."""

import json
import re

_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[^u])")


class SpokenField:
    """Give it the pieces as they come; it gives back the new text of the field.

    Only the top level of the object is looked at: a field of the same name deeper inside is not spoken.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self._expecting_key = False
        self._key: str | None = None
        self._in_string = False
        self._raw = ""
        self._spoken = 0
        self._done = False

    def add(self, piece: str) -> str:
        """The text that this piece adds to the field; empty before it begins and after it ended."""
        if self._done:
            return ""
        out = []
        for character in piece:
            if self._in_string:
                out.append(self._inside(character))
            else:
                self._outside(character)
            if self._done:
                break
        return "".join(out)

    def _outside(self, character: str) -> None:
        if character == '"':
            self._in_string, self._raw, self._spoken = True, "", 0
        elif character in "{[":
            self._depth += 1
            self._expecting_key = character == "{" and self._depth == 1
        elif character in "}]":
            self._depth -= 1
        elif character == ":" and self._depth == 1:
            self._expecting_key = False
        elif character == "," and self._depth == 1:
            self._expecting_key, self._key = True, None

    def _inside(self, character: str) -> str:
        ended = character == '"' and not self._escaped()
        if not ended:
            self._raw += character
        speaking = self._depth == 1 and not self._expecting_key and self._key == self._name
        new = self._new_text(final=ended) if speaking else ""
        if ended:
            self._in_string = False
            if self._depth == 1 and self._expecting_key:
                self._key = _decoded(self._raw)
            self._done = speaking
        return new

    def _escaped(self) -> bool:
        return (len(self._raw) - len(self._raw.rstrip("\\"))) % 2 == 1

    def _new_text(self, *, final: bool) -> str:
        """What can be decoded of the rest: an escape, or a pair of surrogates, may still be incomplete."""
        rest = self._raw[self._spoken :]
        if not final and "\\" in rest:
            rest = rest[: _complete_length(rest)]
        text = _decoded(rest)
        self._spoken += len(rest)
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
