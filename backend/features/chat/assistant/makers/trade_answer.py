"""Trades that were entered, left, or had a level moved: shown as understood, to confirm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from backend.core.types import JsonObject, plain_decimal
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import CONFIRM, Draft, DraftKind, trade_draft
from backend.features.chat.assistant.drafts.superseded_drafts import (
    close_draft,
    close_drafts_of,
)
from backend.features.chat.assistant.drafts.told_deeds import (
    ALL,
    Deed,
    ToldDraft,
    has_its_price,
    with_deeds,
)
from backend.features.chat.assistant.drafts.trade_changes import ANY_STEP, part_size
from backend.features.chat.assistant.drafts.trade_corrections import (
    RecordChange,
    correction_of,
    deletion_of,
)
from backend.features.chat.assistant.held_trades import HeldTrade, meant_trade, trade_words
from backend.features.chat.assistant.makers.clarification_answer import asked_back
from backend.features.chat.assistant.makers.draft_answer import DraftAnswer
from backend.features.chat.assistant.makers.maker import AnswerGrounds, FinalAnswer, MakerTools
from backend.features.chat.assistant.spoken_ideas import idea_of, idea_of_request, terms_of_request
from backend.features.chat.messages.actions import Action, Reply, look, say
from backend.features.chat.understanding.requests import (
    Clarification,
    IdeaTerms,
    LevelMoved,
    Request,
    TradeCorrection,
    TradeDeletion,
    TradeEntered,
    TradeExit,
    TradeExited,
)
from backend.features.chat.understanding.thread_changes import (
    ended_terms,
    with_entered,
    with_told,
    with_trade,
)
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.ideas.ideas import read_words
from backend.features.coach.ideas.plausibility import is_far
from backend.features.market.instruments.instruments import resolve
from backend.features.record.trades import queries
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.models import Trade

NOTHING_HELD = (
    "I know of no open trade that this could be. Tell me the whole trade in one line, such as:"
    " /trade long NQ 18250 stop 18230 out 18290."
)
NO_TRADE = "Which trade was that? Say it in one line: /trade long NQ 18250 stop 18230."
ON_RECORD = (
    "{trade} is on your record already, so that I wrote nothing. If this is another trade, tell it in"
    " one line: /trade long NQ 18250 stop 18230."
)
OVER = (
    "{trade} is over on your record, so that I wrote nothing. If something of it is wrong, say what it was, such as:"
    " the exit was 6009. If this is another trade, tell it whole: /trade long NQ 18250 stop 18230 out 18290."
)
AT_WHAT_PRICE = "At what price?"
NOT_ON_RECORD = "You are in it then, and it is not on your record yet. One draft for all of it: {trade}, then {deeds}"


@dataclass(frozen=True, slots=True)
class TradeAnswer(DraftAnswer):
    """The answer to something that happened to a trade: nothing is written before it is confirmed.

    Attributes:
        replaces: its draft is of the idea on the table, whose earlier drafts are closed by it.
        closes: the one draft that is said anew by it.
    """

    replaces: bool = False
    closes: Draft | None = None

    def finish(self, final: FinalAnswer) -> AnswerGrounds:
        """Show the draft; another one of the same idea is closed, so that no click logs the trade twice."""
        if self.closes is not None:
            close_draft(final.session, final.message, self.closes, final.push)
        if self.replaces and self.draft is not None:
            close_drafts_of(final.session, final.message, self.draft, final.push)
        return DraftAnswer.finish(self, final)

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Find the trade that is meant, and put together what would be recorded."""
        typed_request = request.request
        if isinstance(typed_request, TradeEntered):
            return cls._entered(request, typed_request, tools)
        if isinstance(typed_request, TradeCorrection):
            change = correction_of(tools.session, request, typed_request)
            return cls._of_record(request, change)
        if isinstance(typed_request, TradeDeletion):
            change = deletion_of(tools.session, request, typed_request)
            return cls._of_record(request, change)
        assert isinstance(typed_request, TradeExited | LevelMoved), "chosen by its kind"
        held = HeldTrade()
        if not request.thread.told or typed_request.trade_id is not None:
            held = meant_trade(tools.session, request.user_id, typed_request, request.thread)
        if held.clarification is not None:
            return cls._asked(request, held.clarification)
        if isinstance(typed_request, LevelMoved):
            return cls._moved(request, typed_request, held, tools)
        return cls._exited(request, typed_request, held, tools)

    @classmethod
    def _of_record(cls, request: AnswerRequest, change: RecordChange) -> Self:
        if change.asked is not None:
            return cls._asked(request, change.asked)
        replaces = change.draft is not None and change.draft.kind == DraftKind.TRADE
        return cls(request, change.reply, change.thread, change.draft, replaces, change.closes)

    @classmethod
    def _asked(cls, request: AnswerRequest, clarification: Clarification) -> Self:
        reply, thread = asked_back(request, clarification)
        return cls(request, reply, thread)

    @classmethod
    def _entered(
        cls, request: AnswerRequest, typed_request: TradeEntered, tools: MakerTools
    ) -> Self:
        known = _known_trade(request, typed_request, tools)
        if known is not None:
            return cls(request, known)
        draft = trade_draft(idea_of_request(request), request.said_at)
        if draft is None:
            return cls(request, Reply(NO_TRADE))
        is_of_table = typed_request.of_the_table
        deeds = list(request.thread.told) if is_of_table else []
        if typed_request.exits and "exit_price" not in draft.trade:
            deeds.append(TradeExited(exits=typed_request.exits))
        course = with_deeds(draft, deeds)
        what = f"A trade, {course.words}" if deeds and course.words else "A trade"
        thread = with_entered(request.thread, terms_of_request(request))
        reply = Reply(_words(what, course.draft))
        return cls(request, reply, thread, course.draft, replaces=is_of_table)

    @classmethod
    def _exited(
        cls, request: AnswerRequest, typed_request: TradeExited, held: HeldTrade, tools: MakerTools
    ) -> Self:
        if held.trade is None:
            return cls._of_no_held_trade(request, typed_request, tools)
        trade = held.trade
        exits = [_exit_of(part, trade) for part in typed_request.exits]
        draft = Draft(
            DraftKind.EXIT.value,
            proposal={"trade_id": str(trade.id), "exits": [dict(part) for part in exits]},
            missing=["price"] if any("price" not in part for part in exits) else [],
        )
        if draft.missing:
            pending = typed_request.model_copy(update={"trade_id": trade.id})
            ask = Clarification(question=AT_WHAT_PRICE, about="exit_price", pending=pending)
            return cls._asked(request, ask)
        parts = " and ".join(_exit_words(part) for part in exits)
        prices = [Decimal(part["price"]) for part in exits]
        words = _words(f"Out of {trade_words(trade)}: {parts}", draft, _caution(prices, trade))
        return cls(request, Reply(words), with_trade(request.thread, trade.id), draft)

    @classmethod
    def _of_no_held_trade(
        cls, request: AnswerRequest, typed_request: TradeExited | LevelMoved, tools: MakerTools
    ) -> Self:
        """Of a trade that is over nothing more happens; of one that was never told the whole is drafted."""
        trade = _over(request, typed_request, tools)
        if trade is None:
            return cls._never_logged(request, typed_request)
        words = OVER.format(trade=trade_words(trade))
        button = look("Open it", f"/api/trading/trades/{trade.id}")
        return cls(request, Reply(words, (button,)))

    @classmethod
    def _never_logged(cls, request: AnswerRequest, typed_request: TradeExited | LevelMoved) -> Self:
        """What happened to a trade that is not on record: the whole of it, where its beginning was told."""
        terms = ended_terms(typed_request.terms, request.thread)
        terms = terms.model_copy(update={"size": _size_told(terms, request.thread)})
        idea = replace(idea_of(terms, read_words(request.text)), exit=None, unclear=frozenset())
        draft = trade_draft(idea, request.said_at)
        if draft is None or terms.entry is None:
            return cls(request, Reply(NOTHING_HELD))
        if isinstance(typed_request, TradeExited):
            is_priced = all(has_its_price(part, draft) for part in typed_request.exits)
            if not is_priced:
                ask = Clarification(
                    question=AT_WHAT_PRICE, about="exit_price", pending=typed_request
                )
                return cls._asked(request, ask)
        thread = with_entered(request.thread, terms)
        deeds = (typed_request, *(other for other in request.more if isinstance(other, Deed)))
        for deed in deeds:
            thread = with_told(thread, deed)
        request = _without_more(request, deeds)
        course = with_deeds(draft, thread.told)
        reply = Reply(_told_words(course), _not_in_it(typed_request, terms))
        return cls(request, reply, thread, course.draft, replaces=True)

    @classmethod
    def _moved(
        cls, request: AnswerRequest, typed_request: LevelMoved, held: HeldTrade, tools: MakerTools
    ) -> Self:
        if held.trade is None:
            return cls._of_no_held_trade(request, typed_request, tools)
        trade = held.trade
        price = trade.entry_price if typed_request.to_entry else typed_request.price
        if price is None:
            pending = typed_request.model_copy(update={"trade_id": trade.id})
            ask = Clarification(question=AT_WHAT_PRICE, about="price", pending=pending)
            return cls._asked(request, ask)
        shown = plain_decimal(price)
        proposal: JsonObject = {
            "trade_id": str(trade.id),
            "level": typed_request.level,
            "price": shown,
        }
        draft = Draft(DraftKind.LEVEL.value, proposal=proposal)
        moved = f"The {typed_request.level} of {trade_words(trade)} to {shown}"
        words = _words(moved, draft, _caution([price], trade))
        return cls(request, Reply(words), with_trade(request.thread, trade.id), draft)


def _over(
    request: AnswerRequest, typed_request: TradeExited | LevelMoved, tools: MakerTools
) -> Trade | None:
    """The trade on record that is spoken of, where another one is not named."""
    trade_id = typed_request.trade_id or request.thread.trade_id
    table, named = request.thread.idea, typed_request.terms.instrument
    if trade_id is None or (named is not None and table is not None and named != table.instrument):
        return None
    try:
        return queries.trade(tools.session, request.user_id, trade_id)
    except TradeNotFound:  # it was taken off the record since
        return None


def _size_told(terms: IdeaTerms, thread: ThreadState) -> Decimal | None:
    """The size of the idea that was spoken of: another one is that of the part that was left."""
    for idea in (thread.idea, *thread.aside):
        if idea is not None and idea.instrument == terms.instrument and idea.size is not None:
            return idea.size
    return terms.size


def _without_more(request: AnswerRequest, answered: Sequence[Request]) -> AnswerRequest:
    """The request; what else of the message is in its answer does not wait to be said again."""
    others = [other for other in request.understanding.requests if other not in answered[1:]]
    understanding = request.understanding.model_copy(update={"requests": tuple(others)})
    return replace(request, understanding=understanding)


def _known_trade(
    request: AnswerRequest, typed_request: TradeEntered, tools: MakerTools
) -> Reply | None:
    """Of the idea on the table that was taken before, and is said to be taken again: where it stands."""
    trade_id = request.thread.trade_id
    if trade_id is None or not typed_request.of_the_table or typed_request.exits:
        return None
    if terms_of_request(request) != request.thread.idea:
        return None
    try:
        trade = queries.trade(tools.session, request.user_id, trade_id)
    except TradeNotFound:  # it was taken off the record since
        return None
    words = ON_RECORD.format(trade=trade_words(trade))
    return Reply(words, (look("Open it", f"/api/trading/trades/{trade_id}"),))


def _caution(prices: Sequence[Decimal], trade: Trade) -> str:
    """What is said of prices that may be slips: far from where the trade was entered."""
    instrument = resolve(trade.instrument)
    if instrument is None:
        return ""
    far = [price for price in prices if is_far(price, trade.entry_price, instrument)]
    if not far:
        return ""
    shown = " and ".join(plain_decimal(price) for price in far)
    return f" Look twice: {shown} is far from your entry of {plain_decimal(trade.entry_price)}."


def _words(what: str, draft: Draft, caution: str = "") -> str:
    words = f"{what}.{caution} {CONFIRM}"
    if not draft.missing:
        return words
    missing = ", ".join(name.replace("_", " ") for name in draft.missing)
    return f"{words} I still need: {missing}."


def _exit_of(part: TradeExit, trade: Trade) -> dict[str, str]:
    """An exit as `ToldExit` takes it; without a price where none is known."""
    fields = {}
    price = part.price if part.price is not None else _level_price(part, trade)
    if price is not None:
        fields["price"] = plain_decimal(price)
    quantity = _quantity(part, trade)
    if quantity is not None:
        fields["quantity"] = plain_decimal(quantity)
    return fields


def _level_price(part: TradeExit, trade: Trade) -> Decimal | None:
    levels = {
        "stop": trade.stop_price,
        "target": trade.target_price,
        "break_even": trade.entry_price,
    }
    return levels.get(part.at or "")


def _quantity(part: TradeExit, trade: Trade) -> Decimal | None:
    """How much; null for all that is held."""
    if part.size is not None:
        return part.size
    if part.share is None or part.share == ALL:
        return None
    return part_size(trade.open_size, trade.lot_step or ANY_STEP, part.share)


def _exit_words(part: dict[str, str]) -> str:
    size = part.get("quantity", "all")
    return f"{size} at {part['price']}"


def _told_words(course: ToldDraft) -> str:
    """That the trade is not on record, what would be written of it, and what is missing."""
    trade = course.draft.trade
    parts = (
        trade["instrument"],
        trade["direction"],
        trade.get("position_size"),
        "at",
        trade["entry_price"],
    )
    named = " ".join(str(part) for part in parts if part is not None)
    return _words(NOT_ON_RECORD.format(trade=named, deeds=course.words), course.draft)


def _not_in_it(deed: TradeExited | LevelMoved, terms: IdeaTerms) -> tuple[Action, ...]:
    """What is said with one click where the idea was meant and no trade of it."""
    price = deed.price if isinstance(deed, LevelMoved) else deed.exits[0].price
    if price is None or terms.entry is None:
        return ()
    sign = 1 if terms.direction == "long" else -1
    pays = (price - terms.entry) * sign > 0
    level = "target" if pays else "stop"
    if isinstance(deed, LevelMoved):
        level = deed.level
    shown = plain_decimal(price)
    label = f"I am not in it: only try the {level} {shown}"
    return (say(f"what if the {level} is {shown}?", label),)
