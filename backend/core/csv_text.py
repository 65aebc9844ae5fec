"""CSV that a spreadsheet opens as text and figures, and never as formulas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by it spreadsheets know UTF-8
# What a spreadsheet would take for a formula, in any width, also behind white space.
_FORMULA = re.compile(r"\A(?:[\s\x00-\x20]*+[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    shown = "" if cell is None else str(cell)
    if _FORMULA.match(shown):
        return f"'{shown}"
    return shown


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8."""
    into = io.StringIO(newline="")
    csv.writer(into).writerows(rows)
    return into.getvalue().encode()
