"""The context of an answer: what the coach knows, as statements with source ids, within one budget of tokens.

Pure. Sections stand in the order of their weight. First each gets its share, then what is left of the budget goes round
once more in the same order. What did not fit is counted and said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.ai.prices import tokens_of
from backend.features.coach.coach_context.group_comparisons import comparisons, together
from backend.features.coach.coach_context.model import (
    Background,
    CheckInSeen,
    MarketSeen,
    PlanSeen,
    TradeSeen,
)
from backend.features.coach.coach_context.schemas import Section
from backend.features.coach.memory.statement_matching import tidy
from backend.features.coach.verdicts.facts import Fact, money

# How many items of a section go in before the others had their share, the most pressing section first.
SHARES: dict[Section, int] = {
    Section.STATE: 6,
    Section.NAMED: 6,
    Section.COMMITMENT: 4,
    Section.OPEN: 4,
    Section.CHECK_IN: 2,
    Section.PLAN: 3,
    Section.PATTERN: 4,
    Section.MEMORY: 6,
    Section.FIGURE: 8,
    Section.TRADE: 5,
    Section.SESSION: 2,
    Section.TRAINING: 1,
    Section.MARKET: 2,
}
MOST_TRADES = 40


@dataclass(frozen=True, slots=True)
class Item:
    """One statement with its source."""

    id: str
    section: Section
    statement: str
    to_provider: bool = True

    @property
    def line(self) -> str:
        """As an engine is given it."""
        return f"[{self.id}] {self.statement}"

    @property
    def tokens(self) -> int:
        """About what it costs of the budget."""
        return tokens_of(self.line)

    @property
    def fact(self) -> Fact:
        """As the checker of citations takes it."""
        return Fact(self.id, self.section.value, self.statement)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of a section did not fit."""

    section: Section
    items: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Packed:
    """What goes in, in order, and what did not."""

    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]
    budget: int

    @property
    def tokens(self) -> int:
        """What all of it costs."""
        return sum(one.tokens for one in self.items)

    @property
    def told(self) -> str | None:
        """What was left out, in words for an engine."""
        if not self.left_out:
            return None
        parts = ", ".join(f"{one.items} of {one.section.value}" for one in self.left_out)
        return f"Left out for want of room: {parts}."


def pack(items: Iterable[Item], budget: int) -> Packed:
    """Fill a budget of tokens."""
    by_section: dict[Section, list[Item]] = {section: [] for section in SHARES}
    for one in items:
        by_section[one.section].append(one)
    taken: dict[Section, int] = dict.fromkeys(SHARES, 0)
    left = budget
    for limited in (True, False):
        for section, share in SHARES.items():
            most = share if limited else len(by_section[section])
            while taken[section] < min(most, len(by_section[section])):
                cost = by_section[section][taken[section]].tokens
                if cost > left:
                    break
                left -= cost
                taken[section] += 1
    chosen = tuple(one for section, found in by_section.items() for one in found[: taken[section]])
    missing = tuple(
        LeftOut(
            section, len(found) - taken[section], sum(one.tokens for one in found[taken[section] :])
        )
        for section, found in by_section.items()
        if len(found) > taken[section]
    )
    return Packed(chosen, missing, budget)


def items_of(seen: Background) -> list[Item]:
    """Everything that is known, each as one statement; within a section the most telling first."""
    return [
        *_state(seen),
        *_named(seen),
        *_commitments(seen),
        *(Item(one.source, Section.OPEN, _held(one)) for one in seen.kept.open_trades),
        *_check_in(seen),
        *(Item(one.source, Section.PLAN, _plan(one, seen)) for one in seen.plans),
        *_patterns(seen),
        *_memories(seen),
        *(Item(one.source, Section(one.section), one.statement) for one in seen.kept.figures),
        *_usual_sizes(seen),
        *(Item(one.source, Section.FIGURE, one.statement) for one in comparisons(seen.kept.trades)),
        *(
            Item(one.source, Section.TRADE, trade_words(one, seen))
            for one in seen.kept.trades[:MOST_TRADES]
        ),
        *_sessions(seen),
        *(Item(one.source, Section.MARKET, market_words(one, seen)) for one in seen.markets),
    ]


def _state(seen: Background) -> list[Item]:
    words = (
        f"Today, {seen.today}: {counted(seen.entered_today, 'real trade', 'real trades')} entered"
    )
    words += f", net {money(seen.net_today, seen.currency)}, {_r(seen.r_today)} R. Phase: {seen.phase.replace('_', ' ')}."
    if not seen.has_rulebook:
        words += " There is no rulebook."
    found = [Item("figure:today", Section.STATE, words)]
    for one in seen.holds:
        until = clock(one.until, seen)
        found.append(
            Item(
                one.source, Section.STATE, f"The session is {one.state} until {until}: {one.reason}"
            )
        )
    if seen.limits:
        found.append(
            Item("rulebook:limits", Section.STATE, f"Own limits: {', '.join(seen.limits)}.")
        )
    run = seen.losing_run
    if len(run) >= 2:
        found.append(
            Item(
                "figure:losing_run", Section.STATE, f"The last {len(run)} trades lost{_sum_r(run)}."
            )
        )
    won = seen.winning_run
    if len(won) >= 3:
        found.append(
            Item(
                "figure:winning_run", Section.STATE, f"The last {len(won)} trades won{_sum_r(won)}."
            )
        )
    last = seen.kept.trades[0] if seen.kept.trades else None
    if (
        last is not None
        and last.exit_time is not None
        and (minutes := seen.minutes_since(last.exit_time)) < 24 * 60
    ):
        how = "a loss" if last.is_loss else "a win" if last.is_win else "no gain and no loss"
        found.append(
            Item(
                "figure:last_trade",
                Section.STATE,
                f"The last trade closed {minutes} minutes ago with {how}.",
            )
        )
    if seen.missing:
        gone = counted(
            seen.missing,
            "trade or plan that this session is about was",
            "trades or plans of this session were",
        )
        found.append(Item("session:missing", Section.STATE, f"{gone} deleted since it began."))
    if seen.market_state:
        found.append(
            Item(
                "words.market_state",
                Section.STATE,
                f"The trader calls the market: «{seen.market_state}».",
            )
        )
    return found


def _named(seen: Background) -> list[Item]:
    trades = [
        Item(one.source, Section.NAMED, f"This is about: {trade_words(one, seen)}")
        for one in seen.named
    ]
    plans = [
        Item(one.source, Section.NAMED, f"This is about: {_plan(one, seen)}")
        for one in seen.named_plans
    ]
    if len(seen.named) > 1:
        words = together(seen.named)
        trades.insert(0, Item("figure:named", Section.NAMED, f"{words[:1].upper()}{words[1:]}."))
    return [*trades, *plans]


def _commitments(seen: Background) -> list[Item]:
    found = sorted(seen.kept.commitments, key=lambda one: (-one.broken, -one.occasions))
    return [
        Item(
            one.source, Section.COMMITMENT,
            f"Promised: «{one.statement}» Called for {counted(one.occasions, 'time', 'times')}, kept {one.kept},"
            f" broken {one.broken}.",
        )
        for one in found
    ]  # fmt: skip


def _check_in(seen: Background) -> list[Item]:
    one = seen.check_in
    if one is None:
        return [
            Item(
                f"check_in:{seen.today}",
                Section.CHECK_IN,
                f"There is no check-in for {seen.today}.",
            )
        ]
    found = [
        Item(
            one.source,
            Section.CHECK_IN,
            f"Check-in of {one.day}: {measures(one) or 'no measures'}.",
        )
    ]
    if one.intention is not None:
        said = Item(f"{one.source}:intention", Section.CHECK_IN, f"Intention of {one.day}: «{one.intention}»",
                    to_provider=one.intention_to_provider)  # fmt: skip
        found.append(said)
    return found


def measures(one: CheckInSeen) -> str:
    """The measures of a check-in in words: mood 2, stress 5 (of 5), 5.5 hours of sleep."""
    told = [
        f"{name} {value} of 5"
        for name in ("mood", "energy", "focus", "stress")
        if (value := getattr(one, name))
    ]
    if one.sleep_hours is not None:
        told.append(f"{plain_decimal(one.sleep_hours)} hours of sleep")
    return ", ".join(told)


def _patterns(seen: Background) -> list[Item]:
    found = []
    for one in seen.kept.patterns:
        last = (
            f", last on {one.last_seen.astimezone(ZoneInfo(seen.zone)).date()}"
            if one.last_seen
            else ""
        )
        words = f"{one.description} ({one.status}, severity {one.severity} of 5{last})."
        words += f" {one.cost}." if one.cost else ""
        found.append(Item(one.source, Section.PATTERN, words))
    return found


def _memories(seen: Background) -> list[Item]:
    found = [
        Item(
            one.source, Section.MEMORY,
            f"Said on {one.learned_at.astimezone(ZoneInfo(seen.zone)).date()} ({one.kind}): «{quote(one.statement)}»",
            to_provider=one.to_provider,
        )
        for one in seen.memories
    ]  # fmt: skip
    if seen.kept.unreadable:
        words = f"{counted(seen.kept.unreadable, 'memory', 'memories')} cannot be read: a key of the server is missing."
        found.append(Item("memory:unreadable", Section.MEMORY, words))
    return found


def _usual_sizes(seen: Background) -> list[Item]:
    ranked = sorted(seen.kept.usual_sizes.items(), key=lambda one: -one[1][1])
    return [
        Item(f"figure:usual_size_{name}", Section.FIGURE,
             f"The usual size on {name} is {plain_decimal(size)}, the median of {many} trades.")
        for name, (size, many) in ranked[:5]
    ]  # fmt: skip


def _sessions(seen: Background) -> list[Item]:
    found = []
    for one in seen.kept.sessions:
        words = f"Coaching session of {one.day} ({one.session_type.replace('_', ' ')})"
        words += f", rated {one.rating} of 5" if one.rating else ""
        words += f"; agreed: «{one.next_step}»" if one.next_step else ""
        words += {True: "; it was kept", False: "; it was not kept", None: ""}[one.step_kept]
        found.append(Item(one.source, Section.SESSION, f"{words}."))
    return found


def trade_words(one: TradeSeen, seen: Background) -> str:
    """A trade in a line."""
    if one.exit_time is None:
        return _held(one)
    when = one.exit_time.astimezone(ZoneInfo(seen.zone)).strftime("%Y-%m-%d %H:%M")
    parts = [
        f"{when} {'' if one.is_real else 'training '}{one.direction} {plain_decimal(one.size)} {one.instrument}"
    ]
    if one.r is not None:
        parts.append(f"{_r(one.r)} R")
    if one.net is not None:
        parts.append(money(one.net, one.currency))
    if one.hold_seconds is not None:
        parts.append(f"held {held_words(one.hold_seconds)}")
    parts.append(one.plan_match)
    if one.adherence is not None:
        parts.append(f"kept to its plan {one.adherence} of 100")
    if one.broken:
        parts.append(f"broke {', '.join(one.broken)}")
    if one.felt:
        parts.append(f"felt «{one.felt}»")
    if one.setup:
        parts.append(f"setup «{one.setup}»")
    return ", ".join(parts) + "."


def held_words(seconds: int) -> str:
    """A length of time as traders say it: 45 seconds, 12 minutes, 3 hours, 2 days."""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (name == "minute" and seconds >= size):
            return counted(seconds // size, name, f"{name}s")
    return counted(seconds, "second", "seconds")


def _held(one: TradeSeen) -> str:
    stop = (
        f"stop {plain_decimal(one.stop_price)}"
        if one.stop_price is not None
        else "no stop on record"
    )
    return (
        f"Open: {one.direction} {plain_decimal(one.size)} {one.instrument} from {plain_decimal(one.entry_price)},"
        f" {stop}, {one.plan_match}."
    )


def _plan(one: PlanSeen, seen: Background) -> str:
    ends = f", until {clock(one.expires_at, seen)}" if one.expires_at else ""
    return (
        f"Plan «{one.title}» (version {one.version}): {one.direction} {plain_decimal(one.size)} {one.instrument},"
        f" stop {plain_decimal(one.stop)}{ends}."
    )


def market_words(one: MarketSeen, seen: Background) -> str:
    """A market in a line."""
    if one.is_open is None:
        return f"No calendar of {one.symbol} is known."
    if one.is_open:
        return f"{one.symbol} is open" + (
            f" until {clock(one.closes_at, seen)}." if one.closes_at else "."
        )
    why = " for a holiday" if one.is_holiday else ""
    return f"{one.symbol} is closed{why}" + (
        f" until {clock(one.opens_at, seen)}." if one.opens_at else "."
    )


def clock(moment: datetime, seen: Background) -> str:
    """A time on the trader's clock; with the day where it is another one."""
    local = moment.astimezone(ZoneInfo(seen.zone))
    same = local.date() == seen.now.astimezone(ZoneInfo(seen.zone)).date()
    return local.strftime("%H:%M" if same else "%Y-%m-%d %H:%M")


def quote(statement: str) -> str:
    """Somebody's words inside of ours, as they read."""
    return tidy(statement).replace("«", '"').replace("»", '"')


def _sum_r(trades: Iterable[TradeSeen]) -> str:
    known = [one.r for one in trades if one.r is not None]
    return f", {_r(sum(known, Decimal(0)))} R together" if known else ""


def _r(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):f}"
