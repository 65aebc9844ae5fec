"""What text is made of: whether it can be stored, and whether anything of it can be seen."""

import unicodedata

# What prints nothing, or only room, although its category does not say so: the default ignorable code points of
# Unicode (DerivedCoreProperties.txt) that are letters, marks or not assigned yet, and letters whose glyph is empty.
_BLANK = frozenset(
    (
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x2065,
        0x2800,
        0x3164,
        0xFFA0,
        0x13441,
        0x13442,
        0x16FE4,
        0x1D159,
    )
).union(
    range(0x180B, 0x1810),
    range(0xFE00, 0xFE10),
    range(0xFFF0, 0xFFF9),
    range(0xE0000, 0xE1000),
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can hold it: no NUL, and no surrogate without its other half."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_storable_document(value: object) -> bool:
    """The same for a document of JSON: its names and texts, however deep."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if not is_storable(part):
                return False
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list | tuple):
            waiting += part
    return True


def is_unseen(letter: str) -> bool:
    """Whether a letter by itself shows nothing: space of any kind, control, joiner, filler, selector, tag."""
    return unicodedata.category(letter) in _UNSEEN or ord(letter) in _BLANK


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen. Beside letters that can, joiners and selectors have their meaning."""
    if text.isascii():
        return not any(map(str.isprintable, text.replace(" ", "")))
    return all(is_unseen(letter) for letter in text)


def seen_of(text: str | None) -> str:
    """A text that may be left out: as it is, or empty where nothing of it can be seen."""
    if text is None or is_blank(text):
        return ""
    return text
