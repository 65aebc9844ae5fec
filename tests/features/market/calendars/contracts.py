"""Contracts of each product group, whatever the product's own table says."""

from dataclasses import replace

from backend.features.market.instruments.instruments import Instrument, resolve

GROUPS = {
    "ES": "GLOBEX_EQUITY",
    "ZN": "GLOBEX_RATES",
    "6E": "GLOBEX_FX",
    "BTC": "GLOBEX_CRYPTO",
    "CL": "GLOBEX_ENERGY",
    "GC": "GLOBEX_METALS",
    "ZC": "GLOBEX_GRAINS",
    "LE": "GLOBEX_LIVESTOCK",
    "VX": "CFE_VOLATILITY",
    "SB": "ICE_SOFTS",
    "CT": "ICE_SOFTS",
    "BRN": "ICE_ENERGY",
    "DX": "ICE_FINANCIAL",
    "FGBL": "EUREX",
}
ZONES = {
    "SB": "America/New_York",
    "CT": "America/New_York",
    "DX": "America/New_York",
    "BRN": "Europe/London",
    "FGBL": "Europe/Berlin",
}


def contract_of(symbol: str) -> Instrument:
    """A future of a product group; any other symbol as the product reads it."""
    if symbol not in GROUPS:
        other = resolve(symbol)
        assert other is not None
        return other
    future = resolve("ES")
    assert future is not None
    zone = ZONES.get(symbol, future.zone)
    return replace(future, symbol=symbol, calendar=GROUPS[symbol], zone=zone)


def stock_of(exchange: str, zone: str) -> Instrument:
    """A stock that names its exchange."""
    stock = resolve("AAPL")
    assert stock is not None
    return replace(stock, calendar=exchange, zone=zone)
