"""A time zone in words: by its IANA name, its place, or what traders call it. Pure."""

from collections.abc import Sequence

from backend.core.iso_codes import zone_named

_CALLED = {
    "pacific": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "la": "America/Los_Angeles",
    "mountain": "America/Denver",
    "central": "America/Chicago",
    "cst": "America/Chicago",
    "eastern": "America/New_York",
    "est": "America/New_York",
    "edt": "America/New_York",
    "nyc": "America/New_York",
    "cet": "Europe/Berlin",
    "gmt": "Europe/London",
    "uk": "Europe/London",
    "utc": "UTC",
}
_NO_PLACES = frozenset("act west south north east center factory universal local".split())
_LONGEST = 3  # words of a place: "port of spain"
_MOST = 200  # words that are looked at


def zone_in(tokens: Sequence[str]) -> str | None:
    """The zone that is named, the longest name first; null where there is none."""
    words = [token for token in tokens if token[0].isalpha()][:_MOST]
    for length in range(_LONGEST, 0, -1):
        for start in range(len(words) - length + 1):
            name = " ".join(words[start : start + length])
            zone = _CALLED.get(name) or _place(name)
            if zone is not None:
                return zone
    return None


def _place(name: str) -> str | None:
    if name in _NO_PLACES:
        return None
    zone = zone_named(name)
    return None if zone == name else zone
