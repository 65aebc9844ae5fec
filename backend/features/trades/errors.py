"""How the trading record says no."""

from backend.core.errors import Conflict, Invalid, NotFound


class TradeNotFound(NotFound):
    """There is no such trade among yours."""

    code = "trade.not_found"
    detail = "There is no such trade among yours."


class TradeAlreadyClosed(Conflict):
    """The trade was closed before."""

    code = "trade.already_closed"
    detail = "This trade is closed already; its exit stands."


class UnknownInstrument(Invalid):
    """No contract is known under this symbol."""

    code = "trade.unknown_instrument"
    detail = "This instrument is not known. Use a symbol such as ES, MNQ, EURUSD, BTCUSD or AAPL."


class BadTrade(Invalid):
    """The figures of the trade do not fit together."""

    code = "trade.inconsistent"
    detail = "The figures of this trade do not fit together; `errors` says where."
