"""Whether the record has what a question names: what nobody has is refused with what is near it, never answered by 0."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from backend.features.market.instruments import instruments
from backend.features.record.questions.errors import UnknownQuestionName
from backend.features.record.questions.schemas import Filters, TradeSlice
from backend.features.record.questions.selections import QuestionContext
from backend.features.record.questions.vocabulary import MOST_WORDS, Vocabulary, vocabulary
from backend.features.record.trades.trade_list.conditions import symbols_of

MOST_NEAR = 5
LEAST_LIKENESS = 0.5  # of letters in order: "openning drive" is near, "lunch" is not


def check_names(context: QuestionContext, parts: Sequence[TradeSlice]) -> None:
    """Refuse what is not there.

    Raises:
        UnknownQuestionName
    """
    named = [filters for part in parts for filters in (part.only, part.excluding)]
    if not any(map(_names_something, named)):
        return
    words = vocabulary(context.session, context.user_id, now=context.now)
    for filters in named:
        _check(filters, words, context.patterns.names())


def _names_something(filters: Filters) -> bool:
    return any(
        getattr(filters, field) for field in (*_FIELDS, "every_tag", "instruments", "patterns")
    )


_FIELDS = ("setups", "strategies", "tags", "emotions", "accounts")


def _check(filters: Filters, words: Vocabulary, patterns: Mapping[str, str]) -> None:
    for field in _FIELDS:
        _check_words(field, getattr(filters, field), getattr(words, field))
    _check_words("tags", filters.every_tag, words.tags)
    _check_words("patterns", filters.patterns, list(patterns))
    for word in filters.instruments:
        _check_instrument(word, words)


def _check_words(field: str, names: Iterable[str], there: Sequence[str]) -> None:
    if len(there) >= MOST_WORDS:
        return  # there are more than are listed
    folded = {word.casefold() for word in there}
    for name in names:
        if name.casefold() not in folded:
            raise _unknown(field, name, there)


def _check_instrument(word: str, words: Vocabulary) -> None:
    symbols = symbols_of(word)
    is_traded = any(symbol in words.instruments for symbol in symbols)
    is_own = any(symbol in words.own_instruments for symbol in symbols)
    if not (is_traded or is_own or instruments.resolve(word) is not None):
        raise _unknown("instruments", word, [*words.instruments, *words.own_instruments])


def _unknown(field: str, name: str, there: Sequence[str]) -> UnknownQuestionName:
    near = nearest(name, there)
    noun = _NOUNS[field]
    detail = f"Your record has no {noun} “{name}”."
    if near and field != "emotions":  # no feeling is near another by its letters
        detail += f" Near it: {', '.join(near)}."
    elif there:
        detail += f" On record are: {', '.join(there[:MOST_NEAR])}."
    else:
        detail += f" It has no {noun} at all."
    return UnknownQuestionName(
        detail,
        members={"field": field, "name": name, "nearest": list(near)},
    )


_NOUNS: Mapping[str, str] = {
    "setups": "setup",
    "strategies": "strategy",
    "tags": "tag",
    "emotions": "feeling",
    "accounts": "account",
    "patterns": "behaviour",
    "instruments": "instrument",
}


def nearest(name: str, there: Sequence[str]) -> list[str]:
    """The words that are most like it: those that it is a part of first, then by their letters."""
    folded = name.casefold()
    by_folded = {word.casefold(): word for word in there}
    parts = [word for word in by_folded if folded in word or word in folded]
    alike = get_close_matches(folded, by_folded, n=MOST_NEAR, cutoff=LEAST_LIKENESS)
    return [by_folded[word] for word in dict.fromkeys([*parts, *alike])][:MOST_NEAR]
