"""A conversation that is played without a database: what is understood, what becomes of the thread, what is held.

The thread changes as the makers change it, by the same functions; every draft of a trade, an exit or a moved level is
confirmed at once, as by a trader who agrees with it.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from backend.features.chat.assistant.drafts.draft import trade_draft
from backend.features.chat.assistant.held_trades import meant_among
from backend.features.chat.assistant.spoken_ideas import idea_of
from backend.features.chat.understanding import thread_changes as changes
from backend.features.chat.understanding.requests import (
    CheckRequest,
    Clarification,
    CoachingRequest,
    IdeaChange,
    IdeaOpinion,
    IdeaRequest,
    IdeaTerms,
    LevelMoved,
    NewThread,
    PlanRequest,
    RecordQuestion,
    Request,
    SocialRequest,
    TradeEntered,
    TradeExit,
    TradeExited,
    Understanding,
)
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.chat.understanding.understanding import understand
from backend.features.coach.ideas.ideas import read_words
from backend.features.record.trades.models import Trade, TradeStatus
from tests.corpus.surroundings import NOW, context_of

UNTOLD_SIZE = Decimal(4)  # what the trader fills in who told no size: it can be halved twice
PRICE = Clarification(question="At what price?", about="exit_price")


@dataclass(slots=True)
class Conversation:
    """What was said so far came to this.

    Attributes:
        trades: confirmed in it, the first one first.
    """

    thread: ThreadState = field(default_factory=ThreadState)
    trades: list[Trade] = field(default_factory=list)
    count: int = 0

    def say(self, text: str) -> Understanding:
        """Understand a message, and go on as its answer does."""
        understanding = understand(text, context_of(self.thread))
        self.count += 1
        if understanding.guard is not None:
            self.thread = changes.with_answer(self.thread)
        elif understanding.clarification is not None:
            self.thread = changes.with_asked(self.thread, understanding.clarification, NOW)
        else:
            for request in understanding.requests:
                self.thread = self._answered(request, text)
        return understanding

    @property
    def trade_state(self) -> str | None:
        """Whether the trade spoken of is still held; null where none is."""
        for trade in self.trades:
            if trade.id == self.thread.trade_id:
                return trade.status
        return None

    def _answered(self, request: Request, text: str) -> ThreadState:
        thread = self.thread
        terms = changes.spoken_terms(request, thread)
        match request:
            case IdeaRequest() | IdeaChange() | IdeaOpinion(wants="verdict"):
                return changes.with_verdict(thread, terms, UUID(int=self.count))
            case RecordQuestion():
                return changes.with_query(thread, request.query)
            case PlanRequest():
                return changes.with_idea(thread, terms)
            case CheckRequest() if terms.instrument and terms.direction:
                return changes.with_idea(thread, terms)
            case TradeEntered():
                return self._entered(terms, request.exits, text)
            case TradeExited() | LevelMoved():
                return self._gone_on(request, text)
            case CoachingRequest():
                return changes.with_behaviour(thread, request.topics)
            case NewThread():
                return ThreadState()
            case SocialRequest(takes_back="trade") if self.trade_state is None:
                return changes.with_withdrawal(thread)
        return changes.with_answer(thread)

    def _entered(self, terms: IdeaTerms, exits: tuple[TradeExit, ...], text: str) -> ThreadState:
        trade = self._confirmed(terms, text)
        if trade is None:
            return changes.with_answer(self.thread)
        for part in exits:
            if part.price is not None:
                _close(trade, part)
        return changes.with_trade(changes.with_entered(self.thread, terms), trade.id)

    def _gone_on(self, request: TradeExited | LevelMoved, text: str) -> ThreadState:
        held = [trade for trade in reversed(self.trades) if trade.status == TradeStatus.OPEN]
        meant = meant_among(held, request, self.thread)
        if meant.clarification is not None:
            return changes.with_asked(self.thread, meant.clarification, NOW)
        trade = meant.trade
        if trade is None:
            return self._never_logged(request, text)
        known = request.model_copy(update={"trade_id": trade.id})
        if not _is_priced(request, trade):
            ask = PRICE.model_copy(update={"pending": known})
            return changes.with_asked(self.thread, ask, NOW)
        _change(trade, request)
        return changes.with_trade(self.thread, trade.id)

    def _never_logged(self, request: TradeExited | LevelMoved, text: str) -> ThreadState:
        terms = changes.ended_terms(request.terms, self.thread)
        table = self.thread.idea
        if table is not None and table.size is not None and table.instrument == terms.instrument:
            terms = terms.model_copy(update={"size": table.size})
        trade = self._confirmed(terms, text) if terms.entry is not None else None
        if trade is None:
            return changes.with_answer(self.thread)
        _change(trade, request)
        return changes.with_trade(self.thread, trade.id)

    def _confirmed(self, terms: IdeaTerms, text: str) -> Trade | None:
        """The trade that a draft becomes; null where there would be none."""
        draft = trade_draft(idea_of(terms, read_words(text)), NOW)
        if draft is None:
            return None
        size = terms.size or UNTOLD_SIZE
        trade = Trade(
            id=UUID(int=1000 + self.count),
            instrument=draft.trade["instrument"],
            contract=draft.trade["instrument"],
            direction=terms.direction,
            status=TradeStatus.OPEN.value,
            entry_price=terms.entry or Decimal(0),
            stop_price=terms.stop,
            target_price=next(iter(terms.targets), None),
            position_size=size,
            open_size=size,
        )
        self.trades.append(trade)
        return trade


def _is_priced(request: TradeExited | LevelMoved, trade: Trade) -> bool:
    if isinstance(request, LevelMoved):
        return request.to_entry or request.price is not None
    return all(part.price is not None or _level(part, trade) is not None for part in request.exits)


def _level(part: TradeExit, trade: Trade) -> Decimal | None:
    levels = {
        "stop": trade.stop_price,
        "target": trade.target_price,
        "break_even": trade.entry_price,
    }
    return levels.get(part.at or "")


def _change(trade: Trade, request: TradeExited | LevelMoved) -> None:
    if isinstance(request, TradeExited):
        for part in request.exits:
            _close(trade, part)
        return
    price = trade.entry_price if request.to_entry else request.price
    if request.level == "stop":
        trade.stop_price = price
    else:
        trade.target_price = price


def _close(trade: Trade, part: TradeExit) -> None:
    size = part.size
    if size is None:
        size = trade.open_size * (part.share if part.share is not None else 1)
    trade.open_size = max(trade.open_size - size, Decimal(0))
    if trade.open_size == 0:
        trade.status = TradeStatus.CLOSED.value
