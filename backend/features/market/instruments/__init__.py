"""Contracts: what one point is worth, the tick, the currency; the product's and the trader's own."""

FACE = (
    "contract_document",
    "custom_instruments",
    "instruments",
    "market_grid",
    "price_text",
    "spoken_names",
    "traded_symbols",
    "underlyings",
)
