"""Sizes in mini and micro lots of a currency pair, as standard lots: a tenth and a hundredth. Pure."""

import re
from dataclasses import replace
from decimal import Decimal

from backend.features.coach.ideas.schemas import IdeaReading
from backend.features.market.instruments.instruments import InstrumentKind, resolve

_SMALL_LOTS = re.compile(
    r"\b(\d{1,4}(?:[.,]\d{1,4})?|an?|one|two|three|five|ten)[ -]?(mini|micro)[ -]?lots?\b", re.I
)
_OF_A_LOT = {"mini": Decimal("0.1"), "micro": Decimal("0.01")}
_IN_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10}


def in_standard_lots(text: str, reading: IdeaReading, market: str | None) -> IdeaReading:
    """The reading with its size in standard lots, where it was told in smaller ones of a pair."""
    match = _SMALL_LOTS.search(text)
    symbol = reading.terms.instrument or market
    instrument = None if symbol is None else resolve(symbol)
    if match is None or instrument is None or instrument.kind is not InstrumentKind.FX:
        return reading
    written = match[1].lower().replace(",", ".")
    count = Decimal(_IN_WORDS.get(written, 0)) or Decimal(written)
    size = count * _OF_A_LOT[match[2].lower()]
    stated = reading.stated if reading.stated.size is None else replace(reading.stated, size=size)
    return replace(reading, terms=replace(reading.terms, size=size), stated=stated)
