"""Where the JSON of an answer is: models think aloud before it, fence it, and talk around it."""

import json
import re
from collections import deque
from collections.abc import Iterator

_END_OF_THOUGHT = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.I)
_THOUGHT = re.compile(r"<(?:think|thinking|thought|reasoning)>", re.I)
LONGEST_TAG = 14  # characters
MOST_TRIES = 16  # brackets that begin no JSON; who has more of them wrote no answer
MOST_OBJECTS = 8  # the last ones of a text


class JsonBeginning:
    """Passes a text on from the JSON object in it, while it is written; what stands before is not passed on."""

    def __init__(self) -> None:
        self._waiting = ""
        self._searched = 0
        self._has_begun = False

    def add(self, piece: str) -> str:
        """What this piece adds to the object."""
        if self._has_begun:
            return piece
        if not self._waiting:
            piece = piece.lstrip()
        self._waiting += piece
        if not self._has_thought_enough():
            return ""
        beginning = self._waiting.find("{", self._searched)
        if beginning < 0:
            self._searched = len(self._waiting)
            return ""
        self._has_begun = True
        return self._waiting[beginning:]

    def _has_thought_enough(self) -> bool:
        """Whether this is no thought, or one that has ended, which is dropped; what was searched is left alone."""
        if _THOUGHT.match(self._waiting) is None:
            return True
        end = _END_OF_THOUGHT.search(self._waiting, self._searched)
        if end is None:
            self._searched = max(0, len(self._waiting) - LONGEST_TAG)
            return False
        self._waiting = self._waiting[end.end() :].lstrip()
        self._searched = 0
        return True


def json_objects(text: str) -> Iterator[str]:
    """The JSON objects in a text, as JSON, the last one first; those behind the thoughts, if there are any."""
    ends = [match.end() for match in _END_OF_THOUGHT.finditer(text)]
    start = ends[-1] if ends else 0
    objects = deque(_objects_from(text, start), maxlen=MOST_OBJECTS)
    for value in reversed(objects):
        yield json.dumps(value)


def _objects_from(text: str, start: int) -> Iterator[object]:
    decoder = json.JSONDecoder(strict=False)  # line breaks within a string are common, and harmless
    tries = 0
    place = text.find("{", start)
    while place >= 0 and tries < MOST_TRIES:
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            tries += 1
            end = place + 1
        else:
            yield value
        place = text.find("{", end)
