"""A conversation as PDF: what was said, with its charts in their places, page by page."""

import io
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.fonts import TTFFont
from PIL import Image
from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.features.chat.archive.export import ExportPiece
from backend.features.chat.archive.export_texts import heading, in_short
from backend.features.chat.messages.serializers import ShownMessage

MOST_LINES = 3_000  # some 50 pages, which take two seconds
MOST_IMAGES = 100
WIDTH, HEIGHT = 8.27, 11.69  # A4, inches
MARGIN, LINE = 0.75, 0.165
COLUMNS = 92  # characters of a line in the font below
SIZE = 8.5
POINTS = 72  # of an inch
BASELINE = 0.8  # of a cell as high as its font: where fpdf2 puts the signs of it
BOX = "\u25a1"
RIGHT_TO_LEFT = frozenset({"R", "AL"})
FONT, WIDER_FONT = "DejaVuSansMono", "DejaVuSans"  # the second for signs that the first has not
INK, PALE = (0x1F, 0x29, 0x33), (0x7B, 0x87, 0x94)
LARGEST_IMAGE = 5.0  # inches high
PIXELS = 1_400  # wide; more is not seen on paper
_LENGTH = text("""
    select coalesce(sum(3 + length(content) / :columns + regexp_count(content, chr(10))), 0) as lines, (
        select count(*) from message_images i join messages m on m.id = i.message_id
        where m.conversation_id = :conversation_id and i.user_id = :user_id
    ) as images
    from messages where conversation_id = :conversation_id and user_id = :user_id and seq is not null
""")
Color = tuple[int, int, int]
ReadImage = Callable[[str], bytes | None]
"""The bytes of an upload by its id; null where they cannot be had now."""


def as_pdf(title: str, pieces: Iterator[ExportPiece], read_image: ReadImage) -> bytes:
    """All pages as one file.

    Args:
        title: of the conversation.
        pieces: of one conversation that `is_short_enough`.
        read_image: gives the charts.
    """
    with closing(_Paper(title)) as paper:
        paper.words(title, size=14, color=INK)
        for piece in pieces:
            for message in piece.messages:
                _message(paper, message, read_image)
        return paper.file()


def is_short_enough(session: Session, user_id: UUID, conversation_id: UUID) -> bool:
    """Whether it can be drawn while somebody waits."""
    values = {"user_id": user_id, "conversation_id": conversation_id, "columns": COLUMNS}
    row = session.execute(_LENGTH, values).one()
    return bool(row.lines <= MOST_LINES and row.images <= MOST_IMAGES)


def _message(paper: "_Paper", message: ShownMessage, read_image: ReadImage) -> None:
    paper.room(4 * LINE)
    paper.space()
    paper.words(heading(message), color=PALE)
    paper.words(message.content, color=INK)
    if message.verdict is not None:
        paper.words(f"Verdict: {in_short(message.verdict)}", color=INK)
    for image in message.images:
        content = read_image(str(image["id"]))
        if content is None:
            hash_begin = str(image["sha256"])[:12]
            paper.words(f"[chart {hash_begin}: cannot be read right now]", color=PALE)
        else:
            paper.picture(content)


class _Paper:
    """Where the next line goes; a full page is followed by another."""

    def __init__(self, title: str) -> None:
        self._pdf = FPDF(unit="in", format=(WIDTH, HEIGHT))
        self._pdf.set_auto_page_break(False)
        self._pdf.c_margin = 0
        self._pdf.set_title(_drawable(title))
        self._fonts = [_loaded(self._pdf, font) for font in (FONT, WIDER_FONT)]
        self._begin()

    def _begin(self) -> None:
        self._pdf.add_page()
        self._left = HEIGHT - MARGIN  # inches from the bottom
        number = str(self._pdf.page_no())
        self._pdf.set_font(FONT, size=SIZE)
        middle = (WIDTH - self._pdf.get_string_width(number)) / 2
        self._text(number, middle, MARGIN / 2, SIZE, PALE)

    def file(self) -> bytes:
        """All pages."""
        return bytes(self._pdf.output() or b"")

    def close(self) -> None:
        """Close the files of the fonts."""
        for font in self._fonts:
            font.close()

    def room(self, inches: float) -> None:
        """Begin a page where less than this is left."""
        if self._left - inches < MARGIN:
            self._begin()

    def space(self) -> None:
        """An empty line, but not at the top."""
        if self._left < HEIGHT - MARGIN:
            self._left -= LINE

    def words(self, words: str, *, color: Color, size: float = SIZE) -> None:
        """Words in lines of the paper's width, over as many pages as they need."""
        scale = size / SIZE
        lines = _lines(_drawable(words), int(COLUMNS / scale))
        while lines:
            self.room(LINE * scale)
            fitting = max(1, int((self._left - MARGIN) / (LINE * scale) + 1e-6))
            shown = lines[:fitting]
            lines = lines[fitting:]
            for line in shown:
                self._left -= LINE * scale
                if line:
                    self._text(line, MARGIN, self._left, size, color)

    def picture(self, content: bytes) -> None:
        """A chart, as wide as the words or as high as may be."""
        with Image.open(io.BytesIO(content)) as opened:
            chart = opened.convert("RGB")
        chart.thumbnail((PIXELS, PIXELS))
        wide = min(WIDTH - 2 * MARGIN, LARGEST_IMAGE * chart.width / chart.height)
        high = wide * chart.height / chart.width
        self.room(high + LINE)
        self._left -= high + LINE / 2
        top = HEIGHT - self._left - high
        self._pdf.image(chart, x=MARGIN, y=top, w=wide, h=high)

    def _text(self, line: str, x: float, y: float, size: float, color: Color) -> None:
        """One line that begins at a place, in inches from the left and from the bottom; narrowed where it is too wide."""
        self._pdf.set_text_color(*color)
        runs = _runs_of(line)
        widths = [self._width(run, size) for run in runs]
        space = WIDTH - MARGIN - x
        narrowing = min(1.0, space / max(sum(widths), 1e-6))
        self._pdf.set_stretching(100 * narrowing)
        for run, width in zip(runs, widths, strict=True):
            self._run(run, x, y, size)
            x += width * narrowing
        self._pdf.set_stretching(100)

    def _run(self, run: "_TextRun", x: float, y: float, size: float) -> None:
        self._pdf.set_font(run.font, size=size)
        if not run.is_right_to_left:
            self._pdf.text(x, HEIGHT - y, run.text)
            return
        high = size / POINTS
        self._pdf.set_xy(x, HEIGHT - y - BASELINE * high)
        self._pdf.set_text_shaping(True, direction="rtl")
        self._pdf.cell(text=run.text, h=high)
        self._pdf.set_text_shaping(False)

    def _width(self, run: "_TextRun", size: float) -> float:
        self._pdf.set_font(run.font, size=size)
        self._pdf.set_text_shaping(run.is_right_to_left, direction="rtl")
        width = self._pdf.get_string_width(run.text)
        self._pdf.set_text_shaping(False)
        return width


class _TextRun(NamedTuple):
    """A piece of a line in one font and one direction; its signs in the order in which they are read."""

    font: str
    text: str
    is_right_to_left: bool


def _runs_of(line: str) -> list[_TextRun]:
    """The pieces of a line from left to right, by the Unicode bidirectional algorithm where it needs that."""
    if not any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in line):
        return [_TextRun(font, "".join(signs), False) for font, signs in groupby(line, _font_of)]
    placed_signs = []
    for placed in BidiParagraph(line).get_reordered_characters():
        sign = line[placed.character_index]
        is_reversed = placed.get_direction_from_level() == "R"
        placed_signs.append((_font_of(sign), is_reversed, sign))
    runs = []
    for (font, is_reversed), group in groupby(placed_signs, itemgetter(0, 1)):
        signs = [sign for _, _, sign in group]
        if is_reversed:
            signs.reverse()
        runs.append(_TextRun(font, "".join(signs), is_reversed))
    return runs


def _lines(words: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in words.split("\n"):
        wrapped = textwrap.wrap(line, width, drop_whitespace=False, break_on_hyphens=False)
        lines += [piece.rstrip() for piece in wrapped] or [""]
    return lines


def _drawable(words: str) -> str:
    """Words in the signs that the fonts have; a box stands for each other one, and nothing for what shows nothing."""
    known = _signs(FONT) | _signs(WIDER_FONT)
    composed = unicodedata.normalize("NFC", words.replace("\r\n", "\n")).expandtabs(4)
    visible = [sign for sign in composed if unicodedata.category(sign) != "Cf"]
    for place, sign in enumerate(visible):
        if sign != "\n" and ord(sign) not in known:
            visible[place] = BOX
    return "".join(visible)


def _font_of(sign: str) -> str:
    if ord(sign) in _signs(FONT):
        return FONT
    return WIDER_FONT


@lru_cache(maxsize=2)
def _signs(font: str) -> frozenset[int]:
    with closing(_loaded(FPDF(), font)) as file:
        return frozenset(file.cmap) - set(range(32))


def _loaded(pdf: FPDF, font: str) -> TTFFont:
    pdf.add_font(font, fname=_font_file(font))
    file = pdf.fonts[font.lower()]
    assert isinstance(file, TTFFont)
    return file


@lru_cache(maxsize=2)
def _font_file(font: str) -> Path:
    """Of those that Matplotlib brings, which itself is not needed."""
    package = find_spec("matplotlib")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{font}.ttf"
