"""Cuts a text into pieces in one pass: numbers with their units, words, names, marks, times."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from backend.features.coach.ideas.words.number_shapes import FRACTIONS, SCALES, is_list, readings_of
from backend.features.coach.ideas.words.pieces import NumberTerms, Piece, PieceKind
from backend.features.coach.ideas.words.spelling import mended
from backend.features.coach.ideas.words.vocabulary import PHRASES

_LONGEST_SYMBOL = 6
_PIECE = re.compile(
    r"(?P<arrow>-{1,2}>|=>|>{1,2}|[\u2192\u27a1\u2794])"
    r"|(?P<day>(?<![\d.,/-])(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:20)?\d\d)(?![\d/]))"
    r"|(?P<clock>(?<![\d.,:])(?:\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:\s?[aApP]\.?[mM]\b)?"
    r"|\d{1,2}\s?[aApP][mM]\b|\d{1,2}h[0-5]\d\b)(?![\d:]))"
    r"|(?P<ratio>(?<![\d.,:])\d{1,2}(?:\.\d{1,2})?\s?:\s?\d{1,2}(?:\.\d{1,2})?(?![\d:.]))"
    r"|(?P<future>6[ABCEJNSabcejns](?:[FGHJKMNQUVXZ]\d{1,4}|1!)?\b|1000[A-Za-z]{2,8}\b)"
    r"|(?P<rr>(?<!\w)[rR][:/][rR]\b)"
    r"|(?P<joined>[A-Za-z]{1,8}\d{1,7}[.,']\d{1,8}k?\b)"
    r"|(?P<name>[@/$#]?[^\W\d_](?:[\w&!]|[-'](?=[^\W\d_])|:(?=[A-Z]{2})|/(?=[^\W\d_])){0,60}(?:=F\b)?(?:\.[A-Z]\b)?)"
    r"|(?P<number>(?P<sign>(?<![\w.)])[-+\u2212](?=[$\u20ac\u00a3.]?\d))?(?P<money>[$\u20ac\u00a3]\s?)?"
    r"(?P<digits>\d(?:[\d,.']{0,40}\d)?|(?<!\d)\.\d{1,12})(?P<plus>\+(?!\d))?(?P<fraction>[\u00bc-\u00be\u215b-\u215e])?"
    r"(?P<unit>[A-Za-z]{1,10}\b|%|[\u20ac$](?!\d))?)"
    r"|(?P<break>\n|[.!?;](?=\s|$))"
    r"|(?P<mark>[-\u2013\u2014,/&%@=:+()|~*])"
)
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s")
_TIMES_BEFORE = re.compile(r"[xX](\d{1,6})", re.ASCII)
_CLOCK = re.compile(r"([MHD])(\d{1,2})|([mhd])([1-8]|1[05]|30|45)", re.ASCII)
_JOINED = re.compile(r"([^\W\d_]{1,8}?)([1-6]?)[:=@]?(\d[\d.,']{0,20}k?)", re.I)
_COUNTED_LABEL = re.compile(r"(tp|target|tgt|t|pt|sl|stop|exit|entry|take ?profit)[1-6]", re.I)
_LABELS_JOINED = frozenset(
    """sl tp stop target entry e in out pt tgt stp s t size qty risk lev long short at buy sell ziel stopp exit limit
    lmt""".split()
)


def cut(text: str, most_before: int | None = None) -> Iterator[Piece]:
    """The pieces of a text in order; what is nothing of interest is left out.

    Args:
        text: what is cut, as far as its pieces are taken.
        most_before: how many characters before the first digit are read; all where it is null.
    """
    start = 0 if most_before is None else _place_before(text, most_before)
    for match in _PIECE.finditer(text, start):
        yield from _pieces(match)


def _place_before(text: str, most: int) -> int:
    """A place between words, so far before the first digit: a long story is not made into pieces."""
    digit = _DIGIT.search(text)
    start = (len(text) if digit is None else digit.start()) - most
    if start <= 0:
        return 0
    space = _SPACE.search(text, start)
    return start if space is None else space.end()


def _pieces(match: "re.Match[str]") -> Iterator[Piece]:
    kind = match.lastgroup
    if match["name"]:
        yield from _word(match)
    elif match["joined"]:
        yield from _parts_of_word(_piece(PieceKind.WORD, match))
    elif match["rr"]:
        yield replace(_piece(PieceKind.WORD, match), text="rr")
    elif match["number"]:
        yield from _number(match)
    elif match["future"]:
        yield _piece(PieceKind.WORD, match)
    elif match["arrow"]:
        yield _piece(PieceKind.ARROW, match)
    elif match["day"] or match["clock"]:
        yield _piece(PieceKind.TIME, match)
    elif match["ratio"]:
        yield _ratio(match)
    elif match["break"]:
        yield _piece(PieceKind.BREAK, match)
    elif kind is not None:
        yield _piece(PieceKind.MARK, match)


def _piece(kind: PieceKind, match: "re.Match[str]") -> Piece:
    written = match[0]
    text = written.lower()
    if kind is PieceKind.MARK:
        text = text.replace("\u2013", "-").replace("\u2014", "-")
    return Piece(kind, text, match.start(), match.end(), written)


def _ratio(match: "re.Match[str]") -> Piece:
    """`1:3` and `3:1` are the reward for a risk of one."""
    parts = [Decimal(part.strip()) for part in match[0].split(":")]
    number = NumberTerms((max(parts),), unit="rr")
    return replace(_piece(PieceKind.NUMBER, match), number=number)


def _word(match: "re.Match[str]") -> Iterator[Piece]:
    word = match["name"]
    is_tag = word[0] == "#" and (word[1:].lower(),) in PHRASES
    if is_tag:
        yield replace(
            _piece(PieceKind.WORD, match), text=word[1:].lower(), written=word[1:].lower()
        )
        return
    times, clock = _TIMES_BEFORE.fullmatch(word), _CLOCK.fullmatch(word)
    piece = _piece(PieceKind.WORD, match)
    if word.endswith("!") and not word[:-1][-1:].isdigit():
        bare = word.rstrip("!")
        piece = replace(piece, text=bare.lower(), written=bare, end=piece.start + len(bare))
    if times:
        number = NumberTerms((Decimal(times[1]),), times="before")
        yield replace(piece, kind=PieceKind.NUMBER, number=number)
    elif clock:
        letter, count = clock[1] or clock[3], clock[2] or clock[4]
        number = NumberTerms((Decimal(count),), unit=letter.lower())
        yield replace(piece, kind=PieceKind.NUMBER, number=number)
    elif _COUNTED_LABEL.fullmatch(word):
        yield replace(piece, text=word[:-1].lower())
    else:
        yield from _parts_of_word(replace(piece, text=_mended(piece)))


def _mended(piece: Piece) -> str:
    """The word that was meant; a symbol in capitals is written as it is meant."""
    word = piece.text.removesuffix("'s")
    is_of_something = word != piece.text
    if is_of_something and (word,) in PHRASES:
        return word
    if piece.written.isupper() and len(piece.written) < _LONGEST_SYMBOL:
        return piece.text
    return mended(word)


def _parts_of_word(piece: Piece) -> Iterator[Piece]:
    """A label that is joined to its number is two pieces: `sl4490`, `stop=12t`."""
    joined = _JOINED.fullmatch(piece.written)
    if joined is None or joined[1].lower() not in _LABELS_JOINED:
        yield piece
        return
    label, counter, digits = joined.groups()
    if counter and not digits.startswith((".", ",")):
        digits = counter + digits
    scale = 1_000 if digits[-1] in "kK" else 1
    readings = readings_of(digits.rstrip("kK"))
    if not readings:
        yield piece
        return
    middle = piece.end - len(digits)
    number = NumberTerms(tuple(value * scale for value in readings))
    yield Piece(PieceKind.WORD, label.lower(), piece.start, middle, label)
    yield Piece(PieceKind.NUMBER, digits, middle, piece.end, digits, number=number)


def _number(match: "re.Match[str]") -> Iterator[Piece]:
    digits = match["digits"]
    if is_list(digits):
        yield from _numbers_of_list(match)
        return
    readings = readings_of(digits)
    unit = (match["unit"] or "").lower()
    is_money = bool(match["money"]) or unit in ("$", "\u20ac")
    if not readings:
        yield _piece(PieceKind.MARK, match)
        return
    fraction = FRACTIONS.get(match["fraction"] or "", Decimal(0))
    number = NumberTerms(
        tuple((value + fraction) * SCALES.get(unit, 1) for value in readings),
        unit="" if unit in SCALES or unit in ("$", "\u20ac", "ish") else unit,
        is_negative=match["sign"] not in (None, "+"),
        is_money=is_money,
        times="behind" if unit == "x" else "",
        is_approximate=unit == "ish",
    )
    written = digits + (match["plus"] or "")
    yield Piece(PieceKind.NUMBER, match[0].lower(), match.start(), match.end(), written, number)


def _numbers_of_list(match: "re.Match[str]") -> Iterator[Piece]:
    """`4510,4520,4530` without spaces."""
    start = match.start("digits")
    for part in match["digits"].split(","):
        readings = readings_of(part) if part else ()
        end = start + len(part)
        if readings:
            number = NumberTerms(readings)
            yield Piece(PieceKind.NUMBER, part, start, end, part, number)
            yield Piece(PieceKind.MARK, ",", end, end, ",")
        start = end + 1
