"""A conversation as PDF: what was said, with its charts in their places, page by page."""

import io
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from matplotlib import font_manager, rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from PIL import Image
from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.features.chat.archive.export import Piece
from backend.features.chat.archive.export_texts import SPEAKERS, in_short

MOST_LINES = 3_000  # some 50 pages, which take ten seconds
MOST_IMAGES = 100
WIDTH, HEIGHT = 8.27, 11.69  # A4, inches
MARGIN, LINE = 0.75, 0.165
COLUMNS = 92  # characters of a line in the font below
SIZE = 8.5
INK, PALE = "#1f2933", "#7b8794"
LARGEST_IMAGE = 5.0  # inches high
PIXELS = 1_400  # wide; more is not seen on paper
_LENGTH = text("""
    select coalesce(sum(3 + length(content) / :columns + regexp_count(content, chr(10))), 0) as lines, (
        select count(*) from message_images i join messages m on m.id = i.message_id
        where m.conversation_id = :conversation_id and i.user_id = :user_id
    ) as images
    from messages where conversation_id = :conversation_id and user_id = :user_id and seq is not null
""")
rcParams["pdf.fonttype"] = (
    42  # once for the process: what one thread sets and takes back, others draw with
)
ReadImage = Callable[[str], bytes | None]
"""The bytes of an upload by its id; null where they cannot be had now."""


def as_pdf(title: str, pieces: Iterator[Piece], read_image: ReadImage) -> bytes:
    """All pages as one file.

    Args:
        title: of the conversation.
        pieces: of one conversation that `is_short_enough`.
        read_image: gives the charts.
    """
    into = io.BytesIO()
    with PdfPages(into, metadata={"Title": _drawable(title)}) as file:
        paper = _Paper(file)
        paper.words(title, size=14, color=INK)
        for piece in pieces:
            for message in piece.messages:
                _message(paper, message, read_image)
        paper.end()
    return into.getvalue()


def is_short_enough(session: Session, user_id: UUID, conversation_id: UUID) -> bool:
    """Whether it can be drawn while somebody waits."""
    row = session.execute(
        _LENGTH, {"user_id": user_id, "conversation_id": conversation_id, "columns": COLUMNS}
    ).one()
    return bool(row.lines <= MOST_LINES and row.images <= MOST_IMAGES)


def _message(paper: "_Paper", message: Mapping[str, Any], read_image: ReadImage) -> None:
    said_at = message["created_at"].strftime("%Y-%m-%d %H:%M UTC")
    state = "" if message["status"] in ("saved", "done") else f", {message['status']}"
    paper.room(4 * LINE)
    paper.space()
    paper.words(f"{message['seq']}. {SPEAKERS[message['type']]}, {said_at}{state}", color=PALE)
    paper.words(message["content"], color=INK)
    if message["verdict"] is not None:
        paper.words(f"Verdict: {in_short(message['verdict'])}", color=INK)
    for image in message["images"]:
        content = read_image(image["id"])
        if content is None:
            paper.words(f"[chart {image['sha256'][:12]}: cannot be read right now]", color=PALE)
        else:
            paper.picture(content)


class _Paper:
    """Where the next line goes; a full page is kept and the next one begun."""

    def __init__(self, file: PdfPages) -> None:
        self._file = file
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._figure = Figure(figsize=(WIDTH, HEIGHT))
        FigureCanvasAgg(self._figure)
        self._left = HEIGHT - MARGIN  # inches from the bottom
        self._number += 1
        self._text(
            str(self._number), WIDTH / 2, MARGIN / 2, SIZE, PALE, horizontalalignment="center"
        )

    def end(self) -> None:
        """Keep the page that was begun."""
        self._file.savefig(self._figure)  # type: ignore[no-untyped-call]

    def room(self, inches: float) -> None:
        """Begin a page where less than this is left."""
        if self._left - inches < MARGIN:
            self.end()
            self._begin()

    def space(self) -> None:
        """An empty line, but not at the top."""
        if self._left < HEIGHT - MARGIN:
            self._left -= LINE

    def words(self, words: str, *, color: str, size: float = SIZE) -> None:
        """Words in lines of the paper's width, over as many pages as they need."""
        scale = size / SIZE
        lines = _lines(_drawable(words), int(COLUMNS / scale))
        while lines:
            self.room(LINE * scale)
            fitting = max(1, int((self._left - MARGIN) / (LINE * scale) + 1e-6))
            shown, lines = lines[:fitting], lines[fitting:]
            for line in shown:
                self._left -= LINE * scale
                if line:
                    self._text(line, MARGIN, self._left, size, color)

    def picture(self, content: bytes) -> None:
        """A chart, as wide as the words or as high as may be."""
        with Image.open(io.BytesIO(content)) as opened:
            shown = opened.convert("RGB")
        shown.thumbnail((PIXELS, PIXELS))
        wide = min(WIDTH - 2 * MARGIN, LARGEST_IMAGE * shown.width / shown.height)
        high = wide * shown.height / shown.width
        self.room(high + LINE)
        self._left -= high + LINE / 2
        axes = self._figure.add_axes(
            (MARGIN / WIDTH, self._left / HEIGHT, wide / WIDTH, high / HEIGHT)
        )
        axes.imshow(np.asarray(shown), aspect="auto", interpolation="none")
        axes.set_axis_off()

    def _text(self, words: str, x: float, y: float, size: float, color: str, **more: Any) -> None:
        self._figure.text(
            x / WIDTH,
            y / HEIGHT,
            words,
            fontsize=size,
            color=color,
            family="DejaVu Sans Mono",
            parse_math=False,
            **more,
        )


def _lines(words: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in words.split("\n"):
        wrapped = textwrap.wrap(line, width, drop_whitespace=False, break_on_hyphens=False)
        lines += [piece.rstrip() for piece in wrapped] or [""]
    return lines


def _drawable(words: str) -> str:
    """Words in the signs that the font has; a box stands for each other one, and nothing for what shows nothing."""
    known = _signs()
    composed = unicodedata.normalize("NFC", words.replace("\r\n", "\n")).expandtabs(4)
    shown = (sign for sign in composed if unicodedata.category(sign) != "Cf")
    return "".join(sign if sign == "\n" or ord(sign) in known else "\u25a1" for sign in shown)


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    font = FT2Font(str(Path(font_manager.findfont("DejaVu Sans Mono"))))
    return frozenset(font.get_charmap()) - set(range(32))
