"""Whether a short message says that the idea on the table is taken: "taking it", "order just filled", "ok doing it". Pure.

All of its words must be such words, so that nothing else is said in it; the order of the words is free.
"""

from itertools import pairwise
from typing import Literal

from backend.features.chat.understanding.trade_talk.spoken_words import (
    LONGEST,
    plain_text,
    words_of,
)

MOST_WORDS = 10
_OF_A_TRADE = frozenset(
    """take takes taking took taken enter entering entered fill filled fills trigger triggered execute executed
    executing transacted""".split()
)
_OF_A_SIDE = {
    "long": frozenset("bought buying buy long lifted".split()),
    "short": frozenset("sold selling sell short shorted shorting".split()),
}
_PAIRS = frozenset(
    [
        ("i'm", "in"),
        ("am", "in"),
        ("got", "in"),
        ("went", "in"),
        ("we're", "in"),
        ("jumped", "in"),
        ("count", "in"),
    ]
)
_OF_ANYTHING = frozenset(
    """do doing did done log logged logging book booked record save put add confirm confirmed go going send ahead
    ship approved affirmative""".split()
)
_BESIDE = frozenset(
    """i i'm am i've i'll im we we're it this that one the a my me ok okay k alright right so and then now just yes yep
    yeah yup sure fine cool good great got get gets have has was is be been already here there in on at @ for with to of
    down up please pls trade order position idea setup limit market entry one's price same said planned plan will
    gonna going let's lets let us finally also immediately live working hit trigger pulled book journal record log
    diary list jumped went count well perfect nice boom done price's only all both by from as yo hey coach""".split()
)
Confirmation = Literal["trade", "anything"]


def confirmation_in(text: str, direction: str | None) -> Confirmation | None:
    """Whether the trade is said to be made, or something is to be done that was offered; null for anything else.

    Args:
        text: the message.
        direction: of the idea on the table: "sold" is no word of taking a long.
    """
    plain = plain_text(text)
    if len(text) > LONGEST or "?" in plain:
        return None
    words = words_of(plain)
    if not words or len(words) > MOST_WORDS:
        return None
    own_side = _OF_A_SIDE.get(direction or "", frozenset())
    known = _OF_A_TRADE | own_side | _OF_ANYTHING | _BESIDE
    if any(word not in known and not word[0].isdigit() for word in words):
        return None
    pairs = set(pairwise(words))
    if not (_OF_A_TRADE | own_side).isdisjoint(words) or pairs & _PAIRS:
        return "trade"
    if ("pulled", "trigger") in set(zip(words, words[2:], strict=False)):
        return "trade"
    has_number = any(word[0].isdigit() for word in words)
    return None if has_number or _OF_ANYTHING.isdisjoint(words) else "anything"
