"""Which times are the bars of a chart, "15m", "4-hour", "on the 5 minute", and which only pass: "in 15 minutes". Pure."""

from backend.features.coach.ideas.numbers.number_kinds import PlacedNumber
from backend.features.coach.ideas.words.pieces import PieceRow

_CHARTS = frozenset(
    "chart candle candles timeframe tf close bar breakout orb setup scalp range engulfing".split()
)
_ON = frozenset("on off from using".split())
_THE = frozenset("the a my".split())
_NAMED = frozenset("timeframe tf chart".split())
_ATTRIBUTES = frozenset("minute hour min hr".split())  # "a 15 minute", and not "in 15 minutes"
_PASSING = frozenset(
    "break walk cooldown cool timer rule wait ago late later hold before pause timeout per".split()
)
_BARS = {
    "m": frozenset((1, 2, 3, 5, 6, 10, 12, 15, 20, 30, 45, 60, 90, 120, 240)),
    "h": frozenset((1, 2, 3, 4, 6, 8, 12)),
    "d": frozenset((1, 2, 3, 5)),
    "w": frozenset((1,)),
}


def timeframe_of(row: PieceRow, figure: PlacedNumber) -> str | None:
    """A time as the bars of a chart, such as `15m`; null where it is no such time."""
    number = row.number(figure.place)
    if figure.unit not in _BARS or number is None:
        return None
    behind = {row.text(figure.unit_end + ahead) for ahead in (1, 2)}
    is_named = bool(behind & _CHARTS) or row.text(figure.place - 1) in _NAMED
    if not (is_named or number.unit or _is_an_attribute(row, figure, behind)):
        return None
    return f"{int(figure.value)}{figure.unit}"


def _is_an_attribute(row: PieceRow, figure: PlacedNumber, behind: set[str]) -> bool:
    """In "on the 15 minute" and "4-hour" the time says which chart, in "a 20 minute break" which break."""
    is_attribute = row.text(figure.unit_end) in _ATTRIBUTES and figure.value in _BARS[figure.unit]
    if not is_attribute or behind & _PASSING:
        return False
    is_on = row.text(figure.place - 1) in _THE and row.text(figure.place - 2) in _ON
    is_hyphened = row.text(figure.place + 1) == "-"
    return is_on or is_hyphened or (row.text(figure.unit_end) != "min" and figure.value > 1)
