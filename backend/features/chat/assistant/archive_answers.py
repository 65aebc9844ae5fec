"""Answers about the chat itself: where something was said, a file of it, how much there is, and what it cost."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.errors import Invalid
from backend.core.types import plain_decimal
from backend.features.ai import usage as spent
from backend.features.ai.budget import BudgetLimits
from backend.features.ai.schemas import MOST_DAYS, TodayOut, UsageDays, UsageOut
from backend.features.chat.archive import analytics
from backend.features.chat.archive.schemas import (
    AnalyticsOut,
    ArchiveFormat,
    ConversationFormat,
    FoundMessage,
    MessageSpan,
    SearchFilter,
)
from backend.features.chat.archive.search import search
from backend.features.chat.assistant.answer_request import AnswerRequest
from backend.features.chat.messages.actions import Action, Reply, download, jump_to, look
from backend.features.chat.understanding.readers.archive_reader import is_search
from backend.features.chat.understanding.requests import ArchiveAction, ArchiveRequest
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Message

# Without the words: the next search must not find this.
NOTHING_FOUND = "I found nothing with these words."
SHOWN = 5
LOOKED_AT = 25  # some of what is found only says that something was searched for
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_NAMES = {
    "json": "JSON, which can be imported again",
    "markdown": "Markdown",
    "csv": "CSV",
    "pdf": "PDF with its charts",
}


def reply_to(
    session: Session,
    answer: AnswerRequest,
    request: ArchiveRequest,
    limits: BudgetLimits,
) -> Reply:
    """The answer to a request about what was said."""
    user_id, now, here = answer.user_id, answer.now, answer.conversation_id
    replies: dict[ArchiveAction, Callable[[], Reply]] = {
        ArchiveAction.SEARCH: lambda: places(session, user_id, request, conversation_id=here),
        ArchiveAction.EXPORT: lambda: files(request, conversation_id=here),
        ArchiveAction.ANALYTICS: lambda: counts(session, user_id, request, now=now),
        ArchiveAction.USAGE: lambda: cost(session, user_id, request, limits, now=now),
    }
    return replies[request.action]()


def places(
    session: Session,
    user_id: UUID,
    request: ArchiveRequest,
    *,
    conversation_id: UUID | None,
) -> Reply:
    """Where something was said: the best places, to jump to."""
    if not request.words:
        return Reply('Say what to look for, such as: /search retest "opening range"')
    here = None if request.everywhere else conversation_id
    query = SearchFilter(q=request.words, conversation_id=here, limit=LOOKED_AT)
    try:
        # A search that takes too long must not take the transaction with it.
        with session.begin_nested():
            page = search(session, user_id, query)
    except Invalid as refusal:
        return Reply(refusal.detail)
    hits = _that_say_something(session, user_id, page.items)
    if not hits:
        return Reply(NOTHING_FOUND)
    best = hits[:SHOWN]
    count = "one place" if len(best) == 1 else f"{len(best)} places"
    opening = f"I found {count}, the best first."
    if len(hits) > SHOWN or page.next_cursor:
        opening += " There is more."
    lines = [opening]
    actions = []
    for place, hit in enumerate(best, 1):
        label = f"{place}. {hit.conversation_title}, {hit.created_at:%Y-%m-%d}"
        words = " ".join(hit.highlight.split())
        lines.append(f"{label}: {words}")
        actions.append(jump_to(label, hit.conversation_id, hit.message_id, hit.seq))
    parameters = {"q": request.words}
    if here is not None:
        parameters["conversation_id"] = str(here)
    path = f"/api/conversations/search?{urlencode(parameters)}"
    return Reply("\n".join(lines), (*actions, look("All that was found", path)))


def _that_say_something(
    session: Session,
    user_id: UUID,
    hits: Sequence[FoundMessage],
) -> list[FoundMessage]:
    """Without searches and what answered them: they have the words because somebody looked for them."""
    ids = [hit.message_id for hit in hits]
    if not ids:
        return []
    rows = session.scalars(queries.messages_of(user_id).where(Message.id.in_(ids)))
    telling = {row.id for row in rows if not row.actions and not is_search(row.content)}
    return [hit for hit in hits if hit.message_id in telling]


def files(request: ArchiveRequest, *, conversation_id: UUID | None) -> Reply:
    """Files of what was said; the page opens them with the sign-in."""
    if request.everywhere or conversation_id is None:
        more = ""
        if "pdf" in request.formats:
            more = " A PDF is made of one conversation: say /export pdf there."
        formats = _formats(request, ArchiveFormat)
        return _downloads("All your conversations", "/api/conversations/export", formats, more)
    path = f"/api/conversations/{conversation_id}/export"
    more = " For all of your conversations: /export all"
    return _downloads("This conversation", path, _formats(request, ConversationFormat), more)


def _formats(
    request: ArchiveRequest, kinds: type[ArchiveFormat] | type[ConversationFormat]
) -> list[str]:
    """The formats that are asked for and exist, or all that exist."""
    known = [kind.value for kind in kinds]
    return [name for name in request.formats if name in known] or known


def _downloads(scope: str, path: str, formats: Sequence[str], more: str) -> Reply:
    names = ", ".join(_NAMES[name] for name in formats)
    downloads = tuple(download(_NAMES[name], f"{path}?format={name}") for name in formats)
    return Reply(f"{scope} to take along, as {names}.{more}", downloads)


def counts(session: Session, user_id: UUID, request: ArchiveRequest, *, now: datetime) -> Reply:
    """How much was said, about what, when, and how fast it was answered."""
    span = _span(request)
    figures = analytics.analytics(session, user_id, span, now=now)
    bounds = {"day_from": span.day_from, "day_to": span.day_to}
    query = {name: day.isoformat() for name, day in bounds.items() if day is not None}
    sentences = [*_amounts(figures, request), *_habits(figures), "Your trades: /performance"]
    return Reply(" ".join(sentences), (_all_figures("/api/conversations/analytics", query),))


def _all_figures(path: str, query: dict[str, str]) -> Action:
    if query:
        path = f"{path}?{urlencode(query)}"
    return look("All figures", path)


def _span(request: ArchiveRequest) -> MessageSpan:
    return MessageSpan(day_from=request.day_from, day_to=request.day_to)


def _amounts(figures: AnalyticsOut, request: ArchiveRequest) -> list[str]:
    when = "So far" if request.day_from is None else f"From {request.day_from} to {request.day_to}"
    sentences = [
        f"{when}: {figures.conversations.n} conversations begun, {figures.messages.n} messages,"
        f" {figures.answers.n} of them answers."
    ]
    by_verdict = figures.verdicts.by_verdict.items()
    verdicts = ", ".join(f"{count} {name}" for name, count in by_verdict)
    if verdicts:
        sentences.append(f"Verdicts: {verdicts}.")
    times = figures.response_seconds
    if times.n:
        sentences.append(
            f"Half of the answers came within {times.median:.1f} s, 95% within {times.p95:.1f} s."
        )
    return sentences


def _habits(figures: AnalyticsOut) -> list[str]:
    if not any(figures.hours):
        return []
    hour = figures.hours.index(max(figures.hours))
    weekday = figures.weekdays.index(max(figures.weekdays))
    streaks = figures.streaks
    return [
        f"You write most from {hour}:00 to {hour + 1}:00 and on {_WEEKDAYS[weekday]}"
        f" ({figures.timezone}).",
        f"You wrote on {streaks.days} days: {streaks.current} in a row now,"
        f" {streaks.longest} at the most.",
    ]


def cost(
    session: Session,
    user_id: UUID,
    request: ArchiveRequest,
    limits: BudgetLimits,
    *,
    now: datetime,
) -> Reply:
    """What the provider was paid, and what is left today; days are UTC, a hundred of them at the most."""
    query = {}
    if request.day_from is not None and request.day_to is not None:
        first = max(request.day_from, request.day_to - timedelta(days=MOST_DAYS - 1))
        query = {"day_from": first.isoformat(), "day_to": request.day_to.isoformat()}
    usage = spent.usage(session, user_id, UsageDays.model_validate(query), limits, now=now)
    sentences = [*_spent(usage), _left(usage.today)]
    return Reply(" ".join(sentences), (_all_figures("/api/ai/usage", query),))


def _spent(usage: UsageOut) -> list[str]:
    total = usage.total
    days = f"From {usage.day_from} to {usage.day_to} (UTC)"
    if not total.calls and not total.cache_hits:
        return [f"{days} no provider was asked: it cost nothing."]
    sentences = [f"{days} the AI cost {_usd(total.cost)}, in {total.calls} calls."]
    if total.cache_hits:
        sentences.append(
            f"{total.cache_hits} answers were known from the hour before and cost nothing."
        )
    if len(usage.by_feature) > 1:
        parts = ", ".join(f"{row.feature} {_usd(row.cost)}" for row in usage.by_feature)
        sentences.append(f"By kind of answer: {parts}.")
    return sentences


def _left(today: TodayOut) -> str:
    spent_today = _usd(today.spent)
    limit = _usd(today.limit)
    left = _usd(today.left)
    return f"Today: {spent_today} of {limit} spent, {left} left; it is full again at 00:00 UTC."


def _usd(amount: Decimal) -> str:
    return f"USD {plain_decimal(amount)}"
