"""An idea that is to be in another market: its prices are asked where they were those of the first one. Pure."""

import re
from datetime import date

from backend.core.types import plain_decimal
from backend.features.chat.understanding.requests import (
    Clarification,
    IdeaChange,
    IdeaRequest,
    IdeaTerms,
    Understanding,
)
from backend.features.chat.understanding.trade_talk.spoken_words import plain_text
from backend.features.coach.ideas.idea_reader import read_idea
from backend.features.coach.ideas.plausibility import is_priced_alike
from backend.features.market.instruments.instruments import resolve

_NO_LEVELS = {"entry": None, "stop": None, "entry_low": None, "entry_high": None, "targets": ()}
_SAME_PRICES = re.compile(
    r"\b(?:same|identical|keep the|those) (?:\w+ )?(?:numbers?|prices?|levels?|entry|everything)\b"
)


_CORRECTED = (
    re.compile(
        r"(?P<new>[\w/]{1,12}),? (?:and )?(?:not|instead of|rather than) (?P<old>[\w/]{1,12})\W*\Z"
    ),
    re.compile(
        r"\bnot (?P<old>[\w/]{1,12})\W{1,3}(?:but |sorry |i (?:mean|meant) |it(?:'?s| is) )?(?P<new>[\w/]{1,12})\W*\Z"
    ),
    re.compile(
        r"(?:\b(?:mean|meant)|wrong (?:market|symbol|ticker|instrument|contract)\W+(?:it(?:'?s| is|'d be) )?)"
        r" ?(?P<new>[\w/]{1,12})\W*\Z"
    ),
)
MOST_WORDS = 8


def meant_market(text: str, table: IdeaTerms, today: date) -> str | None:
    """The market that is meant instead of that of the table: "CL not ES", "not ES, CL"; null where none is corrected."""
    plain = plain_text(text)
    if len(plain.split()) > MOST_WORDS:
        return None
    for pattern in _CORRECTED:
        match = pattern.search(plain)
        if match is None:
            continue
        named = {
            name: read_idea(word.upper(), today=today).terms.instrument
            for name, word in match.groupdict().items()
        }
        is_of_table = named.get("old", table.instrument) == table.instrument
        if is_of_table and named["new"] not in (None, table.instrument):
            return named["new"]
    return None


def with_prices_asked(
    understanding: Understanding, table: IdeaTerms | None, text: str
) -> Understanding:
    """The change with its prices asked back, where those on the table are of a market that is priced otherwise.

    Levels that are told with the new market are kept; those of the first one are gone with it.
    """
    request = understanding.requests[0] if understanding.requests else None
    if understanding.clarification is not None or not isinstance(request, IdeaChange):
        return understanding
    market = request.terms.instrument
    if (
        table is None
        or not _is_other(table.instrument, market)
        or _SAME_PRICES.search(plain_text(text))
    ):
        return understanding
    carried = _carried(table, request.terms)
    if not carried:
        return understanding
    terms = table.model_copy(update={**_NO_LEVELS, "option": None, **_told(request.terms)})
    pending = IdeaRequest(terms=terms)
    if request.terms.entry is not None:
        return understanding.model_copy(update={"requests": (pending,)})
    question = (
        f"{_listed(carried)} {'is a price' if len(carried) == 1 else 'are prices'} of {table.instrument}."
        f" Where would you enter {market}, and where are stop and target?"
    )
    clarification = Clarification(question=question, about="entry", pending=pending)
    return understanding.model_copy(update={"clarification": clarification})


def _is_other(first: str | None, second: str | None) -> bool:
    """Whether the second market is another one, with prices of its own."""
    if first is None or second is None or first == second:
        return False
    before, after = resolve(first), resolve(second)
    if before is None or after is None:
        return True
    return not is_priced_alike(before, after)


def has_prices_of(market: str | None, table: IdeaTerms) -> bool:
    """Whether a market is priced as that of the table, such as a micro future."""
    return not _is_other(table.instrument, market)


def _carried(table: IdeaTerms, change: IdeaTerms) -> list[str]:
    """The prices that would go over from the table."""
    names = [name for name in ("entry", "stop") if getattr(change, name) is None]
    prices = [getattr(table, name) for name in names]
    prices += [] if change.targets else list(table.targets)
    return [plain_decimal(price) for price in prices if price is not None]


def _told(terms: IdeaTerms) -> dict[str, object]:
    return {name: value for name, value in terms if value not in (None, ())}


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
