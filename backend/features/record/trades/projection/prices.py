"""Prices of a request as numbers: what they mean is known when the instrument is."""

from collections.abc import Mapping
from decimal import Decimal

from backend.core.errors import FieldProblem
from backend.features.market.instruments.errors import BadPrice
from backend.features.market.instruments.instruments import Instrument
from backend.features.market.instruments.price_text import price_of
from backend.features.record.trades.errors import BadTrade


def read_prices(
    contract: Instrument, written: Mapping[str, str | None]
) -> dict[str, Decimal | None]:
    """Each price by the name of its field, in the notation of the instrument.

    Raises:
        BadTrade: with a problem for every price that cannot be one.
    """
    prices: dict[str, Decimal | None] = {}
    problems: list[FieldProblem] = []
    for field, text in written.items():
        prices[field] = None
        if text is None:
            continue
        try:
            prices[field] = price_of(contract, text, field=field)
        except BadPrice as refusal:
            problems += refusal.errors
    if problems:
        raise BadTrade(errors=problems)
    return prices


def read_price(contract: Instrument, field: str, text: str) -> Decimal:
    """One price.

    Raises:
        BadTrade: it cannot be one of this instrument.
    """
    price = read_prices(contract, {field: text})[field]
    assert price is not None, "a text was given"
    return price
