"""Use case: questions for the review of a day, made from its record; the same record gives the same questions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.record.journal import queries
from backend.features.record.journal.check_ins import is_late
from backend.features.record.journal.journal_days import today
from backend.features.record.journal.models import CheckIn
from backend.features.record.journal.schemas import PromptOut, Prompts
from backend.features.record.trades.models import Outcome, Trade, TradeStatus, TradeType

LOSING_RUN = 3  # two losses in a row are every other day of a good trader
CENT = Decimal("0.01")
GENERAL = (
    ("What did you watch for today, and did it come?", "There is no trade on this day."),
    ("Was not trading a decision, or did it just happen?", "There is no trade on this day."),
    (
        "What is the one thing that you want to do the same way tomorrow?",
        "It is asked on every day without trades.",
    ),
)


def prompts(
    session: Session,
    user_id: UUID,
    day: date | None,
    *,
    now: datetime,
) -> Prompts:
    """Questions for the review of a day; of today if none is named."""
    day = day or today(session, user_id, now)
    trades = _trades(session, user_id, day)
    check_in = queries.check_in(session, user_id, day)
    if not trades:
        items = [
            PromptOut(question=question, because=because, trade_ids=[])
            for question, because in GENERAL
        ]
        return Prompts.model_construct(day=day, items=items)
    of_trades = [
        *_about_results(trades),
        *_about_stops(trades),
        *_about_runs(trades),
        *_about_what_is_open(trades),
    ]
    return Prompts.model_construct(
        day=day,
        items=[*of_trades, *_about_check_in(trades, check_in), *_about_notes(trades)],
    )


def _trades(session: Session, user_id: UUID, day: date) -> Sequence[Trade]:
    statement = select(Trade).where(
        Trade.user_id == user_id,
        Trade.trade_type == TradeType.REAL,
        Trade.entry_day == day,
    )
    return session.scalars(statement.order_by(Trade.entry_time, Trade.id)).all()


def _about_results(trades: Sequence[Trade]) -> Iterator[PromptOut]:
    closed = _closed(trades)
    outcome = _net(closed) if closed else "none closed"
    yield _asked(
        "Which of these trades would you take again in the same way, and which not?",
        f"{_counted(trades)}, {outcome}",
        trades,
    )
    won = [trade for trade in closed if (trade.pnl or 0) > 0]
    if won:
        best = max(won, key=_size)
        yield _asked(
            "What made your best trade work: the plan, or the market's mood?",
            _described(best),
            [best],
        )


def _about_stops(trades: Sequence[Trade]) -> Iterator[PromptOut]:
    unprotected = [
        trade
        for trade in _closed(trades)
        if (trade.pnl or 0) < 0 and trade.initial_stop_price is None
    ]
    if unprotected:
        worst = min(unprotected, key=_size)
        yield _asked(
            "What would have told you that you were wrong?",
            f"{_described(worst)}, and it had no stop",
            [worst],
        )


def _about_runs(trades: Sequence[Trade]) -> Iterator[PromptOut]:
    run: list[Trade] = []
    longest: list[Trade] = []
    for trade in sorted(_closed(trades), key=lambda trade: (trade.exit_time, trade.id)):
        run = [*run, trade] if trade.outcome == Outcome.LOSS else []
        longest = max(longest, run, key=len)
    if len(longest) >= LOSING_RUN:
        sentence = f"{len(longest)} losses in a row, {_net(longest)}"
        yield _asked(
            "What changed in how you traded from the first of these losses to the last?",
            sentence,
            longest,
        )


def _about_what_is_open(trades: Sequence[Trade]) -> Iterator[PromptOut]:
    open_trades = [trade for trade in trades if trade.status == TradeStatus.OPEN]
    if open_trades:
        sentence = f"{_counted(open_trades)} still open"
        yield _asked("Why do you hold this on, and where is it wrong?", sentence, open_trades)


def _about_check_in(trades: Sequence[Trade], check_in: CheckIn | None) -> Iterator[PromptOut]:
    taken = f"then {_counted(trades)}"
    if check_in is None:
        yield _asked("How did you come to this session?", f"No check-in, {taken}", trades)
        return
    if is_late(check_in, trades[0].entry_time):
        yield _asked(
            "How were you before the first trade, if you forget its result?",
            "The check-in is late",
            trades,
        )
    if check_in.focus is not None and check_in.focus <= 2:
        sentence = f"The check-in said focus {check_in.focus}, {taken}"
        yield _asked(
            "What would a day with this little focus have been worth without trades?",
            sentence,
            trades,
        )
    if check_in.stress is not None and check_in.stress >= 4:
        sentence = f"The check-in said stress {check_in.stress}, {taken}"
        yield _asked("Where did the stress enter your decisions?", sentence, trades)
    if check_in.sleep_hours is not None and check_in.sleep_hours < 6:
        hours = plain_decimal(check_in.sleep_hours)
        sentence = f"The check-in said {hours} hours of sleep, {taken}"
        yield _asked(
            "Which decision would you have made differently after a full night?",
            sentence,
            trades,
        )


def _about_notes(trades: Sequence[Trade]) -> Iterator[PromptOut]:
    silent = [trade for trade in trades if not trade.notes]
    if silent:
        sentence = f"{_counted(silent)} of {len(trades)} without a note"
        yield _asked("What did you see when you took them?", sentence, silent)


def _asked(question: str, because: str, trades: Sequence[Trade]) -> PromptOut:
    return PromptOut(
        question=question,
        because=f"{because}.",
        trade_ids=[trade.id for trade in trades],
    )


def _closed(trades: Sequence[Trade]) -> list[Trade]:
    return [trade for trade in trades if trade.status == TradeStatus.CLOSED]


def _size(trade: Trade) -> tuple[Decimal, Decimal]:
    """What a trade brought, in the account's money where that is known."""
    own_money = trade.pnl or Decimal(0)
    if trade.pnl_account is None:
        return own_money, own_money
    return trade.pnl_account, own_money


def _net(closed: Sequence[Trade]) -> str:
    """`net -320 USD, -1.5 R`; results that no rate converts stay in their own currency."""
    money: dict[str, Decimal] = defaultdict(Decimal)
    for trade in closed:
        if trade.pnl_account is not None:
            money[trade.account_currency] += trade.pnl_account
        else:
            money[trade.currency] += trade.pnl or Decimal(0)
    sums = [f"{_shown(amount)} {currency}" for currency, amount in sorted(money.items())]
    sentence = f"net {' and '.join(sums)}"
    r = [trade.r_multiple for trade in closed if trade.r_multiple is not None]
    if r:
        sentence += f", {_shown(sum(r, Decimal(0)))} R"
    if 0 < len(r) < len(closed):
        sentence += f" ({len(closed) - len(r)} without R)"
    return sentence


def _described(trade: Trade) -> str:
    return f"{trade.instrument} {trade.direction}, {_net([trade])}"


def _shown(amount: Decimal) -> str:
    return plain_decimal(amount.quantize(CENT))


def _counted(some: Sequence[Trade]) -> str:
    return counted(len(some), "trade", "trades")
