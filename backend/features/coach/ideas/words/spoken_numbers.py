"""Numbers in words among the pieces: "forty five hundred" is one, a lone "one" is rather a word."""

import re

from backend.features.coach.ideas.words.instrument_names import named_by
from backend.features.coach.ideas.words.pieces import NumberTerms, Piece, PieceKind
from backend.features.coach.ideas.words.vocabulary import DISTANCE_WORDS, PHRASES, Meaning
from backend.features.coach.language.number_words import SPOKEN as SPOKEN_NUMBER
from backend.features.coach.language.number_words import spoken_value

_SPOKEN = re.compile(SPOKEN_NUMBER.replace("zero", "zero|oh"), re.I)  # "forty five oh two"

_NEAR = 20  # characters before a lone "one" that say whether it is a clause


def with_spoken_numbers(text: str, pieces: list[Piece]) -> list[Piece]:
    """Runs of words such as "forty five hundred" become numbers; a lone "one" is rather a word."""
    numbers = [
        _spoken_number(match) for match in _SPOKEN.finditer(text) if not _is_only_a_word(match)
    ]
    if not numbers:
        return pieces
    merged: list[Piece] = []
    spans = iter(numbers)
    number = next(spans, None)
    for piece in pieces:
        while number is not None and piece.start >= number.end:
            merged.append(number)
            number = next(spans, None)
        if number is None or piece.end <= number.start:
            merged.append(piece)
    if number is not None:
        merged.append(number)
    return merged


def _is_only_a_word(match: "re.Match[str]") -> bool:
    words = match["words"].lower()
    if words.startswith("oh"):
        return True
    if _is_a_lone_one(match):
        return False
    if words == "one" and match.string[: match.start()].lower().endswith(" to "):
        return False
    behind = match.string[match.end() : match.end() + 12].lower().split()
    if words not in ("one", "two", "ten", "three") or match["behind_point"]:
        return False
    is_of_a_name = words == "ten" and behind[:1] == ["year"]
    is_counted = bool(behind) and (_is_unit(behind[0]) or _names(behind[0]))
    return is_of_a_name or (words == "one" and not is_counted)


_BEFORE_ONE = re.compile(
    r"(?:[,.;:(-]|\b(?:just|only|exactly|with|size)(?: (?:the|a))?)\s*\Z", re.I
)
_END = re.compile(r"\s{0,9}(?:[,;)!]|\.(?!\d)|\n|\Z)")
_HAS_DIGIT = re.compile(r"\d")


def _is_a_lone_one(match: "re.Match[str]") -> bool:
    """In "…, target 4530, just the one." it is a size: a whole clause, and of a message with figures."""
    if match["words"].lower() != "one" or match["behind_point"]:
        return False
    text = match.string
    before = text[max(match.start() - _NEAR, 0) : match.start()]
    is_clause = _BEFORE_ONE.search(before) is not None and _END.match(text, match.end())
    return bool(is_clause) and _HAS_DIGIT.search(text) is not None


def _is_unit(word: str) -> bool:
    word = word.strip(".,!?")
    is_distance = word in DISTANCE_WORDS
    return is_distance or PHRASES.get((word,)) in (Meaning.UNIT, Meaning.AT)


def _names(word: str) -> bool:
    return named_by(word.strip(".,!?"), in_slot=False, is_shouted=False) is not None


def _spoken_number(match: "re.Match[str]") -> Piece:
    value = spoken_value(
        re.sub(r"\boh\b", "zero", match["words"].lower()),
        re.sub(r"\boh\b", "zero", (match["behind_point"] or "").lower()),
    )
    unit = "lot" if _is_a_lone_one(match) else ""
    number = NumberTerms((value,), unit=unit, is_spoken=True)
    start, end = match.span()
    return Piece(PieceKind.NUMBER, match[0].lower(), start, end, match[0], number)
