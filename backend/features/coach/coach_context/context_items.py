"""Everything that the coach knows, each thing as one statement with its source, section by section. Pure."""

from backend.core.plural import counted
from backend.core.types import plain_decimal
from backend.features.coach.coach_context.group_comparisons import comparisons, together
from backend.features.coach.coach_context.packing import Item
from backend.features.coach.coach_context.schemas import Section
from backend.features.coach.coach_context.views import (
    CoachContext,
    PatternView,
    SessionView,
    TradeView,
)
from backend.features.coach.coach_context.wording import (
    clock,
    market_words,
    measures,
    open_trade_words,
    plan_words,
    quote,
    r_words,
    sum_words,
    trade_words,
)
from backend.features.coach.verdicts.facts import money

MOST_TRADES = 40
MOST_USUAL_SIZES = 5
SHORTEST_LOSING_RUN, SHORTEST_WINNING_RUN = 2, 3
MINUTES_OF_A_DAY = 24 * 60


def items_of(context: CoachContext) -> list[Item]:
    """Everything that is known, each as one statement; within a section the most telling first."""
    return [
        *_state(context),
        *_named(context),
        *_commitments(context),
        *_open_trades(context),
        *_check_in(context),
        *_plans(context),
        *_patterns(context),
        *_memories(context),
        *_figures(context),
        *_usual_sizes(context),
        *_comparisons(context),
        *_trades(context),
        *_sessions(context),
        *_markets(context),
    ]


def _state(context: CoachContext) -> list[Item]:
    """The day, what holds it, the runs of the latest trades, and what the session has lost."""
    statements = [("figure:today", _today(context))]
    for hold in context.holds:
        until = clock(hold.until, context)
        words = f"The session is {hold.state} until {until}: {hold.reason}"
        statements.append((hold.source, words))
    if context.limits:
        statements.append(("rulebook:limits", f"Own limits: {', '.join(context.limits)}."))
    statements += _runs(context)
    if context.missing:
        lost = counted(
            context.missing,
            "trade or plan that this session is about was",
            "trades or plans of this session were",
        )
        statements.append(("session:missing", f"{lost} deleted since it began."))
    if context.market_state:
        words = f"The trader calls the market: «{context.market_state}»."
        statements.append(("words.market_state", words))
    return [Item(source, Section.STATE, words) for source, words in statements]


def _today(context: CoachContext) -> str:
    entered = counted(context.entered_today, "real trade", "real trades")
    exited = counted(context.exited_today, "real trade", "real trades")
    net = money(context.net_today, context.currency)
    phase = context.phase.replace("_", " ")
    words = f"Today, {context.today}: {entered} entered, {exited} exited in whole or in part"
    words += f", net {net}, {r_words(context.r_today)} R. Phase: {phase}."
    if context.has_rulebook:
        return words
    return f"{words} There is no rulebook."


def _runs(context: CoachContext) -> list[tuple[str, str]]:
    """Losses and wins in a row, and how the last trade ended, with their sources."""
    statements = []
    losses, wins = context.losing_run, context.winning_run
    if len(losses) >= SHORTEST_LOSING_RUN:
        words = f"The last {len(losses)} trades lost{sum_words(losses)}."
        statements.append(("figure:losing_run", words))
    if len(wins) >= SHORTEST_WINNING_RUN:
        words = f"The last {len(wins)} trades won{sum_words(wins)}."
        statements.append(("figure:winning_run", words))
    last = context.last_trade
    if last is not None and last.exit_time is not None:
        minutes = context.minutes_since(last.exit_time)
        if minutes < MINUTES_OF_A_DAY:
            words = f"The last trade closed {minutes} minutes ago with {_outcome(last)}."
            statements.append(("figure:last_trade", words))
    return statements


def _outcome(trade: TradeView) -> str:
    if trade.is_loss:
        return "a loss"
    if trade.is_win:
        return "a win"
    return "no gain and no loss"


def _named(context: CoachContext) -> list[Item]:
    """What the message or the session is about."""
    statements = []
    if len(context.named) > 1:
        words = together(context.named)
        statements.append(("figure:named", f"{words[:1].upper()}{words[1:]}."))
    for trade in context.named:
        statements.append((trade.source, f"This is about: {trade_words(trade, context)}"))
    for plan in context.named_plans:
        statements.append((plan.source, f"This is about: {plan_words(plan, context)}"))
    return [Item(source, Section.NAMED, words) for source, words in statements]


def _commitments(context: CoachContext) -> list[Item]:
    ranked = sorted(
        context.cached.commitments,
        key=lambda commitment: (-commitment.broken, -commitment.occasions),
    )
    items = []
    for commitment in ranked:
        occasions = counted(commitment.occasions, "time", "times")
        words = f"Promised: «{commitment.statement}» Called for {occasions},"
        words += f" kept {commitment.kept}, broken {commitment.broken}."
        items.append(Item(commitment.source, Section.COMMITMENT, words))
    return items


def _open_trades(context: CoachContext) -> list[Item]:
    return [
        Item(trade.source, Section.OPEN, open_trade_words(trade))
        for trade in context.cached.open_trades
    ]


def _check_in(context: CoachContext) -> list[Item]:
    check_in = context.check_in
    if check_in is None:
        words = f"There is no check-in for {context.today}."
        return [Item(f"check_in:{context.today}", Section.CHECK_IN, words)]
    words = f"Check-in of {check_in.day}: {measures(check_in) or 'no measures'}."
    items = [Item(check_in.source, Section.CHECK_IN, words)]
    if check_in.intention is not None:
        intention = Item(
            f"{check_in.source}:intention",
            Section.CHECK_IN,
            f"Intention of {check_in.day}: «{check_in.intention}»",
            to_provider=check_in.intention_to_provider,
        )
        items.append(intention)
    return items


def _plans(context: CoachContext) -> list[Item]:
    return [Item(plan.source, Section.PLAN, plan_words(plan, context)) for plan in context.plans]


def _patterns(context: CoachContext) -> list[Item]:
    return [
        Item(pattern.source, Section.PATTERN, _pattern_words(pattern, context))
        for pattern in (*context.cached.patterns, *context.cached.overcome)
    ]


def _pattern_words(pattern: PatternView, context: CoachContext) -> str:
    state = f"{pattern.status}, severity {pattern.severity} of 5"
    if pattern.last_seen:
        state += f", last on {context.local(pattern.last_seen).date()}"
    words = f"{pattern.description} ({state})."
    if pattern.cost:
        words += f" {pattern.cost}."
    return words


def _memories(context: CoachContext) -> list[Item]:
    items = []
    for memory in context.memories:
        day = context.local(memory.learned_at).date()
        words = f"Said on {day} ({memory.kind}): «{quote(memory.statement)}»"
        items.append(Item(memory.source, Section.MEMORY, words, to_provider=memory.to_provider))
    unreadable = context.cached.unreadable
    if unreadable:
        many = counted(unreadable, "memory", "memories")
        words = f"{many} cannot be read: a key of the server is missing."
        items.append(Item("memory:unreadable", Section.MEMORY, words))
    return items


def _figures(context: CoachContext) -> list[Item]:
    return [
        Item(figure.source, Section(figure.section), figure.statement)
        for figure in context.cached.figures
    ]


def _usual_sizes(context: CoachContext) -> list[Item]:
    """Of the instruments that are traded most."""
    items = []
    for name, usual in context.cached.ranked_sizes()[:MOST_USUAL_SIZES]:
        size = plain_decimal(usual.median)
        words = f"The usual size on {name} is {size}, the median of {usual.trades} trades."
        items.append(Item(f"figure:usual_size_{name}", Section.FIGURE, words))
    return items


def _comparisons(context: CoachContext) -> list[Item]:
    return [
        Item(figure.source, Section.FIGURE, figure.statement)
        for figure in comparisons(context.cached.trades)
    ]


def _trades(context: CoachContext) -> list[Item]:
    return [
        Item(trade.source, Section.TRADE, trade_words(trade, context))
        for trade in context.cached.trades[:MOST_TRADES]
    ]


def _sessions(context: CoachContext) -> list[Item]:
    return [
        Item(earlier.source, Section.SESSION, _session_words(earlier))
        for earlier in context.cached.sessions
    ]


def _session_words(earlier: SessionView) -> str:
    words = f"Coaching session of {earlier.day} ({earlier.session_type.replace('_', ' ')})"
    if earlier.rating:
        words += f", rated {earlier.rating} of 5"
    if earlier.next_step:
        words += f"; agreed: «{earlier.next_step}»"
    if earlier.step_kept is not None:
        words += "; it was kept" if earlier.step_kept else "; it was not kept"
    return f"{words}."


def _markets(context: CoachContext) -> list[Item]:
    return [
        Item(market.source, Section.MARKET, market_words(market, context))
        for market in context.markets
    ]
