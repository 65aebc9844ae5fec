"""Minus signs before a size or a price that is never below zero: asked back, and not dropped in silence. Pure."""

from backend.core.types import plain_decimal
from backend.features.coach.ideas.schemas import Ask, AskChoice, SpokenIdea
from backend.features.coach.ideas.words.pieces import PieceRow
from backend.features.market.instruments.instruments import Instrument


def asks_of_minus(terms: SpokenIdea, instrument: Instrument | None, row: PieceRow) -> list[Ask]:
    """In "bought -5 ES at -4500" the signs mean something or are slips: no size and few prices are below zero."""
    prices = [terms.entry, terms.stop, *terms.targets]
    values = {value for value in (*prices, terms.size) if value is not None and value > 0}
    numbers = [row.number(place) for place in row.numbers()]
    signed = [
        number.value
        for number in numbers
        if number is not None and number.is_negative and number.value in values
    ]
    if not signed or terms.option is not None:
        return []
    shown = " and ".join(f"-{plain_decimal(value)}" for value in dict.fromkeys(signed))
    meant = " and ".join(plain_decimal(value) for value in dict.fromkeys(signed))
    name = "it" if instrument is None else instrument.symbol
    question = f"You wrote {shown}, and neither a size nor a price of {name} is below zero here. Is it {meant}?"
    return [Ask("minus", question, (AskChoice(f"{meant}, without the minus", terms),))]
