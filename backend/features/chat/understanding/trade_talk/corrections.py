"""What was told of a trade, said rightly: "sorry, I got out at 6009", "no, stop was 5990", "I meant 3 contracts". Pure.

A trade that is over has no other end and no other stop: whatever is said of its numbers corrects them. Of one that is
still held, or was told and is not confirmed, the words must say that something was wrong.
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from backend.features.chat.understanding.kinds.kind_weights import spoken_scores
from backend.features.chat.understanding.message_reading import MessageReading
from backend.features.chat.understanding.requests import (
    Clarification,
    ClarificationOption,
    IdeaTerms,
    TradeCorrection,
    Understanding,
)
from backend.features.chat.understanding.trade_talk.market_change import meant_market
from backend.features.chat.understanding.trade_talk.spoken_words import LONGEST, plain_text

Part = Literal["entry", "exit", "stop", "target", "size"]
LIKELY = 0.5  # that the words are of a trade at all, where they do not say that something was wrong
OF_A_TRADE = frozenset(
    "idea_change trade_exited trade_entered level_moved coaching:dispute memory:correct idea".split()
)
_WRONG = re.compile(
    r"\b(?:sorry|apologies|oops|whoops|woops|my bad|my mistake|my fault|actually|in fact|wrong|wrongly|incorrect|mistake"
    r"|mistaken|mis-?typed|mis-?spoke|mis-?read|typo|slip|fat[- ]?finger\w*|correction|correct(?:ed|ing)?"
    r" (?:that|it|the|my)"
    r"|meant|i mean|should(?:'ve| have)? (?:be|been|say|read)|fix (?:that|it|the|my)|not right|isn't right|wasn't|weren't"
    r"|instead of|rather than|make (?:that|it)|change (?:that|it|the|my)|let me correct)\b"
    r"|\bnot \$?\d"
    r"|\A\W*(?:no|nope|nah|wait|hold on|hang on|hm+|argh|ah|err?|scratch that)\b"
    r"(?! (?:more|trade|stop\b(?! (?:was|is|at))))"
    r"|\b(?:stops?|sl|targets?|tp|entry|fill|exit|size|price) (?:was|were) (?:really |in fact )?(?:at )?\$?\d"
)
_SUPPOSED = re.compile(
    r"\b(?:what if|what about|how about|if i|if it|if the|suppose|imagine|let's say|lets say|say the|try|would|should i"
    r"|could|can i|want to|going to|gonna|will|next time|same but|same with)\b|\?\s*\Z|\A\W*(?:and|but) (?:with|at|if)\b"
)
_DEED = re.compile(
    r"\b(?:moved|moving|trailed|tightened|widened|raised|lowered|dragged|added|adding)\b"
)
_LABELS: dict[Part, re.Pattern[str]] = {
    "exit": re.compile(
        r"\b(?:exit(?:s|ed)?|out|closed?|covered|flattened|left|dumped|stopped|exit price|close price)\b"
    ),
    "entry": re.compile(
        r"\b(?:entry|entries|entered|in at|in from|filled|fill|got in|entry price|opened)\b"
    ),
    "stop": re.compile(r"\b(?:stops?|sl|stop ?loss)\b"),
    "target": re.compile(r"\b(?:targets?|tps?|take ?profit|pt)\b"),
    "size": re.compile(r"\b(?:size|contracts?|lots?|shares?|coins?|cars?|qty|quantity|position)\b"),
}
_NUMBER = r"\$?(\d{1,12}(?:,\d{3}){0,3}(?:\.\d{1,12})?)"
_EXCHANGED = (
    re.compile(
        rf"{_NUMBER}\b[^\d.;!?]{{0,24}}\b(?:not|instead of|rather than|and not)\b[^\d.;!?]{{0,16}}{_NUMBER}"
    ),
    re.compile(
        rf"\b(?P<first>not|from|instead of)\b[^\d.;!?]{{0,16}}{_NUMBER}\b[^\d;!?]{{0,24}}?\b(?:but|to|it was|it's|it is)\b"
        rf"[^\d;!?]{{0,16}}{_NUMBER}"
    ),
)
_ONE_NUMBER = re.compile(rf"(?<![\w.]){_NUMBER}(?![\w%])")
_SIDE = re.compile(r"\b(?:a |went |was |am |is )?(long|short)\b")


@dataclass(frozen=True, slots=True)
class _Fix:
    """What a correction says; `open_number` where it does not say of what."""

    terms: IdeaTerms = field(default_factory=IdeaTerms)
    exit: Decimal | None = None
    open_number: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        return self == _Fix()


def corrected(message: MessageReading) -> Understanding | None:
    """The correction of the trade that is spoken of; null where the words are anything else."""
    if not _speaks_of_a_trade(message):
        return None
    plain = plain_text(message.text)
    if message.idea.moves or _SUPPOSED.search(plain) or _DEED.search(plain):
        return None
    fix = _fix_in(message, plain)
    if fix.is_empty or not _is_a_correction(message, plain, fix):
        return None
    if fix.open_number is not None:
        return Understanding(clarification=_of_what(fix.open_number, message))
    unused = tuple(span.text for span in message.idea.unused if any(map(str.isdigit, span.text)))
    sentence = {str(value) for value in _numbers_of(fix)}
    left = tuple(word for word in unused if word not in sentence and not _is_replaced(word, plain))
    return Understanding(requests=(_request(fix),), not_understood=left)


def _speaks_of_a_trade(message: MessageReading) -> bool:
    thread = message.context.thread
    if thread.idea is None or len(message.text) > LONGEST:
        return False
    if thread.trade_id is None and thread.last != "trade":
        return False
    if message.signs.is_plan or message.signs.is_check:
        return False
    return not message.names_a_market or message.idea.terms.instrument in _own_names(message)


def _own_names(message: MessageReading) -> tuple[str | None, ...]:
    table = message.context.thread.idea
    assert table is not None, "looked at before"
    named = meant_market(message.text, table, message.context.market_day)
    return (table.instrument, named) if named is not None else (table.instrument,)


def _is_a_correction(message: MessageReading, plain: str, fix: _Fix) -> bool:
    trade = message.context.trade
    is_wrong = _WRONG.search(plain) is not None or fix.terms.instrument is not None
    if any(part.share is not None or part.size is not None for part in message.idea.exits):
        return False
    if trade is None:
        return is_wrong and message.context.thread.trade_id is None
    if not trade.is_open:
        return is_wrong or _is_of_its_numbers(message, fix)
    if fix.exit is not None and trade.exit is None:
        return False  # of a trade that is held it is its end
    return is_wrong


def _is_of_its_numbers(message: MessageReading, fix: _Fix) -> bool:
    """Whether nothing but numbers of the trade that is over are told, and no new trade."""
    is_new = "direction" in message.names and not _is_its_end(message)
    if is_new or fix.open_number is not None:
        return False
    scores = spoken_scores(message).scores
    return sum(score.probability for score in scores if score.label in OF_A_TRADE) >= LIKELY


def _fix_in(message: MessageReading, plain: str) -> _Fix:
    table = message.context.thread.idea
    assert table is not None, "looked at before"
    market = meant_market(message.text, table, message.context.market_day)
    if market is not None:
        return _Fix(terms=IdeaTerms(instrument=market))
    exchanged = _exchanged(plain)
    if exchanged is not None:
        new, old = exchanged
        part = _labelled(plain) or _part_worth(old, message)
        return _Fix(open_number=new) if part is None else _with(_Fix(), part, new)
    return _as_read(message, plain)


def _exchanged(plain: str) -> tuple[Decimal, Decimal] | None:
    """The number that is right, and the one that was wrong."""
    for pattern in _EXCHANGED:
        match = pattern.search(plain)
        if match is not None:
            first, second = (_decimal(text) for text in match.groups()[-2:])
            return (second, first) if "first" in pattern.groupindex else (first, second)
    return None


def _as_read(message: MessageReading, plain: str) -> _Fix:
    idea, trade = message.idea, message.context.trade
    terms = idea.terms
    fix = _Fix()
    ends = [part.price for part in idea.exits if part.price is not None]
    is_entry = terms.entry is not None
    if is_entry and terms.entry is not None:
        part: Part = "exit" if _is_its_end(message) else "entry"
        fix = _with(fix, part, terms.entry)
    if ends and not is_entry:
        fix = _with(fix, "exit", ends[-1])
    if terms.stop is not None:
        fix = _with(fix, "stop", terms.stop)
    if terms.targets:
        fix = _with(fix, "target", terms.targets[0])
    if terms.size is not None:
        fix = _with(fix, "size", terms.size)
    side = _SIDE.search(plain)
    if (
        side is not None
        and fix.is_empty
        and side[1] != (trade.direction if trade else _side_of(message))
    ):
        fix = replace(fix, terms=fix.terms.model_copy(update={"direction": side[1]}))
    return fix if not fix.is_empty else _of_one_number(plain)


def _side_of(message: MessageReading) -> str | None:
    table = message.context.thread.idea
    return None if table is None else table.direction


def _is_its_end(message: MessageReading) -> bool:
    """Of a long "sold at 6011" is its end, and no entry."""
    direction = message.idea.terms.direction
    return direction is not None and direction != _side_of(message)


def _of_one_number(plain: str) -> _Fix:
    """The only number that is said, as what is named beside it, or as what it may be."""
    numbers = [_decimal(text) for text in _ONE_NUMBER.findall(plain)]
    if len(set(numbers)) != 1:
        return _Fix()
    part = _labelled(plain)
    return _Fix(open_number=numbers[0]) if part is None else _with(_Fix(), part, numbers[0])


def _labelled(plain: str) -> Part | None:
    """The one part of a trade that is named."""
    parts = [part for part, pattern in _LABELS.items() if pattern.search(plain)]
    return parts[0] if len(parts) == 1 else None


def _part_worth(old: Decimal, message: MessageReading) -> Part | None:
    """The part of the trade that has this value now."""
    trade, table = message.context.trade, message.context.thread.idea
    values: dict[Part, Decimal | None] = {}
    if table is not None:
        target = table.targets[0] if table.targets else None
        values = {"entry": table.entry, "stop": table.stop, "target": target, "size": table.size}
    if trade is not None:
        values = {
            "exit": trade.exit,
            "entry": trade.entry,
            "stop": trade.stop,
            "target": trade.target,
            "size": trade.size,
        }
    parts = [part for part, value in values.items() if value == old]
    return parts[0] if len(parts) == 1 else None


def _with(fix: _Fix, name: Part, value: Decimal) -> _Fix:
    if name == "exit":
        return replace(fix, exit=value)
    update: dict[str, object] = {name: value}
    if name == "target":
        update = {"targets": (value,)}
    return replace(fix, terms=fix.terms.model_copy(update=update))


def _request(fix: _Fix) -> TradeCorrection:
    return TradeCorrection(terms=fix.terms, exit=fix.exit)


def _of_what(number: Decimal, message: MessageReading) -> Clarification:
    trade = message.context.trade
    parts: list[Part] = ["entry", "stop", "target", "size"]
    if trade is None or trade.exit is not None:
        parts.insert(1, "exit")
    choices = tuple(
        ClarificationOption(label=f"The {part}", request=_request(_with(_Fix(), part, number)))
        for part in parts
    )
    return Clarification(
        question=f"What of the trade is {number:f}?", about="correction", choices=choices
    )


def _numbers_of(fix: _Fix) -> list[Decimal]:
    terms = fix.terms
    values = [terms.entry, terms.stop, terms.size, fix.exit, *terms.targets]
    return [value for value in values if value is not None]


def _is_replaced(word: str, plain: str) -> bool:
    exchanged = _exchanged(plain)
    return exchanged is not None and _decimal(word.strip("$")) in exchanged


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").lstrip("$"))
