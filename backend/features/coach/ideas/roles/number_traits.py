"""What can be seen of each number of a message before its role is known, and the message with its numbers masked. Pure."""

import re
from collections.abc import Mapping, Sequence
from math import log
from statistics import median_high

from backend.features.coach.ideas.numbers.number_kinds import NumberKind, PlacedNumber
from backend.features.coach.ideas.words.pieces import PieceRow

_KINDS = tuple(NumberKind)
_UNITS = ("tick", "pip", "point", "cent", "%", "r", "atr")
_PRICES = (NumberKind.PLAIN, NumberKind.MONEY)
_BOUNDS = (0, 5, 20, 100, 1000)
_MOST_DIGITS = 5  # behind the point
_HUGE = 1e15
_TINY = 1e-9
TRAIT_COUNT = len(_KINDS) + len(_UNITS) + 23
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")


def masked_numbers(text: str, row: PieceRow, figures: Mapping[int, PlacedNumber]) -> str:
    """The message in small letters with ` 0 ` for each number, and without the digits in other words."""
    parts, end = [], 0
    for place in sorted(figures):
        piece = row.pieces[place]
        parts += [_DIGIT.sub("", text[end : piece.start]), " 0 "]
        end = piece.end
    parts.append(_DIGIT.sub("", text[end:]))
    return _SPACE.sub(" ", "".join(parts).lower().replace("\u2019", "'")).strip()


def traits_of(figures: Mapping[int, PlacedNumber]) -> list[list[float]]:
    """The traits of each number, in the order of the text, shape ``(numbers, TRAIT_COUNT)``."""
    ordered = [figures[place] for place in sorted(figures)]
    prices = [
        float(figure.value) for figure in ordered if figure.kind in _PRICES and figure.value > 0
    ]
    middle = median_high(prices) if prices else 0.0
    near = sorted({price for price in prices if middle and 0.5 < price / middle < 2})
    return [
        [
            *(float(figure.kind is kind) for kind in _KINDS),
            *(float(figure.unit == unit) for unit in _UNITS),
            *_beside_others(float(figure.value), middle, near),
            *_by_itself(figure),
            place / 8,
            (len(ordered) - 1 - place) / 8,
        ]
        for place, figure in enumerate(ordered)
    ]


def _beside_others(value: float, middle: float, near: Sequence[float]) -> list[float]:
    ratio = value / middle if middle else 0.0
    is_near = 0.5 < ratio < 2
    scale = log(abs(value) + _TINY) - log(middle + _TINY) if middle else 0.0
    rank = near.index(value) / max(1, len(near) - 1) if value in near else -1.0
    return [
        float(is_near),
        _within((ratio - 1) * 60, 3) if is_near else 0.0,
        _within((ratio - 1) * 8, 3) if is_near else 0.0,
        _within(scale, 8) / 4,
        float(rank == 0),
        float(rank == 1),
        rank if rank >= 0 else 0.5,
        min(len(near), 6) / 6,
    ]


def _by_itself(figure: PlacedNumber) -> list[float]:
    value = float(figure.value)
    exponent = figure.value.as_tuple().exponent
    digits = min(_MOST_DIGITS, max(0, -exponent)) if isinstance(exponent, int) else 0
    uppers = (*_BOUNDS[1:], float("inf"))
    return [
        float(abs(value) >= _HUGE or value == int(value)),
        *(float(digits == count) for count in range(_MOST_DIGITS + 1)),
        *(float(low < value <= high) for low, high in zip(_BOUNDS, uppers, strict=True)),
        log(1 + abs(value)) / 10,
    ]


def _within(value: float, most: float) -> float:
    return max(-most, min(most, value))
