"""What a correction or a deletion would do to the record, put together to be confirmed, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.types import JsonObject, plain_decimal
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.assistant.drafts.draft import (
    CONFIRM,
    Draft,
    DraftKind,
    read_draft,
    trade_draft,
)
from backend.features.chat.assistant.drafts.record_corrections import has_one_fill_each
from backend.features.chat.assistant.drafts.told_deeds import with_deeds
from backend.features.chat.assistant.held_trades import dated_words, trade_to_delete, trade_words
from backend.features.chat.assistant.spoken_ideas import idea_of
from backend.features.chat.assistant.trade_look_back import terms_of_trade
from backend.features.chat.messages.actions import Action, Reply, look, say
from backend.features.chat.messages.draft_schemas import DraftStatus
from backend.features.chat.understanding.idea_requests import merged
from backend.features.chat.understanding.requests import (
    Clarification,
    IdeaTerms,
    TradeCorrection,
    TradeDeletion,
    TradeExit,
    TradeExited,
)
from backend.features.chat.understanding.thread_changes import with_entered, with_trade
from backend.features.chat.understanding.thread_state import ThreadState
from backend.features.coach.ideas.ideas import Idea
from backend.features.content.conversations import queries as conversations
from backend.features.record.trades import queries
from backend.features.record.trades.errors import TradeNotFound
from backend.features.record.trades.models import Trade, TradeStatus

NO_TRADE = "I know of no trade that this corrects. Say it whole: /trade long NQ 18250 stop 18230 out 18290."
NOTHING_TO_DELETE = "I find no such trade on your record, so that nothing is deleted."
SEVERAL_FILLS = (
    "{trade} was entered or left in several parts: correct the one that is wrong in its history."
)
AS_IT_IS = "{words} on record already: nothing to correct."
TRASH = "It goes to the trash, from which it can be brought back for 30 days."
_NAMES = {
    "entry_price": "entry",
    "exit_price": "exit",
    "position_size": "size",
    "stop_price": "stop",
    "target_price": "target",
}


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What is answered, and what would be written.

    Attributes:
        closes: the draft that is said anew by it.
        asked: which trade is meant.
    """

    reply: Reply
    draft: Draft | None = None
    thread: ThreadState | None = None
    closes: Draft | None = None
    asked: Clarification | None = None


def deletion_of(session: Session, request: AnswerRequest, sought: TradeDeletion) -> RecordChange:
    """The deletion of one trade, to be confirmed."""
    meant = trade_to_delete(session, request.user_id, sought, request.thread)
    if meant.clarification is not None:
        return RecordChange(Reply(""), asked=meant.clarification)
    if meant.trade is None:
        return RecordChange(Reply(NOTHING_TO_DELETE))
    trade = meant.trade
    draft = Draft(DraftKind.DELETION.value, proposal={"trade_id": str(trade.id)})
    words = f"Delete {dated_words(trade)}. {TRASH} {CONFIRM}"
    return RecordChange(Reply(words, (_open(trade),)), draft)


def correction_of(
    session: Session, request: AnswerRequest, sentence: TradeCorrection
) -> RecordChange:
    """The correction of the trade that is spoken of: on record, or drafted and not confirmed yet."""
    last = _last_draft(session, request)
    if request.thread.trade_id is None:
        return _of_draft(request, sentence, last)
    try:
        trade = queries.trade(session, request.user_id, request.thread.trade_id)
    except TradeNotFound:  # it was taken off the record since
        return RecordChange(Reply(NO_TRADE))
    if last is not None and last.kind == DraftKind.EXIT and sentence.exit is not None:
        return _of_drafted_exit(request, sentence.exit, last, trade)
    terms = sentence.terms
    if terms.direction is not None or terms.instrument is not None:
        return _of_another_kind(session, request, sentence, trade)
    return _of_record(session, request, sentence, trade)


def _last_draft(session: Session, request: AnswerRequest) -> Draft | None:
    if request.conversation_id is None:
        return None
    stored = conversations.last_draft(session, request.user_id, request.conversation_id)
    draft = None if stored is None else read_draft(stored)
    return draft if draft is not None and draft.status == DraftStatus.OPEN else None


def _of_draft(
    request: AnswerRequest, sentence: TradeCorrection, last: Draft | None
) -> RecordChange:
    """The draft of the trade said anew, with everything else that was told of it."""
    terms = merged(request.thread.idea or IdeaTerms(), sentence.terms)
    stated = (
        request.thread.told
        if sentence.exit is None
        else _left_at(request.thread.told, sentence.exit)
    )
    if last is not None and last.kind == DraftKind.TRADE:
        draft: Draft | None = _said_anew(last, sentence, iso(request.said_at))
    else:
        base = trade_draft(idea_of(terms, Idea()), request.said_at)
        draft = None if base is None else with_deeds(base, stated).draft
    if draft is None:
        return RecordChange(Reply(NO_TRADE))
    thread = with_entered(request.thread, terms).model_copy(update={"told": stated})
    words = f"Corrected: {_drafted_words(draft.trade)}. {CONFIRM}{_missing(draft)}"
    return RecordChange(Reply(words), draft, thread, closes=last)


def _left_at(stated: Sequence[Any], price: Decimal) -> tuple[Any, ...]:
    """What was told of the trade, with the last part left at another price."""
    deeds = list(stated)
    for place in range(len(deeds) - 1, -1, -1):
        deed = deeds[place]
        if isinstance(deed, TradeExited):
            last = deed.exits[-1].model_copy(update={"price": price, "at": None})
            deeds[place] = deed.model_copy(update={"exits": (*deed.exits[:-1], last)})
            return tuple(deeds)
    return (*deeds, TradeExited(exits=(TradeExit(price=price),)))


def _said_anew(draft: Draft, sentence: TradeCorrection, moment: str) -> Draft:
    trade = draft.trade | _fields(sentence.terms)
    proposal = None if draft.proposal is None else dict(draft.proposal)
    if sentence.exit is not None:
        exits = None if proposal is None else proposal.get("exits")
        if proposal is not None and isinstance(exits, list) and exits:
            last = exits[-1]
            assert isinstance(last, dict), "as it was drafted"
            proposal["exits"] = [*exits[:-1], last | {"price": plain_decimal(sentence.exit)}]
        else:
            trade |= {"exit_price": plain_decimal(sentence.exit)}
            trade.setdefault("exit_time", moment)
    missing = [name for name in draft.missing if name not in trade]
    return replace(draft, trade=trade, proposal=proposal, missing=missing)


def _fields(terms: IdeaTerms) -> JsonObject:
    """The terms as a trade is logged with them."""
    target = terms.targets[0] if terms.targets else None
    prices = {
        "entry_price": terms.entry,
        "position_size": terms.size,
        "stop_price": terms.stop,
        "target_price": target,
    }
    fields: JsonObject = {
        name: plain_decimal(value) for name, value in prices.items() if value is not None
    }
    if terms.direction is not None:
        fields["direction"] = terms.direction
    if terms.instrument is not None:
        fields["instrument"] = terms.instrument
    return fields


def _of_drafted_exit(
    request: AnswerRequest, price: Decimal, last: Draft, trade: Trade
) -> RecordChange:
    """An end that waits to be confirmed, at another price."""
    proposal = dict(last.proposal or {})
    exits = proposal.get("exits")
    assert isinstance(exits, list), "as it was drafted"
    assert isinstance(exits[-1], dict), "as it was drafted"
    proposal["exits"] = [*exits[:-1], exits[-1] | {"price": plain_decimal(price)}]
    draft = replace(last, proposal=proposal, missing=[])
    words = f"Corrected: out of {trade_words(trade)} at {plain_decimal(price)}. {CONFIRM}"
    return RecordChange(Reply(words), draft, with_trade(request.thread, trade.id), closes=last)


def _of_record(
    session: Session, request: AnswerRequest, sentence: TradeCorrection, trade: Trade
) -> RecordChange:
    """The values on record that would be others."""
    sought = _fields(sentence.terms)
    if sentence.exit is not None:
        sought["exit_price"] = plain_decimal(sentence.exit)
    before = {
        "entry_price": trade.entry_price,
        "exit_price": trade.exit_price,
        "position_size": trade.max_size,
        "stop_price": trade.stop_price,
        "target_price": trade.target_price,
    }
    now = {name: None if value is None else plain_decimal(value) for name, value in before.items()}
    other = {name: value for name, value in sought.items() if value != now[name]}
    if not other:
        same = " and ".join(f"{_NAMES[name]} {value}" for name, value in sought.items())
        words = AS_IT_IS.format(words=f"{trade_words(trade)} has {same}")
        return RecordChange(
            Reply(words, (_open(trade),)), thread=with_trade(request.thread, trade.id)
        )
    fills = {"entry_price", "exit_price", "position_size"} & set(other)
    if fills and not has_one_fill_each(queries.events(session, request.user_id, trade.id)):
        words = SEVERAL_FILLS.format(trade=trade_words(trade))
        return RecordChange(Reply(words, (_open(trade),)))
    changes = " and ".join(
        f"{_NAMES[name]} {value}{_instead(now[name])}" for name, value in other.items()
    )
    proposal: JsonObject = {"trade_id": str(trade.id), **other}
    draft = Draft(DraftKind.CORRECTION.value, proposal=proposal)
    words = f"Correct {trade_words(trade)}: {changes}. {CONFIRM}"
    corrected = merged(terms_of_trade(trade), sentence.terms)
    thread = with_trade(request.thread, trade.id).model_copy(update={"idea": corrected})
    return RecordChange(Reply(words, _moved_there(trade, other)), draft, thread)


def _instead(value: str | None) -> str:
    return "" if value is None else f" instead of {value}"


def _moved_there(trade: Trade, fields: JsonObject) -> tuple[Action, ...]:
    """Of a trade that is held a stop may have been moved as well."""
    if trade.status != TradeStatus.OPEN:
        return ()
    levels = {"stop_price": "stop", "target_price": "target"}
    return tuple(
        say(f"/move {levels[name]} to {value}", f"I moved the {levels[name]} there later")
        for name, value in fields.items()
        if name in levels
    )


def _of_another_kind(
    session: Session, request: AnswerRequest, sentence: TradeCorrection, trade: Trade
) -> RecordChange:
    """Another direction or market makes another trade of it: that one is logged, and the wrong one deleted."""
    if not has_one_fill_each(queries.events(session, request.user_id, trade.id)):
        return RecordChange(Reply(SEVERAL_FILLS.format(trade=trade_words(trade)), (_open(trade),)))
    fields = _as_logged(trade) | _fields(sentence.terms)
    if sentence.exit is not None:
        fields["exit_price"] = plain_decimal(sentence.exit)
    wrong = _on_the_wrong_side(fields)
    stored = {name: value for name, value in fields.items() if name not in wrong}
    draft = Draft(DraftKind.TRADE.value, trade=stored, proposal={"replaces": str(trade.id)})
    left = "".join(
        f" Its {_NAMES[name]} {fields[name]} would be on the wrong side, and is left out."
        for name in wrong
    )
    words = f"Log {_drafted_words(stored)} instead of {trade_words(trade)}, which goes to the trash.{left} {CONFIRM}"
    return RecordChange(Reply(words), draft, with_trade(request.thread, trade.id))


def _as_logged(trade: Trade) -> JsonObject:
    """A trade on record as it would be logged."""
    fields: JsonObject = {
        "instrument": trade.contract,
        "direction": trade.direction,
        "entry_price": plain_decimal(trade.entry_price),
        "position_size": plain_decimal(trade.max_size),
        "entry_time": iso(trade.entry_time),
        "account_id": str(trade.account_id),
        "trade_type": trade.trade_type,
    }
    optional = {
        "stop_price": trade.initial_stop_price,
        "target_price": trade.target_price,
        "exit_price": trade.exit_price,
    }
    fields |= {name: plain_decimal(value) for name, value in optional.items() if value is not None}
    if trade.exit_time is not None:
        fields["exit_time"] = iso(trade.exit_time)
    for name in ("setup", "emotional_state", "notes"):
        value = getattr(trade, name)
        if value is not None:
            fields[name] = value
    return fields


def _on_the_wrong_side(fields: JsonObject) -> list[str]:
    sign = 1 if fields["direction"] == "long" else -1
    entry = Decimal(str(fields["entry_price"]))
    sides = {"stop_price": -1, "target_price": 1}
    return [
        name
        for name, side in sides.items()
        if name in fields and (Decimal(str(fields[name])) - entry) * sign * side < 0
    ]


def _drafted_words(trade: JsonObject) -> str:
    names = ("instrument", "direction", "position_size")
    parts = [str(trade[name]) for name in names if name in trade]
    if "entry_price" in trade:
        parts.append(f"at {trade['entry_price']}")
    parts += [
        f"{_NAMES[name]} {trade[name]}"
        for name in ("stop_price", "target_price", "exit_price")
        if name in trade
    ]
    return " ".join(parts)


def _missing(draft: Draft) -> str:
    if not draft.missing:
        return ""
    names = ", ".join(name.replace("_", " ") for name in draft.missing)
    return f" I still need: {names}."


def _open(trade: Trade) -> Action:
    return look("Open it", f"/api/trading/trades/{trade.id}")
