"""Words that a filter names, found however they are spelled in capitals and small letters.

One rule for all filters by names and words: PostgreSQL's full case folding of Unicode, which no locale has a say in.
"""

from sqlalchemy import ColumnElement, and_, collate, exists, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import SQLCoreOperations

_FOLDING = "pg_unicode_fast"  # comes with PostgreSQL itself; `ß` is `ss` in it


def is_word(column: SQLCoreOperations[str | None], word: str) -> ColumnElement[bool]:
    """Whether a column says this word."""
    return _folded(column) == _folded(literal(word))


def _folded(words: SQLCoreOperations[str | None]) -> ColumnElement[str]:
    return func.casefold(collate(words, _FOLDING))  # type: ignore[arg-type]  # a null is folded to null


def has_word(column: InstrumentedAttribute[list[str]], word: str) -> ColumnElement[bool]:
    """Whether a list of words has this one."""
    entry = func.unnest(column).column_valued("word")
    return exists(select(entry).where(is_word(entry, word)))


def contains_words(column: SQLCoreOperations[str | None], words: str) -> ColumnElement[bool]:
    """Whether a text has all of these words, each anywhere, also within a longer one."""
    folded = _folded(column)
    return and_(*(func.strpos(folded, _folded(literal(word))) > 0 for word in words.split()))


def is_same_word(first: str | None, second: str | None) -> bool:
    """The same of words that are at hand."""
    if first is None or second is None:
        return first is second
    return first.casefold() == second.casefold()
