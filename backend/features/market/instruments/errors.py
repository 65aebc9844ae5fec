"""How instruments say no."""

from backend.core.errors import Invalid, NotFound


class InstrumentNotFound(NotFound):
    """There is no such instrument among the user's own."""

    code = "instrument.not_found"
    detail = "There is no such instrument among your own."


class UnknownInstrument(Invalid):
    """No contract is known under this symbol."""

    code = "trade.unknown_instrument"
    detail = "This instrument is not known. Use a symbol such as ES, MNQ, EURUSD, BTCUSD or AAPL, or describe your own."
