"""How an idea is to be entered: a limit, a stop or a market order, where words say so. Pure."""

from backend.features.coach.ideas.schemas import OrderName
from backend.features.coach.ideas.words.pieces import PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning


def order_of(row: PieceRow) -> OrderName | None:
    """The kind of order; null where none is named."""
    meanings = {piece.meaning for piece in row.pieces}
    if meanings & {Meaning.STOP_ORDER_LONG, Meaning.STOP_ORDER_SHORT} or _is_stop_order(row):
        return "stop"
    if _is_limit_order(row) or any(piece.text.startswith("resting ") for piece in row.pieces):
        return "limit"
    if Meaning.MARKET in meanings and _is_market_order(row):
        return "market"
    return None


_NO_ORDERS = frozenset("my the daily risk loss this that within over under day".split())


def _is_limit_order(row: PieceRow) -> bool:
    """In "is that within my limit" and "over the daily limit" nothing is ordered."""
    return any(
        piece.meaning is Meaning.LIMIT and row.text(place - 1) not in _NO_ORDERS
        for place, piece in enumerate(row.pieces)
    )


def _is_stop_order(row: PieceRow) -> bool:
    """In "stop order to buy crude" an order is told, and no level."""
    texts = [piece.text for piece in row.pieces]
    return any(texts[at : at + 3] == ["stop", "order", "to"] for at in range(len(texts)))


def _is_market_order(row: PieceRow) -> bool:
    """In "The market is weak" orders nothing."""
    for place, piece in enumerate(row.pieces):
        if piece.meaning is Meaning.MARKET:
            is_plain = piece.text == "market"
            before = row.text(place - 1)
            if not is_plain or before not in ("the", "this", "a", "my"):
                return True
    return False
