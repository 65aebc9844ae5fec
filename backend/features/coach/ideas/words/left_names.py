"""An instrument that is named in a place where no ticker stands, "netflix, half a percent stop": where nothing else is.

Words that stand in other sentences too count only where they are written as tickers are.
"""

from backend.features.coach.ideas.words.instrument_names import named_by, spoken_name
from backend.features.coach.ideas.words.pieces import InstrumentName, Piece, PieceKind, PieceRow
from backend.features.coach.ideas.words.vocabulary import Meaning
from backend.features.coach.language.common_words import is_common
from backend.features.market.instruments.spoken_names import name_of, plain

_SHORTEST = 3  # of a word that is no ticker
_OF_A_TRADE = frozenset(
    {Meaning.LONG, Meaning.SHORT, Meaning.STOP, Meaning.TARGET, Meaning.ENTRY, Meaning.LIMIT}
)


def left_names(row: PieceRow) -> dict[int, InstrumentName]:
    """What is named in a message about a trade by words that were not taken for names; by their places."""
    if not row.meanings & _OF_A_TRADE:
        return {}
    is_shouted = all(piece.written.isupper() for piece in row.pieces if piece.written.isalpha())
    names = {}
    for place, piece in enumerate(row.pieces):
        if piece.kind is PieceKind.WORD:
            is_alone = row.text(place - 1) == "(" and row.text(place + 1) == ")"
            name = _name(piece, is_shouted=is_shouted, is_alone=is_alone)
            if name is not None:
                names[place] = name
    return names


def _name(piece: Piece, *, is_shouted: bool, is_alone: bool) -> InstrumentName | None:
    known = name_of(plain(piece.written))
    is_ticker = piece.written.isupper() and not is_shouted
    if known is not None:
        is_clear = len(known.words) >= _SHORTEST and not is_common(known.words)
        return spoken_name(known) if is_clear or is_ticker else None
    is_read = piece.meaning in (None, Meaning.GLUE, Meaning.LEVEL, Meaning.UNIT)
    if is_ticker and is_read and (len(piece.written) > 1 or is_alone):
        return named_by(piece.written, in_slot=True, is_shouted=False)
    return None
