"""How a trade ended, once all numbers are assigned: parts that are planned, prices that are ends, sizes of exits."""

from dataclasses import replace
from decimal import Decimal

from backend.features.coach.ideas.draft import IdeaDraft, LevelNote
from backend.features.coach.ideas.schemas import SpokenExit
from backend.features.coach.ideas.words.pieces import PieceRow
from backend.features.coach.ideas.words.surroundings import DIRECTIONS
from backend.features.coach.ideas.words.vocabulary import Meaning


def settle_end(draft: IdeaDraft, row: PieceRow, *, is_hypothetical: bool) -> None:
    """Settle what of a draft is an exit, a target or the size of an exit."""
    _plan_the_parts(draft, row)
    _settle_the_end(draft, row)
    if not is_hypothetical:
        _settle_planned(draft, row)
        _settle_bare(draft)
    _give_size_to_the_end(draft)


def _plan_the_parts(draft: IdeaDraft, row: PieceRow) -> None:
    """In "Half off at 4510, rest at 4520" of a trade that nobody left are targets."""
    if draft.is_left or not draft.exits:
        return
    has_idea = bool(draft.entries or draft.zone or draft.stops)
    if not has_idea:
        return
    draft.is_unclear_exit = any(piece.meaning is Meaning.OUT for piece in row.pieces)
    for leaving in draft.exits:
        if leaving.price is not None:
            draft.targets.append(LevelNote(leaving.price, -1))
    draft.exits = []


def _settle_the_end(draft: IdeaDraft, row: PieceRow) -> None:
    """In "covered ES 4480, short from 4500" the price behind the word is the exit: the entry has a label."""
    labelled = [note for note in draft.entries if note.evidence == "label"]
    has_price = any(leaving.price is not None for leaving in draft.exits)
    if has_price or len(draft.after_leaving) != 1:
        _settle_behind(draft, row, has_price=has_price)
        return
    note = draft.after_leaving[0]
    if note in labelled or not (labelled or _is_an_end(draft, row, note.place)):
        return
    draft.exits = [leaving for leaving in draft.exits if leaving.at is None]
    draft.entries.remove(note)
    draft.after_leaving = []
    _keep_end(draft, note.value)
    draft.used.add(note.place)


def _settle_behind(draft: IdeaDraft, row: PieceRow, *, has_price: bool) -> None:
    """In "habe EURUSD bei 1.0980 geschlossen" the word stands behind its price."""
    has_direction = any(piece.meaning in DIRECTIONS for piece in row.pieces)
    is_one = len(draft.entries) == 1 and not draft.after_leaving
    if not draft.is_left or has_price or has_direction or not is_one:
        return
    note = draft.entries.pop()
    draft.used.add(note.place)
    _keep_end(draft, note.value)


def _keep_end(draft: IdeaDraft, price: Decimal) -> None:
    """The price of the end, with the share or size that was told of it."""
    exits = draft.exits
    if exits and exits[-1].price is None:
        exits[-1] = replace(exits[-1], price=price)
    else:
        exits.append(SpokenExit(price))


def _is_an_end(draft: IdeaDraft, row: PieceRow, place: int) -> bool:
    """In "covered MES 4701" the only price is the end; in "closed my long ES 4500" it may be either."""
    if len(draft.entries) != 1:
        return False
    has_direction = any(piece.meaning in DIRECTIONS for piece in row.pieces)
    is_apart = row.text(place - 1) in (",", "-", ":") or row.meaning(place - 1) is Meaning.AT
    return is_apart or not has_direction


def _settle_planned(draft: IdeaDraft, row: PieceRow) -> None:
    """In "Out 6488" of an entry without stop and target, or of no entry, is where it was left."""
    if not draft.planned or draft.stops or draft.targets:
        return
    has_direction = any(piece.meaning in DIRECTIONS for piece in row.pieces)
    has_direction = has_direction or not (draft.entries or draft.zone)
    is_one = has_direction and len(draft.planned) == 1 and not draft.is_unclear_exit
    if is_one and not any(piece.meaning is Meaning.IF for piece in row.pieces):
        draft.exits.append(SpokenExit(draft.planned[0]))
        draft.planned = []
        draft.is_left = True


def _settle_bare(draft: IdeaDraft) -> None:
    """In "closed it" and "im out" all of it was left, at no price that is told."""
    if draft.is_left and not draft.exits and not draft.after_leaving and not draft.planned:
        draft.exits.append(SpokenExit(share=Decimal(1)))


def _give_size_to_the_end(draft: IdeaDraft) -> None:
    """In "sold my 1 ES at 6669" the size is that of the exit: no entry is told."""
    sizes = list(dict.fromkeys(draft.sizes))
    if draft.entries or draft.zone or len(draft.exits) != 1 or not sizes:
        return
    leaving = draft.exits[0]
    if leaving.size is None and leaving.share is None:
        draft.exits[0] = replace(leaving, size=sizes[0])
        draft.sizes = []
