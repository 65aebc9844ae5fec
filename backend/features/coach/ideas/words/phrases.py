"""Gives words their meanings; several words that mean one thing become one piece."""

from dataclasses import replace

from backend.features.coach.ideas.words.pieces import Piece, PieceKind
from backend.features.coach.ideas.words.vocabulary import (
    FIRST_WORDS,
    LONGEST_PHRASE,
    PHRASES,
    Meaning,
)


def with_meanings(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the meanings of their words, the longest phrase first."""
    meant: list[Piece] = []
    place = 0
    while place < len(pieces):
        phrase, length = _phrase(pieces, place)
        meant.append(phrase)
        place += length
    return meant


def _phrase(pieces: list[Piece], place: int) -> tuple[Piece, int]:
    """The longest phrase that begins at a place, as one piece, and of how many pieces it is."""
    piece = pieces[place]
    if piece.kind is not PieceKind.WORD:
        return _with_meaning_of_mark(piece), 1
    words: list[str] = []
    best, length = _single(piece), 1
    for after, word_piece in enumerate(pieces[place : place + 2 * LONGEST_PHRASE], 1):
        if word_piece.kind is PieceKind.MARK and word_piece.text == "-" and words:
            continue
        if word_piece.kind is not PieceKind.WORD:
            break
        words.extend(word_piece.text.split("-"))
        if len(words) == 1 and words[0] not in FIRST_WORDS:
            break
        meaning = PHRASES.get(tuple(words))
        if meaning is not None and len(words) > 1:
            best, length = _joined(piece, word_piece, " ".join(words), meaning), after
        if len(words) > LONGEST_PHRASE:
            break
    return best, length


def _with_meaning_of_mark(piece: Piece) -> Piece:
    if piece.kind is PieceKind.MARK and piece.text == "@":
        return replace(piece, meaning=Meaning.AT)
    if piece.kind is PieceKind.MARK and piece.text == "&":
        return replace(piece, meaning=Meaning.JOIN)
    return piece


def _single(piece: Piece) -> Piece:
    word = piece.text
    meaning = PHRASES.get((word,))
    if meaning is None and ":" in word:
        head = word.partition(":")[0]
        return replace(piece, text=head, meaning=PHRASES.get((head,)))
    return replace(piece, meaning=meaning)


def _joined(first: Piece, last: Piece, words: str, meaning: Meaning) -> Piece:
    return Piece(PieceKind.WORD, words, first.start, last.end, words, meaning=meaning)
