"""What was read may be another part of a trade: asked before a draft of it could be logged by one click. Pure.

The gate of numbers asks about those that became nothing; this one about those that may as well be something else: the
price of a market order, a sale that opened a short or closed a long, a risk without a unit, a size that is a price.
"""

import re
from decimal import Decimal

from backend.core.types import plain_decimal
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaRequest,
    IdeaTerms,
    OrderType,
    Request,
    TradeEntered,
    TradeExit,
    TradeExited,
    Understanding,
)

_SHORTED = re.compile(r"\bshort(?:ed|ing|s)?\b|\bsell to open\b|\bsto\b", re.I)
_SOLD = re.compile(r"\bsold\b", re.I)
_FILLED = re.compile(
    r"\b(?:filled|fills?|got|in at|now at|it'?s (?:at )?|is at|trading at|avg|average)\b", re.I
)
_SIZE_WORD = re.compile(
    r"\b(?:shares?|contracts?|lots?|coins?|units?|cars?|size|qty|quantity|x)\b|\bx\d|\dx\b", re.I
)
_PRICE_WORD = re.compile(r"(?:\b(?:at|from|in|for|around|near|entry)\s{0,3}|@\s{0,3})\$?\d", re.I)
_MOST_OF_A_BARE_RISK = Decimal(10)  # of money or percent: "risk 1" is rather a percent
_MONEY = re.compile(r"[$\u20ac\u00a3]|\b(?:usd|eur|dollars?|bucks?|euros?|money|cash|quid)\b", re.I)
_LEAST_SIZE = 20  # a smaller number is no price that a size is mistaken for
_LIKE_A_PRICE = (Decimal("0.8"), Decimal("1.25"))  # times the entry


def with_parts_settled(understanding: Understanding, text: str) -> Understanding:
    """The understanding, or a question where a part of the trade that would be drafted may be another one."""
    if understanding.guard is not None or understanding.clarification is not None:
        return understanding
    request = understanding.requests[0] if understanding.requests else None
    if not isinstance(request, IdeaRequest | TradeEntered):
        return understanding
    question = (
        _of_a_sale(request, text)
        or _of_a_market_order(request, text)
        or _of_a_risk(request, text)
        or _of_a_size(request, text)
    )
    return (
        understanding
        if question is None
        else understanding.model_copy(update={"clarification": question})
    )


def _asked(
    question: str, about: str, pending: Request, *choices: tuple[str, Request]
) -> Clarification:
    options = tuple(ClarificationOption(label=label, request=other) for label, other in choices)
    return Clarification(question=question, about=about, choices=options, pending=pending)


def _with(request: IdeaRequest | TradeEntered, **changes: object) -> Request:
    terms = request.terms.model_copy(update=changes)
    return request.model_copy(update={"terms": terms})


def _of_a_sale(request: IdeaRequest | TradeEntered, text: str) -> Clarification | None:
    """In "TSLA sold, 349.80" a short was opened, or a long closed; a size or a level would say which."""
    terms = request.terms
    is_bare = terms.stop is None and not terms.targets and terms.size is None
    is_told = isinstance(request, TradeEntered) and not request.of_the_table
    if not (is_told and is_bare and terms.direction == "short" and terms.entry is not None):
        return None
    if _SOLD.search(text) is None or _SHORTED.search(text) is not None:
        return None
    held = IdeaTerms(instrument=terms.instrument, option=terms.option)
    closed = TradeExited(terms=held, exits=(TradeExit(price=terms.entry),))
    return _asked(
        "Did you open a short there, or close a long?",
        "direction",
        request,
        ("I opened a short", request),
        ("I closed a long", closed),
    )


def _of_a_market_order(request: IdeaRequest | TradeEntered, text: str) -> Clarification | None:
    """A market order names no price: one that was read as its entry may be the stop, or where the market is."""
    terms = request.terms
    if terms.order is not OrderType.MARKET or terms.entry is None or _FILLED.search(text):
        return None
    price = plain_decimal(terms.entry)
    without = _with(request, entry=None)
    choices: list[tuple[str, Request]] = [(f"I got in at {price}", request)]
    if terms.stop is None:
        choices.append((f"The stop is {price}", _with(request, entry=None, stop=terms.entry)))
    if not terms.targets:
        targets = (terms.entry,)
        choices.append((f"The target is {price}", _with(request, entry=None, targets=targets)))
    question = f"A market order has no price of its own. What is {price}?"
    return _asked(question, "entry", without, *choices)


def _of_a_risk(request: IdeaRequest | TradeEntered, text: str) -> Clarification | None:
    """In "risk 1" nothing says of what."""
    terms = request.terms
    risk = terms.risk_money
    if risk is None or risk > _MOST_OF_A_BARE_RISK or _MONEY.search(text):
        return None
    shown = plain_decimal(risk)
    return _asked(
        f"You risk {shown} of what?",
        "risk",
        request,
        (f"{shown} % of the account", _with(request, risk_money=None, risk_percent=risk)),
        (f"{shown} in money", request),
    )


def _of_a_size(request: IdeaRequest | TradeEntered, text: str) -> Clarification | None:
    """In "bought 230 apple 229" either number may be the price."""
    terms = request.terms
    size, entry = terms.size, terms.entry
    if size is None or entry is None or entry <= 0 or size < _LEAST_SIZE:
        return None
    low, high = _LIKE_A_PRICE
    is_priced = entry != int(entry) or _PRICE_WORD.search(text)
    if not low < size / entry < high or is_priced or _SIZE_WORD.search(text):
        return None
    shown, price = plain_decimal(size), plain_decimal(entry)
    return _asked(
        f"Which is the size and which the price: {shown} or {price}?",
        "size",
        request,
        (f"{shown} at {price}", request),
        (f"{price} at {shown}", _with(request, size=entry, entry=size)),
    )
