"""Coins: spot pairs and perpetuals, as exchanges write them.

Stablecoins count as the dollar that they stand for, so a spot pair in USDT is one instrument with the one in USD.
"""

import re
from decimal import Decimal

from backend.features.market.instruments.contract_terms import (
    UTC,
    Impossible,
    Instrument,
    InstrumentKind,
    Outcome,
    SymbolReading,
)
from backend.features.market.instruments.symbols.table_files import rows_of

COINS: dict[str, tuple[str, Decimal]] = {
    ticker: (name, Decimal(tick)) for ticker, name, tick in rows_of("coins")
}
"""Names and ticks of the coins that the product knows."""

STABLE = "USDT USDC USD FDUSD BUSD TUSD USDE USD1 PYUSD RLUSD DAI".split()
_FIAT = "EUR GBP JPY AUD CAD CHF TRY BRL KRW".split()
_COIN_QUOTES = {"BTC": "0.00000001", "XBT": "0.00000001", "ETH": "0.000001", "BNB": "0.00001"}
_QUOTES = (*STABLE, *_FIAT, *_COIN_QUOTES)
_OTHER_NAMES = {"XBT": "BTC", "XDG": "DOGE", "XXBT": "BTC", "XETH": "ETH", "XXRP": "XRP"}
EXCHANGES = frozenset(
    """BINANCE BINANCEUS BYBIT COINBASE KRAKEN BITSTAMP BITFINEX OKX OKEX KUCOIN GATEIO GATE HUOBI HTX MEXC BITGET
    DERIBIT CRYPTO CRYPTOCOM GEMINI BITMEX PHEMEX HYPERLIQUID BITMART POLONIEX UPBIT BITHUMB BINGX WHITEBIT BITVAVO
    DYDX LBANK BITPANDA UNISWAP WOONETWORK""".split()
)
"""Prefixes of exchanges of coins: any coin may follow, known or not."""

ANY = "CRYPTO"  # the prefix of the symbol of a coin that the table does not have
_BASE = re.compile(r"[A-Z0-9]{1,14}", re.ASCII)
_KRAKEN = re.compile(
    r"(?P<base>XXBT|XETH|XXRP|XLTC|XXLM|XXMR|XETC|XZEC)Z(?P<quote>[A-Z]{3})", re.ASCII
)
_PERPETUAL = re.compile(r"(?P<pair>.{1,24}?)(?:\.P|[_\-/.]?PERP(?:ETUAL)?|-SWAP)", re.ASCII)
_SETTLED = re.compile(
    r"(?P<pair>[A-Z0-9]{1,14}/(?P<quote>[A-Z0-9]{1,14})):(?P<settled>[A-Z0-9]{1,14})", re.ASCII
)
_DATED = re.compile(
    r"[A-Z0-9]{2,10}[\-_/]?(?:USDT|USDC|USD)?(?:[\-_:][A-Z0-9]*)?[\-_]\d{1,2}[A-Z0-9]{4,6}",
    re.ASCII,
)


def read(text: str, *, any_coin: bool = False) -> Outcome:
    """A spot pair or a perpetual of a coin; null where it is none.

    Args:
        text: upper case, without a prefix.
        any_coin: an exchange of coins was named, so the coin need not be in the table.
    """
    settled = _SETTLED.fullmatch(text)
    if settled is not None:
        return _perpetual(
            settled["pair"], any_coin=any_coin, inverse=settled["settled"] not in STABLE
        )
    perpetual = _PERPETUAL.fullmatch(text)
    if perpetual is not None:
        return _perpetual(perpetual["pair"], any_coin=any_coin, inverse=False)
    parts = _parts(text, any_coin=any_coin)
    if parts is not None:
        return SymbolReading(spot(*parts))
    dated = _DATED.fullmatch(text)
    if dated is not None and any_coin:
        return Impossible(
            "Futures of coins that expire are not known. Describe it as your own instrument."
        )
    return None


def _parts(text: str, *, any_coin: bool) -> tuple[str, str] | None:
    """Base and quote; a known base is preferred where a text can be cut in two ways."""
    kraken = _KRAKEN.fullmatch(text)
    if kraken is not None:
        return _OTHER_NAMES.get(kraken["base"], kraken["base"][1:]), kraken["quote"]
    cuts = [
        (_usual(text.removesuffix(quote).rstrip("/-_ ")), _usual(quote))
        for quote in _QUOTES
        if text.endswith(quote)
    ]
    valid = [cut for cut in cuts if _BASE.fullmatch(cut[0]) and cut[0] != cut[1]]
    known = [cut for cut in valid if is_known(cut[0])]
    if known:
        return known[0]
    return valid[0] if any_coin and valid else None


def _usual(coin: str) -> str:
    return _OTHER_NAMES.get(coin, coin)


def is_known(base: str) -> bool:
    """Whether the table has a coin, or a thousand of it as one: `1000PEPE`."""
    return base in COINS or re.sub(r"^(?:10000?|1M)", "", base) in COINS


def _perpetual(pair: str, *, any_coin: bool, inverse: bool) -> Outcome:
    parts = _parts(pair, any_coin=any_coin)
    bare = pair.rstrip("-_/")
    if parts is None and is_known(bare):
        return SymbolReading(perpetual_of(bare, "USDT"))
    if parts is None:
        return None
    base, quote = parts
    if not inverse and quote in STABLE and quote != "USD":
        return SymbolReading(perpetual_of(base, quote))
    related = tuple(perpetual_of(base, stable) for stable in ("USDT", "USDC"))
    return Impossible(
        f"A perpetual of {base} in {quote} may pay in the coin itself, where a point is not worth the same at each price. "
        "Name the one in USDT or USDC, or describe it as your own instrument.",
        related,
    )


def spot(base: str, quote: str) -> Instrument:
    """A coin against a currency or another coin; a stablecoin is the dollar."""
    currency = "USD" if quote in STABLE else quote
    ticker = base + currency
    return _coin(base, quote, ticker, currency, f"{_name(base)} spot")


def perpetual_of(base: str, quote: str) -> Instrument:
    """A perpetual that pays in a stablecoin."""
    return _coin(base, quote, f"{base}{quote}.P", "USD", f"{_name(base)} perpetual in {quote}")


def _name(base: str) -> str:
    return COINS[base][0] if base in COINS else base


def _coin(base: str, quote: str, ticker: str, currency: str, name: str) -> Instrument:
    tick = Decimal(_COIN_QUOTES.get(quote, "0.01"))
    if quote not in _COIN_QUOTES and base in COINS:
        tick = COINS[base][1]
    return Instrument(
        symbol=ticker if is_known(base) else f"{ANY}:{ticker}",
        name=name,
        kind=InstrumentKind.CRYPTO,
        multiplier=Decimal(1),
        tick_size=tick,
        currency=currency,
        unit="coin",
        family=base.lower(),
        zone=UTC,
        ticker=ticker,
    )
