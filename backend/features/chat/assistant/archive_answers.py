"""Answers about the chat itself: where something was said, a file of it, how much there is, and what it cost."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.errors import Invalid
from backend.core.types import plain_decimal
from backend.features.accounts.auth import service as auth
from backend.features.ai import usage as spent
from backend.features.ai.budget import Limits
from backend.features.ai.schemas import MOST_DAYS, UsageDays
from backend.features.chat.archive import analytics
from backend.features.chat.archive.schemas import (
    ArchiveFormat,
    ConversationFormat,
    SearchFilter,
    Span,
)
from backend.features.chat.archive.search import search
from backend.features.chat.assistant.intents import Intent, read_intent
from backend.features.chat.assistant.slash_commands import IntentKind
from backend.features.chat.messages.actions import Told, download, jump_to, look
from backend.features.coach.language.ideas import Idea
from backend.features.content.conversations import queries
from backend.features.content.conversations.models import Message

NOTHING_FOUND = (
    "I found nothing with these words."  # without the words: the next search must not find this
)
SHOWN = 5
LOOKED_AT = 25  # some of what is found only says that something was searched for
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_NAMES = {
    "json": "JSON, which can be imported again",
    "markdown": "Markdown",
    "csv": "CSV",
    "pdf": "PDF with its charts",
}


def found(
    session: Session, user_id: UUID, intent: Intent, *, conversation_id: UUID | None, now: datetime
) -> Told:
    """Where something was said: the best places, to jump to."""
    if not intent.query:
        return Told('Say what to look for, such as: /search retest "opening range"')
    here = None if intent.everywhere else conversation_id
    wanted = SearchFilter(q=intent.query, conversation_id=here, limit=LOOKED_AT)
    try:
        with (
            session.begin_nested()
        ):  # a search that takes too long must not take the transaction with it
            page = search(session, user_id, wanted)
    except Invalid as refused:
        return Told(refused.detail)
    hits = _that_say_something(session, user_id, page.items, now)
    if not hits:
        return Told(NOTHING_FOUND)
    best = hits[:SHOWN]
    more = " There is more." if len(hits) > SHOWN or page.next_cursor else ""
    lines = [f"{place}. {_where(hit)}: {_marked(hit)}" for place, hit in enumerate(best, 1)]
    jumps = [
        jump_to(f"{place}. {_where(hit)}", hit["conversation_id"], hit["message_id"], hit["seq"])
        for place, hit in enumerate(best, 1)
    ]
    asked = {"q": intent.query} | ({} if here is None else {"conversation_id": str(here)})
    everything = look("All that was found", f"/api/conversations/search?{urlencode(asked)}")
    count = "one place" if len(best) == 1 else f"{len(best)} places"
    return Told(
        "\n".join([f"I found {count}, the best first.{more}", *lines]), (*jumps, everything)
    )


def _that_say_something(
    session: Session, user_id: UUID, hits: Sequence[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """Without searches and what answered them: they have the words because somebody looked for them."""
    ids = [hit["message_id"] for hit in hits]
    rows = session.scalars(queries.messages_of(user_id).where(Message.id.in_(ids))) if ids else ()
    telling = {row.id for row in rows if not row.actions and not _is_search(row.content, now)}
    return [hit for hit in hits if hit["message_id"] in telling]


def _is_search(words: str, now: datetime) -> bool:
    intent = read_intent(words, Idea(), now.date())
    return intent is not None and intent.kind is IntentKind.SEARCH


def _where(hit: dict[str, Any]) -> str:
    return f"{hit['conversation_title']}, {hit['created_at']:%Y-%m-%d}"


def _marked(hit: dict[str, Any]) -> str:
    return " ".join(str(hit["highlight"]).split())


def exported(intent: Intent, *, conversation_id: UUID | None) -> Told:
    """Files of what was said; the page opens them with the sign-in."""
    of_all = intent.everywhere or conversation_id is None
    known = [one.value for one in (ArchiveFormat if of_all else ConversationFormat)]
    wanted = [one for one in intent.formats if one in known] or known
    path = "/api/conversations/export" if of_all else f"/api/conversations/{conversation_id}/export"
    files = tuple(download(_NAMES[one], f"{path}?format={one}") for one in wanted)
    what = "All your conversations" if of_all else "This conversation"
    named = ", ".join(_NAMES[one] for one in wanted)
    hints = [
        "A PDF is made of one conversation: say /export pdf there."
        if of_all and "pdf" in intent.formats
        else "",
        "" if of_all else "For all of your conversations: /export all",
    ]
    return Told(
        " ".join([f"{what} to take along, as {named}.", *(one for one in hints if one)]), files
    )


def counted(session: Session, user_id: UUID, intent: Intent, *, now: datetime) -> Told:
    """How much was said, about what, when, and how fast it was answered."""
    zone = auth.who_is(session, user_id).timezone
    span = _span(intent, zone)
    told = analytics.analytics(session, user_id, span, now=now)
    query = {
        name: iso(at)
        for name, at in (("from", span.first_at), ("to", span.last_at))
        if at is not None
    }
    path = "/api/conversations/analytics"
    figures = look("All figures", f"{path}?{urlencode(query)}" if query else path)
    return Told(
        " ".join([*_amounts(told, intent), *_habits(told), "Your trades: /performance"]), (figures,)
    )


def _span(intent: Intent, zone: str) -> Span:
    def midnight(day: Any) -> datetime:
        return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)

    first = None if intent.first is None else midnight(intent.first)
    last = None if intent.last is None else midnight(intent.last + timedelta(days=1))
    return Span.model_validate({"from": first, "to": last})


def _amounts(told: dict[str, Any], intent: Intent) -> list[str]:
    when = "So far" if intent.first is None else f"From {intent.first} to {intent.last}"
    conversations, messages, answers = (
        told[name]["n"] for name in ("conversations", "messages", "answers")
    )
    said = [
        f"{when}: {conversations} conversations begun, {messages} messages, {answers} of them answers."
    ]
    verdicts = ", ".join(
        f"{count} {name}" for name, count in told["verdicts"]["by_verdict"].items()
    )
    if verdicts:
        said.append(f"Verdicts: {verdicts}.")
    times = told["response_seconds"]
    if times["n"]:
        said.append(
            f"Half of the answers came within {times['median']:.1f} s, 95% within {times['p95']:.1f} s."
        )
    return said


def _habits(told: dict[str, Any]) -> list[str]:
    if not any(told["hours"]):
        return []
    hour, day = (
        told["hours"].index(max(told["hours"])),
        told["weekdays"].index(max(told["weekdays"])),
    )
    streaks = told["streaks"]
    return [
        f"You write most from {hour}:00 to {hour + 1}:00 and on {_WEEKDAYS[day]} ({told['timezone']}).",
        f"You wrote on {streaks['days']} days: {streaks['current']} in a row now, {streaks['longest']} at the most.",
    ]


def cost(session: Session, user_id: UUID, intent: Intent, limits: Limits, *, now: datetime) -> Told:
    """What the provider was paid, and what is left today; days are UTC, a hundred of them at the most."""
    asked = {}
    if intent.first is not None and intent.last is not None:
        first = max(intent.first, intent.last - timedelta(days=MOST_DAYS - 1))
        asked = {"from": first.isoformat(), "to": intent.last.isoformat()}
    told = spent.usage(session, user_id, UsageDays.model_validate(asked), limits, now=now)
    path = "/api/ai/usage"
    figures = look("All figures", f"{path}?{urlencode(asked)}" if asked else path)
    return Told(" ".join([*_spent(told), *_left(told["today"])]), (figures,))


def _spent(told: dict[str, Any]) -> list[str]:
    total, days = told["total"], f"From {told['first_day']} to {told['last_day']} (UTC)"
    if not total.calls and not total.cache_hits:
        return [f"{days} no provider was asked: it cost nothing."]
    said = [f"{days} the AI cost {_usd(total.cost)}, in {total.calls} calls."]
    if total.cache_hits:
        said.append(f"{total.cache_hits} answers were known from the hour before and cost nothing.")
    if len(told["by_feature"]) > 1:
        parts = ", ".join(f"{one['feature']} {_usd(one['cost'])}" for one in told["by_feature"])
        said.append(f"By kind of answer: {parts}.")
    return said


def _left(today: dict[str, Any]) -> list[str]:
    spent_today, limit, left = _usd(today["spent"]), _usd(today["limit"]), _usd(today["left"])
    return [f"Today: {spent_today} of {limit} spent, {left} left; it is full again at 00:00 UTC."]


def _usd(amount: Decimal) -> str:
    return f"USD {plain_decimal(amount)}"
