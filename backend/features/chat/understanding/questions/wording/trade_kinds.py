"""Practice and money: "paper", "paper vs live", "sim included", "not counting demo". Pure."""

from backend.features.chat.understanding.phrases.marks import MarkKind, PhraseMark
from backend.features.chat.understanding.questions.draft import QueryDraft, Sentence
from backend.features.record.trades.models import TradeType

_BOTH = frozenset("include included including incl plus too together both combined mixed".split())
_BETWEEN = (MarkKind.FILLER, MarkKind.PREPOSITION, MarkKind.THING, MarkKind.ONLY, MarkKind.ACT)
_COMPARING = (MarkKind.VERSUS, MarkKind.AMONG)
_NEAR = 3  # marks
_OTHER = {TradeType.REAL: TradeType.TRAINING, TradeType.TRAINING: TradeType.REAL}


def read_trade_kinds(sentence: Sentence, draft: QueryDraft) -> None:
    """Take in which kind of trades is meant: one, all, one against the other, or all but one."""
    marks = sentence.marks
    places = [place for place, mark in enumerate(marks) if mark.kind is MarkKind.TRADE_TYPE]
    if not places:
        return
    kinds = list(dict.fromkeys(TradeType(str(marks[place].value)) for place in places))
    sentence.take(*places)
    if len(kinds) > 1:
        _read_both(sentence, draft, places)
        draft.trade_types = (kinds[0], kinds[1]) if draft.compares_kinds else (None,)
    elif (negation := _negation_of(sentence, places[0])) is not None:
        sentence.take(negation)
        marks[negation] = _as_filler(marks[negation])
        draft.trade_types = (_OTHER[kinds[0]],)
    elif _is_added(sentence, places[0]):
        draft.trade_types = (None,)
    else:
        draft.trade_types = (kinds[0],)


def _read_both(sentence: Sentence, draft: QueryDraft, places: list[int]) -> None:
    """Two kinds are held against each other where a word does so; it then compares nothing else."""
    marks = sentence.marks
    between = [at for at in range(places[0] + 1, places[-1]) if marks[at].kind is MarkKind.VERSUS]
    others = [at for at, mark in enumerate(marks) if mark.kind is MarkKind.AMONG]
    first = [at for at in range(places[0]) if marks[at].kind is MarkKind.VERSUS]
    joints = [*between, *others, *(first if not between else ())]
    draft.compares_kinds = bool(joints)
    for at in joints:
        marks[at] = _as_filler(marks[at])
    sentence.take(*joints)


def _as_filler(mark: PhraseMark) -> PhraseMark:
    return PhraseMark(MarkKind.FILLER, mark.value, mark.start, mark.end)


def _negation_of(sentence: Sentence, place: int) -> int | None:
    """The word that leaves this kind out: before it, or "excluded" behind it."""
    marks = sentence.marks
    for at in range(place - 1, max(place - 1 - _NEAR, -1), -1):
        if marks[at].kind is MarkKind.NOT:
            return at
        if not marks[at].is_a(*_BETWEEN):
            break
    for at in range(place + 1, min(place + 1 + _NEAR, len(marks))):
        if marks[at].kind is MarkKind.LEFT_OUT:
            return at
        if not marks[at].is_a(*_BETWEEN):
            break
    return None


def _is_added(sentence: Sentence, place: int) -> bool:
    """In "with sim included" and "plus my paper trades" both kinds count."""
    near = sentence.marks[max(place - _NEAR, 0) : place + 1 + _NEAR]
    return any(mark.value in _BOTH for mark in near)
