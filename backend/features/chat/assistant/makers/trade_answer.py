"""Trades that were entered, left, or had a level moved: shown as understood, to confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from backend.core.types import JsonObject, plain_decimal
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import Draft, DraftKind, trade_draft
from backend.features.chat.assistant.drafts.trade_changes import part_size
from backend.features.chat.assistant.held_trades import HeldTrade, meant_trade, trade_words
from backend.features.chat.assistant.makers.clarification_answer import asked_back
from backend.features.chat.assistant.makers.draft_answer import CONFIRM, DraftAnswer
from backend.features.chat.assistant.makers.maker import MakerTools
from backend.features.chat.assistant.spoken_ideas import idea_of, idea_of_request, terms_of_request
from backend.features.chat.messages.actions import Reply, look
from backend.features.chat.understanding.requests import (
    Clarification,
    LevelMoved,
    TradeEntered,
    TradeExit,
    TradeExited,
)
from backend.features.chat.understanding.thread_changes import (
    ended_terms,
    with_entered,
    with_trade,
)
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
AT_WHAT_PRICE = "At what price?"
ALL = Decimal(1)
ANY_STEP = Decimal("0.00000001")  # of what has no lots: coins are divided so far


@dataclass(frozen=True, slots=True)
class TradeAnswer(DraftAnswer):
    """The answer to something that happened to a trade: nothing is written before it is confirmed."""

    @classmethod
    def prepare(cls, request: AnswerRequest, tools: MakerTools) -> Self:
        """Find the trade that is meant, and put together what would be recorded."""
        typed_request = request.request
        if isinstance(typed_request, TradeEntered):
            return cls._entered(request, typed_request, tools)
        assert isinstance(typed_request, TradeExited | LevelMoved), "chosen by its kind"
        held = meant_trade(tools.session, request.user_id, typed_request, request.thread)
        if held.clarification is not None:
            return cls._asked(request, held.clarification)
        if isinstance(typed_request, LevelMoved):
            return cls._moved(request, typed_request, held)
        return cls._exited(request, typed_request, held)

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
        draft = _with_exits(draft, typed_request.exits)
        thread = with_entered(request.thread, terms_of_request(request))
        return cls(request, Reply(_words("A trade", draft)), thread, draft)

    @classmethod
    def _exited(cls, request: AnswerRequest, typed_request: TradeExited, held: HeldTrade) -> Self:
        if held.trade is None:
            return cls._never_logged(request, typed_request)
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
    def _never_logged(cls, request: AnswerRequest, typed_request: TradeExited) -> Self:
        """The end of a trade that is not on record: the whole of it, where its beginning was told."""
        terms = ended_terms(typed_request.terms, request.thread)
        draft = trade_draft(idea_of(terms, read_words(request.text)), request.said_at)
        if draft is None or terms.entry is None:
            return cls(request, Reply(NOTHING_HELD))
        at = {
            "stop": terms.stop,
            "target": next(iter(terms.targets), None),
            "break_even": terms.entry,
        }
        exits = tuple(
            part.model_copy(update={"price": part.price or at.get(part.at or "")})
            for part in typed_request.exits
        )
        draft = _with_exits(draft, exits)
        return cls(request, Reply(_words("A trade with its end", draft)), None, draft)

    @classmethod
    def _moved(cls, request: AnswerRequest, typed_request: LevelMoved, held: HeldTrade) -> Self:
        if held.trade is None:
            return cls(request, Reply(NOTHING_HELD))
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


def _with_exits(draft: Draft, exits: tuple[TradeExit, ...]) -> Draft:
    """A trade with the parts that were closed: one exit of all is its exit, several are recorded one by one."""
    if not exits or "exit_price" in draft.trade:
        return draft
    priced = [part for part in exits if part.price is not None]
    if len(priced) == 1 and priced[0].size is None and priced[0].share in (None, ALL):
        price = plain_decimal(priced[0].price or Decimal(0))
        ended = {"exit_price": price, "exit_time": draft.trade["entry_time"]}
        return Draft(draft.kind, trade=draft.trade | ended, missing=draft.missing)
    held = Decimal(str(draft.trade.get("position_size", "0")))
    proposal: JsonObject = {"exits": [_told_part(part, held) for part in priced]}
    return Draft(draft.kind, trade=draft.trade, missing=draft.missing, proposal=proposal)


def _told_part(part: TradeExit, held: Decimal) -> JsonObject:
    fields: JsonObject = {"price": plain_decimal(part.price or Decimal(0))}
    if part.size is not None:
        fields["quantity"] = plain_decimal(part.size)
    elif part.share is not None and part.share != ALL:
        fields["quantity"] = plain_decimal(held * part.share)
    return fields
