"""What models cost: US dollars for a million tokens, exact; and the tokens of an image at the most.

Prices are data with a date. The setting `AI_PRICES` overrides entries and adds others. A name stands for itself and for
its dated versions (`gpt-4o` for `gpt-4o-2024-11-20`); the longest name that fits wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from backend.features.ai.ports import ProviderCall, Tokens

PRICED_ON = date(2026, 11, 21)  # from public price lists; a provider's own page has the last word
MILLION = Decimal(1_000_000)
SMALLEST = Decimal("0.0000000001")  # the columns are NUMERIC(24, 10)
# English has about four, figures and JSON fewer: what was used and not reported.
CHARACTERS_A_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of each kind, and the tokens of one image at the most (detail `high`)."""

    input: Decimal
    cached_input: Decimal
    output: Decimal
    image_tokens: int

    def of(self, used: Tokens) -> Decimal:
        """What these tokens cost, rounded up at the tenth place."""
        fresh = used.input - used.cached
        total = fresh * self.input + used.cached * self.cached_input + used.output * self.output
        return (total / MILLION).quantize(SMALLEST, rounding=ROUND_CEILING)

    def at_most(self, call: ProviderCall) -> Decimal:
        """What a call can cost at the most, known before it is made."""
        sent = call.input_bound + call.images * self.image_tokens
        dearest = max(self.input, self.cached_input)
        total = sent * dearest + call.output_bound * self.output
        return (total / MILLION).quantize(SMALLEST, rounding=ROUND_CEILING)

    def used(self, call: ProviderCall) -> Tokens:
        """What a call used: as reported; else nothing if nothing came back, else by the characters that went by.

        What nobody reported is never taken to be more than was allowed.
        """
        if call.reported is not None:
            return call.reported
        if not call.heard:
            return Tokens()
        sent = min(_tokens_of(call.sent_characters), call.input_bound)
        written = min(_tokens_of(call.written_characters), call.output_bound)
        return Tokens(input=sent + call.images * self.image_tokens, output=written)


def tokens_of(text: str) -> int:
    """About how many tokens a text is; rather too many than too few."""
    return _tokens_of(len(text))


def _tokens_of(characters: int) -> int:
    return -(-characters // CHARACTERS_A_TOKEN)


def _price(input: str, cached_input: str, output: str, image_tokens: int) -> Price:
    return Price(Decimal(input), Decimal(cached_input), Decimal(output), image_tokens)


# Generous: whoever runs another model says what it costs in AI_PRICES.
UNKNOWN = _price("15", "15", "75", 50_000)

# Tokens of an image: with tiles, 8 of them for the longest picture, and the base (gpt-4o: 85 + 8 * 170); with patches,
# 1,536 of them times the model's factor. Newer models that take more are given room.
PRICES: dict[str, Price] = {
    "gpt-4o": _price("2.50", "1.25", "10", 1_445),
    "gpt-4o-2024-05-13": _price("5", "5", "15", 1_445),
    "gpt-4o-mini": _price("0.15", "0.075", "0.60", 48_169),
    "gpt-4.1": _price("2", "0.50", "8", 1_536),
    "gpt-4.1-mini": _price("0.40", "0.10", "1.60", 2_489),
    "gpt-4.1-nano": _price("0.10", "0.025", "0.40", 3_779),
    "gpt-5": _price("1.25", "0.125", "10", 1_190),
    "gpt-5-mini": _price("0.25", "0.025", "2", 2_489),
    "gpt-5-nano": _price("0.05", "0.005", "0.40", 3_779),
    "gpt-5-pro": _price("15", "15", "120", 1_190),
    "gpt-5.1": _price("1.25", "0.125", "10", 1_428),
    "gpt-5.2": _price("1.75", "0.175", "14", 2_000),
    "gpt-5.2-pro": _price("21", "21", "168", 2_000),
    "gpt-5.4": _price("2.50", "0.25", "15", 10_000),
    "gpt-5.4-mini": _price("0.75", "0.075", "4.50", 10_000),
    "o3": _price("2", "0.50", "8", 1_275),
    "o4-mini": _price("1.10", "0.275", "4.40", 2_642),
}


class ModelPrices:
    """The price of every model.

    Args:
        overrides: entries that replace or add to the table.
    """

    def __init__(self, overrides: Mapping[str, Price] | None = None) -> None:
        self._table = PRICES | dict(overrides or {})

    def of(self, model: str) -> Price:
        """The price of the longest name that the model's name is, or begins with before a `-`, `:` or `@`."""
        fitting = [name for name in self._table if _stands_for(name, model)]
        if fitting:
            return self._table[max(fitting, key=len)]
        return UNKNOWN


def _stands_for(name: str, model: str) -> bool:
    """`gpt-5` is not `gpt-5.9`: a model that nobody has priced must not be taken for a cheaper one."""
    if model == name:
        return True
    return model.startswith(name) and model[len(name)] in "-:@"
