"""Exports to read: Markdown, and CSV for a spreadsheet."""

import re
from collections.abc import Iterator

from backend.core.clock import iso
from backend.core.csv_text import BYTE_ORDER_MARK, harmless, written
from backend.features.chat.archive.export import ExportPiece
from backend.features.chat.messages.serializers import ShownMessage
from backend.features.coach.verdicts.models import Verdict
from backend.features.content.conversations.models import MessageType

SPEAKERS = {MessageType.USER: "You", MessageType.AI: "Coach", MessageType.SYSTEM: "System"}
COLUMNS = (
    "conversation_id conversation_title seq message_id type mode status created_at finished_at content images verdict"
    " confidence engine instrument direction parent_message_id branch_index"
).split()
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&=:$^\"'])")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def as_markdown(pieces: Iterator[ExportPiece]) -> Iterator[bytes]:
    """Each conversation under its title, each message under its speaker; what was said keeps its words and lines."""
    for piece in pieces:
        lines: list[str] = []
        if piece.first:
            lines += [f"# {_inline(piece.conversation.title)}", ""]
        for message in piece.messages:
            lines += _section(message)
        yield ("\n".join(lines) + "\n").encode() if lines else b""


def _section(message: ShownMessage) -> list[str]:
    lines = [f"## {heading(message)}", ""]
    if message.content.strip():
        lines += [escaped(message.content), ""]
    for image in message.images:
        size = f"{image['width']} x {image['height']}"
        lines += [f"Image {size}, sha256 `{image['sha256']}`", ""]
    if message.verdict is not None:
        lines += [f"Verdict: {_inline(in_short(message.verdict))}", ""]
    return lines


def heading(message: ShownMessage) -> str:
    """Which message it is, whose, and of when; and its state where it is no usual one."""
    speaker = SPEAKERS[MessageType(message.type)]
    words = f"{message.seq}. {speaker}, {message.created_at:%Y-%m-%d %H:%M UTC}"
    if message.status in ("saved", "done"):
        return words
    return f"{words}, {message.status}"


def in_short(verdict: Verdict) -> str:
    """A verdict in one line: kind, confidence, engine."""
    sure = "" if verdict.confidence is None else f", {verdict.confidence} %"
    return f"{verdict.verdict}{sure}, by {verdict.engine}"


def escaped(words: str) -> str:
    """Plain words as Markdown that shows them as they are, line by line."""
    blocks: list[list[str]] = [[]]
    for line in _LINE_END.split(words):
        if line.strip():
            blocks[-1].append(_line(line))
        elif blocks[-1]:
            blocks.append([])
    return "\n\n".join("\\\n".join(block) for block in blocks if block)


def _line(line: str) -> str:
    inner = line.lstrip()
    indent = min(len(line) - len(inner), 40)
    return "&nbsp;" * indent + _MARKUP.sub(r"\\\1", inner.rstrip())


def _inline(words: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(words.split()))


def as_csv(pieces: Iterator[ExportPiece]) -> Iterator[bytes]:
    """A line for each message under the names of the columns; UTF-8 with the mark that spreadsheets look for."""
    yield BYTE_ORDER_MARK + written([COLUMNS])
    for piece in pieces:
        yield written([_cells(piece, message) for message in piece.messages])


def _cells(piece: ExportPiece, message: ShownMessage) -> list[str]:
    verdict = message.verdict
    cells = [
        message.conversation_id,
        piece.conversation.title,
        message.seq,
        message.id,
        message.type,
        message.mode,
        message.status,
        iso(message.created_at),
        message.finished_at and iso(message.finished_at),
        message.content,
        " ".join(str(image["sha256"]) for image in message.images),
        verdict and verdict.verdict,
        verdict and verdict.confidence,
        verdict and verdict.engine,
        verdict and verdict.read.get("instrument"),
        verdict and verdict.read.get("direction"),
        message.parent_message_id,
        message.branch_index,
    ]
    return [harmless(cell) for cell in cells]
