"""A draft of a trade with what was told of it before it was on record: levels that were moved, parts that were left."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from backend.core.types import JsonObject, plain_decimal
from backend.features.chat.assistant.drafts.draft import Draft
from backend.features.chat.assistant.drafts.trade_changes import ANY_STEP, part_size
from backend.features.chat.understanding.requests import LevelMoved, TradeExit, TradeExited
from backend.features.market.instruments.instruments import resolve

ALL = Decimal(1)
Deed = TradeExited | LevelMoved


@dataclass(slots=True)
class _Course:
    """How a trade went on since it was entered, as far as it is told."""

    levels: dict[str, Decimal | None]
    held: Decimal | None
    lot_step: Decimal
    moves: list[JsonObject] = field(default_factory=list)
    exits: list[JsonObject] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ToldDraft:
    """A draft with its deeds, and these in words."""

    draft: Draft
    words: str


def with_deeds(draft: Draft, deeds: Sequence[Deed]) -> ToldDraft:
    """The draft of a trade with everything that was told of it, in its order; one exit of all alone is its end."""
    trade = draft.trade
    course = _Course(
        levels={
            "stop": _number(trade.get("stop_price")),
            "target": _number(trade.get("target_price")),
            "break_even": _number(trade.get("entry_price")),
        },
        held=_number(trade.get("position_size")),
        lot_step=_lot_step(str(trade.get("instrument", ""))),
    )
    is_too_much = False
    for deed in deeds:
        if isinstance(deed, LevelMoved):
            _move(course, deed)
        else:
            for part in deed.exits:
                is_too_much = _leave(course, part) or is_too_much
    whole = _draft_of(draft, course)
    if is_too_much:
        rest = {name: value for name, value in whole.trade.items() if name != "position_size"}
        whole = replace(whole, trade=rest, missing=[*whole.missing, "position_size"])
    return ToldDraft(whole, ", then ".join(course.words))


def has_its_price(part: TradeExit, draft: Draft) -> bool:
    """Whether it is known where a part was left: at a price, or at a level that the trade has."""
    levels = {"stop": "stop_price", "target": "target_price", "break_even": "entry_price"}
    return part.price is not None or levels.get(part.at or "") in draft.trade


def _draft_of(draft: Draft, course: _Course) -> Draft:
    exits = course.exits
    if not course.moves and len(exits) == 1 and set(exits[0]) == {"price"}:
        ended = {"exit_price": exits[0]["price"], "exit_time": draft.trade["entry_time"]}
        return replace(draft, trade=draft.trade | ended)
    proposal: JsonObject = {}
    if course.moves:
        proposal["moves"] = list(course.moves)
    if exits:
        proposal["exits"] = list(exits)
    return replace(draft, proposal=proposal or None)


def _move(course: _Course, deed: LevelMoved) -> None:
    price = course.levels["break_even"] if deed.to_entry else deed.price
    if price is None:
        return
    course.levels[deed.level] = price
    course.moves.append({"level": deed.level, "price": plain_decimal(price)})
    course.words.append(f"the {deed.level} moved to {plain_decimal(price)}")


def _leave(course: _Course, part: TradeExit) -> bool:
    """Note a part that was left; whether it is more than was held."""
    price = part.price if part.price is not None else course.levels.get(part.at or "")
    if price is None:
        return False
    fields: JsonObject = {"price": plain_decimal(price)}
    size, share = part.size, part.share
    if size is None and share not in (None, ALL) and share is not None:
        if course.held is None:
            fields["share"] = plain_decimal(share)
        else:
            size = part_size(course.held, course.lot_step, share)
    is_too_much = False
    if size is not None:
        is_too_much = course.held is not None and size > course.held
        is_all = size == course.held and not course.exits
        if not is_all:
            fields["quantity"] = plain_decimal(size)
        course.held = None if course.held is None else max(course.held - size, Decimal(0))
    shown = fields.get("quantity") or ("a part" if "share" in fields else "out")
    course.exits.append(fields)
    course.words.append(f"{shown} at {fields['price']}")
    return is_too_much


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _lot_step(symbol: str) -> Decimal:
    instrument = resolve(symbol)
    step = None if instrument is None else instrument.lot_step
    return step or ANY_STEP
