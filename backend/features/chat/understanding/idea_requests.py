"""From what was read of an idea to the request that a message makes: idea, change, entry, exit, moved level. Pure."""

import re
from dataclasses import asdict

from backend.features.chat.understanding.message_context import (
    LazyTradedSymbols,
    MessageContext,
)
from backend.features.chat.understanding.requests import (
    CheckRequest,
    Clarification,
    ClarificationOption,
    IdeaChange,
    IdeaRequest,
    IdeaTerms,
    LevelMoved,
    PlanRequest,
    Request,
    TradeEntered,
    TradeExit,
    TradeExited,
    Understanding,
)
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.trade_talk.number_gate import with_numbers_accounted
from backend.features.coach.ideas import schemas as read
from backend.features.coach.ideas.idea_reader import read_idea
from backend.features.coach.ideas.schemas import Ask, IdeaReading, LevelMove
from backend.features.market.instruments.instruments import resolve

LONGEST_WORDS = 5000
_AS_BEFORE = re.compile(r"\b(?:same|keep(?:ing)?|unchanged|as before|likewise|more)\b", re.I)
_OPENS = re.compile(r"\b(?:long|short|buy|sell)\b", re.I)  # and is no end of a trade that is held


def terms_of(terms: read.SpokenIdea) -> IdeaTerms:
    """The terms as requests carry them."""
    return IdeaTerms.model_validate(asdict(terms))


def reading_terms(terms: IdeaTerms | None) -> read.SpokenIdea | None:
    """The terms of a request as the reader of ideas takes what is on the table."""
    if terms is None:
        return None
    values = {name: getattr(terms, name) for name in IdeaTerms.model_fields if name != "option"}
    option = None if terms.option is None else read.SpokenOption(**terms.option.model_dump())
    return read.SpokenIdea(option=option, **values)


def merged(table: IdeaTerms, change: IdeaTerms) -> IdeaTerms:
    """The idea on the table with what was said anew in it."""
    values = {
        name: getattr(change, name)
        for name in IdeaTerms.model_fields
        if getattr(change, name) not in (None, ())
    }
    if "entry" in values and "entry_low" not in values:
        values |= {"entry_low": None, "entry_high": None}
    if "size" in values:
        values |= {"notional": values.get("notional"), "risk_money": values.get("risk_money")}
    return table.model_copy(update=values)


def turned(table: IdeaTerms, change: IdeaTerms) -> IdeaTerms:
    """The idea on the table with what was said anew; the other way round its levels are as far away on the other side."""
    is_other = change.direction not in (None, table.direction)
    entry = table.entry
    if not is_other or entry is None or change.entry is not None:
        return merged(table, change)
    stop = None if table.stop is None else 2 * entry - table.stop
    targets = tuple(2 * entry - target for target in table.targets)
    return merged(table.model_copy(update={"stop": stop, "targets": targets}), change)


def changed(table: IdeaTerms, change: IdeaChange) -> IdeaTerms:
    """The idea on the table with what is to be another in it, and without what is taken away."""
    empty = {name: () if name == "targets" else None for name in change.without}
    return turned(table.model_copy(update=empty), change.terms)


def read_message(text: str, context: MessageContext, *, is_taken: bool = False) -> IdeaReading:
    """What a message says of a trade, against the idea on the table; `is_taken`: a trade, as the words tell.

    An idea of its own is read by itself: only fragments go on with what is on the table.
    """
    table = reading_terms(_table(context.thread))
    traded = LazyTradedSymbols(context)
    is_trade = is_taken or context.thread.trade_id is not None
    reading = read_idea(
        text, today=context.market_day, table=table, traded=traded, is_taken=is_trade
    )
    if table is None or not is_idea_of_its_own(reading, text, context.thread, is_trade=is_trade):
        return reading
    return read_idea(text, today=context.market_day, traded=traded)


def is_idea_of_its_own(
    reading: IdeaReading, text: str, thread: ThreadState, *, is_trade: bool
) -> bool:
    """Whether market, side and price are all told: nothing of it is that of the idea before."""
    terms, table = reading.terms, thread.idea
    is_priced = terms.entry is not None or reading.asks_about("levels")
    if terms.instrument is None or terms.direction is None or not is_priced:
        return False
    if _AS_BEFORE.search(text) is not None or reading.exits or reading.moves:
        return False
    is_other = table is None or table.instrument != terms.instrument
    is_of_a_trade = is_trade or thread.last == "trade"
    return is_other or not is_of_a_trade or _OPENS.search(text) is not None


def _table(thread: ThreadState) -> IdeaTerms | None:
    market = market_asked_about(thread)
    if thread.idea is not None or market is None:
        return thread.idea
    return IdeaTerms(instrument=market)


def market_asked_about(thread: ThreadState) -> str | None:
    """The one market of the last question, which an idea without a market goes on with."""
    if thread.last != "query" or thread.query is None:
        return None
    markets = thread.query.only.instruments
    return markets[0] if len(markets) == 1 else None


def idea_request(reading: IdeaReading) -> IdeaRequest:
    """A trade to be judged."""
    return IdeaRequest(terms=terms_of(reading.terms), about_to=reading.about_to)


def idea_change(reading: IdeaReading) -> IdeaChange:
    """What of the idea on the table is to be another."""
    return IdeaChange(terms=terms_of(reading.terms))


def entered(reading: IdeaReading, *, of_the_table: bool = False) -> TradeEntered:
    """A trade that was made, with the parts that were closed already."""
    return TradeEntered(
        terms=terms_of(reading.terms),
        exits=_exits(reading),
        of_the_table=of_the_table,
    )


def exited(reading: IdeaReading) -> TradeExited:
    """The end of a trade, or of a part; at no price where none was told."""
    exits = _exits(reading) or (TradeExit(share=None),)
    return TradeExited(terms=terms_of(reading.terms), exits=exits)


def level_moved(reading: IdeaReading, move: LevelMove) -> LevelMoved:
    """A stop or target that was moved."""
    return LevelMoved(
        level=move.level,
        price=move.price,
        to_entry=move.to_entry,
        terms=IdeaTerms(instrument=reading.terms.instrument, direction=reading.terms.direction),
    )


def clarification_of(ask: Ask, pending: Request) -> Clarification:
    """What must be asked back, with the ways in which it can be meant as buttons."""
    choices = tuple(
        ClarificationOption(
            label=choice.label, request=_with_terms(pending, terms_of(choice.terms))
        )
        for choice in ask.choices[:6]
    )
    return Clarification(question=ask.question, about=ask.about, choices=choices, pending=pending)


def _with_terms(pending: Request, terms: IdeaTerms) -> Request:
    if not isinstance(
        pending, IdeaRequest | IdeaChange | TradeEntered | PlanRequest | CheckRequest
    ):
        return pending
    return pending.model_copy(update={"terms": merged(pending.terms, terms)})


def _exits(reading: IdeaReading) -> tuple[TradeExit, ...]:
    return tuple(TradeExit.model_validate(asdict(part)) for part in reading.exits)


def of_reading(reading: IdeaReading, request: Request) -> Understanding:
    """A request with what must be asked first, and what of the words became nothing."""
    unused = tuple(span.text for span in reading.unused)
    other = _other_market(reading, request)
    if other is not None:
        return Understanding(clarification=other, not_understood=unused)
    doubts = tuple(doubt.reason for doubt in reading.doubts)
    ask = None
    asks = [ask for ask in reading.asks if not _is_turned(ask, request)]
    if asks:
        ask = clarification_of(asks[0], request)
    elif doubts and isinstance(request, TradeEntered):
        ask = _is_it_so(doubts[0], request)
    return Understanding(
        requests=(request,),
        clarification=ask,
        not_understood=unused,
        doubts=doubts,
    )


def _other_market(reading: IdeaReading, request: Request) -> Clarification | None:
    """A question back where a trade that was made is told together with another market: one of them would be lost."""
    if not isinstance(request, TradeEntered | TradeExited | LevelMoved):
        return None
    named = reading.terms.instrument
    for span in reading.unused:
        other = resolve(span.text) if span.text.isupper() else None
        if other is not None and named is not None and other.symbol != named:
            question = f"You named {named} and {other.symbol}. Tell me one trade at a time, and I keep both."
            return Clarification(question=question, about="instrument")
    return None


def _is_turned(ask: Ask, request: Request) -> bool:
    """The stop of an idea that is only tried the other way round goes to the other side with it."""
    if not isinstance(request, IdeaChange) or ask.about != "stop":
        return False
    return request.terms.direction is not None and request.terms.entry is None


def _is_it_so(doubt: str, request: Request) -> Clarification:
    """What is hard to believe is confirmed before a trade is drafted from it."""
    yes = ClarificationOption(label="Yes, that is right", request=request)
    return Clarification(
        question=f"{doubt} Is that right? Otherwise say it anew.",
        about="doubt",
        choices=(yes,),
        pending=request,
    )


# What the slash commands read.


def trade_request(rest: str, context: MessageContext) -> Understanding:
    """`/trade long NQ 18250 stop 18230 out 18290`; without words the idea on the table."""
    reading = read_idea(rest, today=context.market_day)
    is_of_the_table = not reading.terms.names and context.thread.idea is not None
    request = entered(reading, of_the_table=is_of_the_table)
    return with_numbers_accounted(of_reading(reading, request), reading, rest)


def exit_request(rest: str, context: MessageContext) -> Understanding:
    """`/close half at 4510`."""
    sentence = f"closed {rest}"
    table = reading_terms(context.thread.idea)
    reading = read_idea(sentence, today=context.market_day, table=table)
    return with_numbers_accounted(of_reading(reading, exited(reading)), reading, sentence)


def level_request(rest: str, context: MessageContext) -> Understanding:
    """`/stop 4495`, `/move target to 4530`."""
    words = rest if "target" in rest.lower() or "stop" in rest.lower() else f"stop to {rest}"
    sentence = f"moved my {words}"
    table = reading_terms(context.thread.idea)
    reading = read_idea(sentence, today=context.market_day, table=table)
    if not reading.moves:
        question = "Where did you move it? Say it like: /stop 4495, or: /move target to 4530"
        return Understanding(clarification=Clarification(question=question, about="price"))
    moved = of_reading(reading, level_moved(reading, reading.moves[0]))
    return with_numbers_accounted(moved, reading, sentence)


def plan_request(rest: str, context: MessageContext) -> Understanding:
    """`/plan long ES 4500 stop 4495 target 4510`; without words the idea on the table."""
    reading = read_idea(rest, today=context.market_day)
    terms = terms_of(reading.terms)
    if not reading.terms.names and context.thread.idea is not None:
        terms = context.thread.idea
    return of_reading(reading, PlanRequest(terms=terms, words=rest[:LONGEST_WORDS]))


def check_request(rest: str, context: MessageContext) -> Understanding:
    """`/check short ES 3 lots, stop 12 ticks`; without words the idea on the table."""
    reading = read_idea(rest, today=context.market_day)
    terms = terms_of(reading.terms)
    if not reading.terms.names and context.thread.idea is not None:
        terms = context.thread.idea
    return of_reading(reading, CheckRequest(terms=terms))
