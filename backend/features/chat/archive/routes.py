"""REST of what was said: search, export, import and analytics.

Their words stand where an id stands in other paths; the router takes a fixed word before an id.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

from backend.core.crypto import Keyring
from backend.core.paging import BadCursor, Page
from backend.core.types import Id
from backend.features.chat.archive import analytics, export, export_texts, imports
from backend.features.chat.archive import search as searching
from backend.features.chat.archive.errors import (
    BadConversation,
    BadMessageSearch,
    BadSpan,
    MessageSearchTooLong,
    NotAnExport,
    SearchTooBroad,
    TooLongForPdf,
)
from backend.features.chat.archive.export import Archive, ExportPiece
from backend.features.chat.archive.schemas import (
    AnalyticsOut,
    ArchiveExport,
    ArchiveFormat,
    ConversationExport,
    ConversationFormat,
    FoundMessage,
    FoundPage,
    ImportedConversations,
    MessageSpan,
    SearchFilter,
)
from backend.features.chat.messages import service
from backend.features.chat.messages.ports import Push
from backend.features.content.conversations.errors import ConversationNotFound
from backend.features.content.media.errors import NoFile, StorageAway, UploadNotFound
from backend.features.content.media.service import ImageDesk, LinkedImage, Links
from backend.transport.contract import Call, Routes, StreamedAnswer, UploadedFile
from backend.transport.operation_cost import HEAVY

MULTIPART_ROOM = 20_000  # bytes around the file in a multipart body
routes = Routes("conversations", "/api/conversations")

MEDIA_TYPES = ("application/json", "text/markdown", "text/csv")
PDF = "application/pdf"
_TEXTS: dict[str, tuple[Callable[[Iterator[ExportPiece]], Iterator[bytes]], str, str]] = {
    "markdown": (export_texts.as_markdown, "text/markdown; charset=utf-8", "md"),
    "csv": (export_texts.as_csv, "text/csv; charset=utf-8", "csv"),
}


@routes.get(
    "/search",
    returns=FoundPage,
    raises=(BadMessageSearch, MessageSearchTooLong, SearchTooBroad, BadSpan, BadCursor),
    cost=HEAVY,
)
def search_messages(call: Call, query: SearchFilter) -> Page[FoundMessage]:
    """Search your conversations by words and "phrases", the best first."""
    return searching.search(call.session, call.user_id, query)


@routes.get("/analytics", returns=AnalyticsOut, raises=(BadSpan,), cost=HEAVY)
def read_analytics(call: Call, query: MessageSpan) -> AnalyticsOut:
    """Read how much you talk with the coach, about what, when, and how fast it answers."""
    return analytics.analytics(call.session, call.user_id, query, now=call.now)


@routes.get(
    "/export",
    returns=StreamedAnswer,
    transaction="none",
    content_type=MEDIA_TYPES,
    cost=HEAVY,
)
def export_all(call: Call, query: ArchiveExport) -> StreamedAnswer:
    """Export all your conversations as JSON (which can be imported again), Markdown or CSV.

    Final messages; what is being answered or said meanwhile is not in it.
    """
    archive = Archive(call.database, call.actor, call.user_id, call.use(Links))
    return _streamed(archive, query.format, f"conversations-{call.now:%Y-%m-%d}", call)


@routes.get(
    "/<conversation_id>/export",
    returns=StreamedAnswer,
    transaction="none",
    content_type=(*MEDIA_TYPES, PDF),
    raises=(ConversationNotFound, TooLongForPdf),
    cost=HEAVY,
)
def export_conversation(
    call: Call,
    conversation_id: Id,
    query: ConversationExport,
) -> StreamedAnswer:
    """Export a conversation as JSON (which can be imported again), Markdown, CSV, or PDF with its charts."""
    archive = Archive(call.database, call.actor, call.user_id, call.use(Links), conversation_id)
    title = archive.head().title
    if query.format == ConversationFormat.PDF:
        return _named(
            _pdf(archive, title, call),
            PDF,
            f"conversation-{conversation_id}.pdf",
        )
    return _streamed(archive, query.format, f"conversation-{conversation_id}", call)


@routes.post(
    "/import",
    returns=ImportedConversations,
    status=201,
    transaction="none",
    file_part="file",
    largest=imports.LARGEST_FILE + MULTIPART_ROOM,
    raises=(NoFile, NotAnExport, BadConversation),
    cost=HEAVY,
)
def import_conversations(call: Call, file: UploadedFile | None) -> ImportedConversations:
    """Import a JSON export of one conversation or of all; the same conversation again is not a second one.

    All of the file is taken, or nothing. Images are found again by their hash among your uploads.
    """
    if file is None:
        raise NoFile
    with call.database.transaction(call.actor) as session:
        imported = imports.import_conversations(
            session,
            call.user_id,
            file.content,
            call.use(Keyring),
            now=call.now,
        )
        fresh = [
            conversation.conversation_id
            for conversation in imported.conversations
            if not conversation.duplicate
        ]
        service.tell_imported(session, call.user_id, fresh, push=call.use(Push))
        return imported


def _pdf(archive: Archive, title: str, call: Call) -> Iterator[bytes]:
    """Drawn before the first byte goes out, so that what is wrong can be told."""
    # With fonts and their library: most processes draw nothing.
    from backend.features.chat.archive import export_pdf

    assert archive.conversation_id is not None, "a PDF is of one conversation"
    with call.database.reading(call.actor) as session:
        if not export_pdf.is_short_enough(session, call.user_id, archive.conversation_id):
            raise TooLongForPdf
    desk = call.use(ImageDesk)

    def read(upload_id: str) -> bytes | None:
        try:
            return desk.read(LinkedImage(call.user_id, UUID(upload_id), thumbnail=False))[0]
        except (StorageAway, UploadNotFound):
            return None

    return iter([export_pdf.as_pdf(title, export.pieces(archive), read)])


def _streamed(
    archive: Archive,
    export_format: ArchiveFormat | ConversationFormat,
    name: str,
    call: Call,
) -> StreamedAnswer:
    if export_format == ArchiveFormat.JSON:
        return _named(export.as_json(archive, now=call.now), "application/json", f"{name}.json")
    write, content_type, ending = _TEXTS[export_format]
    return _named(write(export.pieces(archive)), content_type, f"{name}.{ending}")


def _named(parts: Iterator[bytes], content_type: str, name: str) -> StreamedAnswer:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamedAnswer(parts, content_type, headers)
