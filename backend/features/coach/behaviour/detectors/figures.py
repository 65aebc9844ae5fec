"""Figures of an event as they are said."""

from backend.quant.behaviour.events import Scalar


def number(value: Scalar) -> float | None:
    """A figure as a number; null where it is not known."""
    if value is None:
        return None
    return float(value)


def minutes(value: Scalar) -> str:
    """A time, in seconds where it is short."""
    known = number(value)
    if known is None:
        return "some time"
    if known < 2:
        return f"{known * 60:.0f} seconds"
    return f"{known:.0f} minutes"


def figure(value: Scalar, digits: int = 1) -> str:
    """A number with so many digits behind the point; a question mark where it is not known."""
    known = number(value)
    if known is None:
        return "?"
    return f"{known:.{digits}f}"
