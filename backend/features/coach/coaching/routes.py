"""REST of the coach: memory, context, sessions, what came of them, settings."""

from backend.core.crypto import Keyring
from backend.core.encrypted_columns import SEALED
from backend.core.events import News
from backend.core.paging import BadCursor, Page
from backend.core.types import Id
from backend.features.coach.coach_context.schemas import ContextOut
from backend.features.coach.coaching import effectiveness, sessions
from backend.features.coach.coaching.errors import (
    CoachingSessionNotFound,
    NothingToConfirm,
    SessionFinished,
)
from backend.features.coach.coaching.ports import ConversationSpeaker
from backend.features.coach.coaching.schemas import (
    ContextFilter,
    EffectivenessOut,
    FinishSession,
    HistoryFilter,
    KeptStep,
    SessionOut,
    SessionPage,
    StartedSession,
    StartSession,
    WindowFilter,
)
from backend.features.coach.coaching.service import CoachDesk
from backend.features.coach.memory import service as memory
from backend.features.coach.memory import settings as books
from backend.features.coach.memory.errors import (
    ForgottenBefore,
    GuardedWords,
    KnownAlready,
    MemoryChanged,
    MemoryForgotten,
    MemoryNotFound,
    NotAboutYou,
    NothingSaid,
    TooManyMemories,
    UnknownEvidence,
    UnknownProvider,
)
from backend.features.coach.memory.schemas import (
    ChangeCoachSettings,
    CoachSettingsOut,
    CorrectMemory,
    MemoryFilter,
    MemoryOut,
    MemoryPage,
    MemoryWhole,
    TeachMemory,
)
from backend.features.content.conversations.errors import TooManyMessages
from backend.features.record.rulebook.errors import TooManyCommitments
from backend.features.record.trades.errors import PlanNotFound, TradeNotFound
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import HEAVY, HEAVY_WHEN_FILTERED, light

routes = Routes("coaching", "/api/trading/coaching")

SAID = (NothingSaid, NotAboutYou, GuardedWords, UnknownProvider)


@routes.get("/memory", returns=MemoryPage, raises=(BadCursor, *SEALED), cost=HEAVY_WHEN_FILTERED)
def list_memories(call: Call, query: MemoryFilter) -> Page[MemoryOut]:
    """List what is remembered of you, latest first; what was forgotten is listed without words."""
    return memory.list_memories(call.session, call.user_id, query, call.use(Keyring), now=call.now)


@routes.post(
    "/memory",
    returns=MemoryOut,
    status=201,
    raises=(*SAID, UnknownEvidence, ForgottenBefore, TooManyMemories, *SEALED),
)
def teach_memory(call: Call, body: TeachMemory) -> MemoryOut:
    """Have something remembered; what is known already is confirmed.

    What you once had forgotten is not learned again, unless you send `again: true`.
    """
    return memory.teach(call.session, call.user_id, body, call.use(Keyring), now=call.now)


@routes.delete("/memory")
def forget_everything(call: Call) -> None:
    """Forget all memories: their words, and what the product wrote of them, are erased and cannot be restored."""
    memory.forget_all(call.session, call.user_id, call.use(Keyring), call.use(News), now=call.now)


@routes.get("/memory/<memory_id>", returns=MemoryWhole, raises=(MemoryNotFound, *SEALED))
def read_memory(call: Call, memory_id: Id) -> MemoryWhole:
    """Read a memory with its earlier versions, and which messages carry it."""
    return memory.read_memory(
        call.session,
        call.user_id,
        memory_id,
        call.use(Keyring),
        now=call.now,
    )


@routes.patch(
    "/memory/<memory_id>",
    returns=MemoryOut,
    raises=(MemoryNotFound, MemoryForgotten, MemoryChanged, KnownAlready, *SAID, *SEALED),
)
def correct_memory(call: Call, memory_id: Id, body: CorrectMemory) -> MemoryOut:
    """Correct a memory, or say which provider may be told; how it read before stays until it is forgotten."""
    return memory.correct(
        call.session,
        call.user_id,
        memory_id,
        body,
        call.use(Keyring),
        now=call.now,
    )


@routes.post(
    "/memory/<memory_id>/confirm",
    returns=MemoryOut,
    raises=(MemoryNotFound, MemoryForgotten, *SEALED),
)
def confirm_memory(call: Call, memory_id: Id) -> MemoryOut:
    """Confirm that it is so: its confidence is full again."""
    return memory.confirm(call.session, call.user_id, memory_id, call.use(Keyring), now=call.now)


@routes.delete("/memory/<memory_id>", raises=(MemoryNotFound, *SEALED))
def forget_memory(call: Call, memory_id: Id) -> None:
    """Forget: the words and all earlier versions are erased for good, and the same is not learned again.

    What the product itself wrote of it is erased as well (answers, titles), and no later prompt shows a message that
    carries it. What you wrote stays in its conversation, and search and exports leave those words out; delete the
    conversation if they are to go too.
    """
    memory.forget(
        call.session,
        call.user_id,
        memory_id,
        call.use(Keyring),
        call.use(News),
        now=call.now,
    )


@routes.get("/settings", returns=CoachSettingsOut, cost=light("one row"), versioned=True)
def read_settings(call: Call) -> CoachSettingsOut:
    """Read what the coach may do, and which provider it would ask."""
    return _settings(call, books.read(call.session, call.user_id))


@routes.patch("/settings", returns=CoachSettingsOut, versioned=True)
def change_settings(call: Call, body: ChangeCoachSettings) -> CoachSettingsOut:
    """Change whether the coach learns by the way, who reads your check-in's words, and who is told new memories."""
    return _settings(call, books.change(call.session, call.user_id, body, now=call.now))


def _settings(call: Call, settings: books.CoachSettings) -> CoachSettingsOut:
    return CoachSettingsOut(
        learns=settings.learns,
        journal_words=settings.journal_words,
        sharing=settings.sharing,
        provider=call.use(CoachDesk).provider,
    )


@routes.get(
    "/performance-context",
    returns=ContextOut,
    raises=(CoachingSessionNotFound, *SEALED),
    transaction="write",
    cost=HEAVY,
)
def read_performance_context(call: Call, query: ContextFilter) -> ContextOut:
    """Read exactly what the coach would be given now: each item with its id and tokens, and what did not fit."""
    return call.use(CoachDesk).performance_context(
        call.session,
        call.user_id,
        query.session_id,
        now=call.now,
    )


@routes.post(
    "/session",
    returns=StartedSession,
    status=201,
    raises=(TradeNotFound, PlanNotFound, TooManyMessages, *SEALED),
    cost=HEAVY,
)
def start_session(call: Call, body: StartSession) -> StartedSession:
    """Start a coaching session in a conversation of its own, which goes on over REST or the socket.

    With a `message` the coach answers it; without one the coach begins, from your record.
    """
    return sessions.start(
        call.session,
        call.user_id,
        body,
        call.use(CoachDesk),
        call.use(ConversationSpeaker),
        now=call.now,
    )


@routes.get("/history", returns=SessionPage, raises=(BadCursor, *SEALED), cost=HEAVY_WHEN_FILTERED)
def list_history(call: Call, query: HistoryFilter) -> Page[SessionOut]:
    """List coaching sessions, latest first."""
    return sessions.history(call.session, call.user_id, query, call.use(Keyring))


@routes.get(
    "/session/<coaching_session_id>",
    returns=SessionOut,
    raises=(CoachingSessionNotFound, *SEALED),
)
def read_session(call: Call, coaching_session_id: Id) -> SessionOut:
    """Read a coaching session."""
    return sessions.read(call.session, call.user_id, coaching_session_id, call.use(Keyring))


@routes.post(
    "/session/<coaching_session_id>/finish",
    returns=SessionOut,
    raises=(
        CoachingSessionNotFound,
        SessionFinished,
        *SAID,
        ForgottenBefore,
        TooManyMemories,
        *SEALED,
    ),
)
def finish_session(call: Call, coaching_session_id: Id, body: FinishSession) -> SessionOut:
    """Finish a session with your rating and the agreed step; a commitment is shown back to be confirmed."""
    return sessions.finish(
        call.session,
        call.user_id,
        coaching_session_id,
        body,
        call.use(Keyring),
        now=call.now,
    )


@routes.post(
    "/session/<coaching_session_id>/commitment",
    returns=SessionOut,
    raises=(CoachingSessionNotFound, NothingToConfirm, TooManyCommitments, *SEALED),
)
def confirm_commitment(call: Call, coaching_session_id: Id) -> SessionOut:
    """Confirm the commitment that was shown back: it binds from now on."""
    return sessions.confirm_commitment(
        call.session,
        call.user_id,
        coaching_session_id,
        call.use(Keyring),
        now=call.now,
    )


@routes.post(
    "/session/<coaching_session_id>/step",
    returns=SessionOut,
    raises=(CoachingSessionNotFound, *SEALED),
)
def say_step(call: Call, coaching_session_id: Id, body: KeptStep) -> SessionOut:
    """Say whether the agreed step was kept; a commitment that was called for is measured instead."""
    return sessions.keep_step(
        call.session,
        call.user_id,
        coaching_session_id,
        call.use(Keyring),
        kept=body.kept,
        now=call.now,
    )


@routes.get("/effectiveness", returns=EffectivenessOut, cost=HEAVY)
def read_effectiveness(call: Call, query: WindowFilter) -> EffectivenessOut:
    """Read what came of coaching: ratings, steps kept, and R, adherence and behaviour after against before."""
    return effectiveness.effectiveness(call.session, call.user_id, query, now=call.now)
