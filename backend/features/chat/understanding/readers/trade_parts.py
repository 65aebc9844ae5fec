"""What was left of a trade and where a level went, in words that say little else: "half is off", "stop sits at 4508".

Heard only where the kind of a message is known already: a bare number is then a price, and "be" is break even. Pure.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.requests import (
    MOST_TARGETS,
    IdeaTerms,
    LevelMoved,
    TradeExit,
)
from backend.features.coach.ideas.schemas import IdeaReading
from backend.features.coach.language.normalize import straight

Level = Literal["stop", "target"]
EndLevel = Literal["stop", "target", "break_even"]
NEAR = Decimal("0.2")  # of the entry on the table: what is further away is no price of it
_NUMBER = re.compile(
    r"(?<![\w.,$])\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,12})?(?![\w%])(?! ?(?:percent|%))"
)
_LAST = re.compile(r"(?:\bto|->|\u2192|=>|\bnow(?: at)?) ?(\d{1,12}(?:\.\d{1,12})?)(?![\w%])", re.I)
_PERCENT = re.compile(r"(?<![\w.])(\d{1,2}) ?(?:%|percent\b|pct\b|prozent\b)", re.I)
_SHARES: tuple[tuple[re.Pattern[str], Decimal], ...] = (
    (re.compile(r"\b(?:(?:three|3) quarters|3/4)\b", re.I), Decimal("0.75")),
    (re.compile(r"\b(?:half|halb\w{0,3}|hälfte|mitad|moitié|metà|1/2)\b", re.I), Decimal("0.5")),
    (re.compile(r"\b(?:quarter|viertel|cuarto|1/4)\b", re.I), Decimal("0.25")),
    (re.compile(r"\b(?:(?:a|one|another) third|drittel|tercio|1/3)\b", re.I), Decimal("0.3333")),
    (re.compile(r"\b(?:rest|remainder|remaining|runner|what'?s left)\b", re.I), Decimal(1)),
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_COUNT = re.compile(
    r"\b(?:(?P<off>\d{1,4}|one|two|three|four|five)(?: (?:contracts?|lots?|shares|cars?|of (?:\d{1,4}"
    r"|them|my|the|two|three|four|five|six)))? (?:is |are |came )?(?:off|out|gone)\b"
    r"|(?:trimmed|peeled|peeled off|scaled|scaled out|sold|closed|covered|took|banked|dropped|cut)"
    r" (?P<taken>\d{1,4}|one|two|three|four|five)(?![\w%]| (?:percent|third|quarter)|[.,]\d))",
    re.I,
)
_BREAK_EVEN = re.compile(
    r"\b(?:break ?-?even|b\.?e\.?|scratch(?:ed)?|(?:at|to|on|where|was|were|by|auf|a|à|my|the|2)"
    r"(?: my| the| where| la?){0,3}+[ '](?:entry|entries|i got in|got in|entrada|entrée|einstieg"
    r"|einstand|entrata|cost|fill|price paid)|einstand|zero|risk[- ]?free|risikolos)\b",
    re.I,
)
_TARGET = re.compile(
    r"\b(?:targets?|trg?et|tgt|tps?\d?|pt\d?|take profits?|ziel|kursziel|objetivo|objectif|cible)\b",
    re.I,
)
_STOP = re.compile(
    r"\b(?:(?<!time )stop(?!ping| trading| doing)\w{0,6}|sl|stoploss|stoppé|ausgestoppt)\b", re.I
)


def names_its_end(message: MessageReading) -> bool:
    """Whether the level that ended a trade was read; a stop at the entry is break even and no stop."""
    levels = {part.at for part in message.idea.exits} - {None}
    return bool(levels) and (levels != {"stop"} or _BREAK_EVEN.search(message.beginning) is None)


_OUT_OF = re.compile(
    r"\bout of (?:my |the |our |this |that |these |those )?(?P<what>[a-z'/]+)", re.I
)
_HELD = frozenset(
    """it them this that these those there here trade trades position positions market half all everything rest whole
    remainder last first other both one ones most contracts contract shares share lots lot runner runners size longs
    shorts long short calls puts call put em swing scalp""".split()
)


def leaves_no_trade(message: MessageReading) -> bool:
    """In "half out of my mind" and "out of ideas" nothing was closed: what is left is no trade, and has no price."""
    match = _OUT_OF.search(message.beginning)
    is_priced = any(part.price is not None for part in message.idea.exits)
    if match is None or is_priced or message.names_a_market or message.has_prices:
        return False
    return match["what"].lower() not in _HELD


def exits_of(message: MessageReading) -> tuple[TradeExit, ...]:
    """The one part that was left, as far as the words say it; everything at no price where they say nothing."""
    text = straight(message.beginning)
    share, size = _share(text), _size(text)
    price = price_in(message)
    part = TradeExit(
        price=price,
        share=None if size is not None else share,
        size=size,
        at=None if price is not None else _end_level(text),
    )
    return (part,)


def with_size_left(message: MessageReading) -> IdeaReading:
    """What was read, with the size of the one part that was left: "trimmed one 6008" is no end of the whole."""
    idea = message.idea
    size = _size(straight(message.beginning))
    is_one = len(idea.exits) == 1 and idea.exits[0].size is None and idea.exits[0].share is None
    if not is_one or size is None:
        return idea
    return replace(idea, exits=(replace(idea.exits[0], size=size),))


def moved_levels(message: MessageReading) -> tuple[LevelMoved, ...]:
    """Where a stop or target stands now: none where no place is told, two where it may be either."""
    text = straight(message.beginning)
    terms = message.idea.terms
    is_stop, is_target = _STOP.search(text) is not None, _TARGET.search(text) is not None
    if not is_target and _BREAK_EVEN.search(text):
        return (LevelMoved(level="stop", to_entry=True),)
    is_target = is_target or bool(terms.targets)
    if is_stop == is_target:
        is_stop, is_target = terms.stop is not None or is_stop, bool(terms.targets)
    levels: tuple[Level, ...] = ("stop", "target")
    if is_stop != is_target:
        levels = ("stop",) if is_stop else ("target",)
    prices = [_price_of(level, message) for level in levels]
    return tuple(
        LevelMoved(level=level, price=price)
        for level, price in zip(levels, prices, strict=True)
        if price is not None
    )


def _price_of(level: Level, message: MessageReading) -> Decimal | None:
    terms = message.idea.terms
    price = terms.stop if level == "stop" else next(iter(terms.targets), None)
    return price if price is not None else price_in(message)


def changed_terms(message: MessageReading) -> IdeaTerms:
    """What a level of the idea on the table is to be, where the words only name the level and prices."""
    text = straight(message.beginning)
    prices = tuple(price for price in _numbers(text) if _is_near(price, message))
    exchange = _EXCHANGE.search(text)
    if exchange is not None:
        return _exchanged(Decimal(exchange["new"]), Decimal(exchange["old"]), message)
    risk = _percent_in(text)
    if risk is not None and _is_of_risk(text, message):
        return IdeaTerms(risk_percent=risk)
    if _TARGET.search(text) and not _STOP.search(text):
        return IdeaTerms(targets=prices[:MOST_TARGETS])
    if _STOP.search(text) and len(prices) == 1:
        return IdeaTerms(stop=prices[0])
    return IdeaTerms()


def _percent_in(text: str) -> Decimal | None:
    spoken = _SPOKEN_PERCENT.search(text)
    if spoken is not None:
        return _SPOKEN[spoken[1].lower()]
    percent = _RISK_PERCENT.findall(text)
    return Decimal(percent[0]) if len(percent) == 1 else None


def _is_of_risk(text: str, message: MessageReading) -> bool:
    """A percentage is that of the risk where it is named, or where the idea on the table has one."""
    table = message.context.thread.idea
    has_risk = table is not None and table.risk_percent is not None
    return has_risk or re.search(r"\brisk", text, re.I) is not None


_RISK_PERCENT = re.compile(r"(?<![\w.])(\d{1,2}(?:\.\d{1,3})?) ?(?:%|percent\b|pct\b)", re.I)
_SPOKEN_PERCENT = re.compile(r"\b(half|quarter|one|two|three) (?:a |of a )?percent\b", re.I)
_SPOKEN = {
    "half": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "one": Decimal(1),
    "two": Decimal(2),
    "three": Decimal(3),
}
_EXCHANGE = re.compile(
    r"(?<![\w.])(?P<new>\d{1,12}(?:\.\d{1,12})?),? (?:and )?(?:not|instead of|rather than)"
    r" (?P<old>\d{1,12}(?:\.\d{1,12})?)(?![\w%])",
    re.I,
)


def _exchanged(new: Decimal, old: Decimal, message: MessageReading) -> IdeaTerms:
    """In "3 not 2" the field of the table that is 2."""
    table = message.context.thread.idea or IdeaTerms()
    fields = [name for name in ("entry", "stop", "size") if getattr(table, name) == old]
    if len(fields) == 1:
        return IdeaTerms.model_validate({fields[0]: new})
    return IdeaTerms(targets=(new,)) if table.targets == (old,) else IdeaTerms()


def price_in(message: MessageReading) -> Decimal | None:
    """The one number that can be a price of what is spoken of; of several the one that something went to."""
    terms = message.idea.terms
    read = [terms.entry, terms.stop, *terms.targets, *(part.price for part in message.idea.exits)]
    priced = [price for price in read if price is not None]
    prices = {
        price for price in (*priced, *_numbers(message.beginning)) if _is_near(price, message)
    }
    if len(prices) == 1:
        return prices.pop()
    last = [Decimal(word.replace(",", "")) for word in _LAST.findall(message.beginning)]
    return last[0] if len(last) == 1 and last[0] in prices else None


def _numbers(text: str) -> list[Decimal]:
    """What is said, each once, in the order of the words."""
    words = dict.fromkeys(word.replace(",", "") for word in _NUMBER.findall(text))
    return [Decimal(word) for word in words]


def _is_near(price: Decimal, message: MessageReading) -> bool:
    table = message.context.thread.idea
    if table is None or table.entry is None or message.names_a_market:
        return price in (message.idea.terms.entry, message.idea.terms.stop) or price >= 100
    return abs(price - table.entry) <= table.entry * NEAR


def _share(text: str) -> Decimal | None:
    percent = _PERCENT.search(text)
    if percent is not None:
        return Decimal(percent[1]) / 100
    return next((share for pattern, share in _SHARES if pattern.search(text)), None)


def _size(text: str) -> Decimal | None:
    count = _COUNT.search(text)
    if count is None:
        return None
    word = (count["off"] or count["taken"]).lower()
    return Decimal(_COUNTS.get(word, 0) or word)


def _end_level(text: str) -> EndLevel | None:
    if _BREAK_EVEN.search(text):
        return "break_even"
    if _TARGET.search(text):
        return "target"
    return "stop" if _STOP.search(text) else None


def trade_named(message: MessageReading) -> IdeaTerms:
    """Market and direction of a trade that is named by them: "sold" alone ends a trade, whichever way it went."""
    terms = message.idea.terms
    direction = terms.direction if _DIRECTION.search(message.beginning) else None
    return IdeaTerms(instrument=terms.instrument, direction=direction)


_DIRECTION = re.compile(r"\b(?:longs?|shorts?)\b", re.I)
