"""Figures of an event as they are said."""

from typing import Any


def minutes(value: Any) -> str:
    """A time, in seconds where it is short."""
    if value is None:
        return "some time"
    if value < 2:
        return f"{value * 60:.0f} seconds"
    return f"{value:.0f} minutes"


def figure(value: Any, digits: int = 1) -> str:
    """A number with so many digits behind the point; a question mark where it is not known."""
    if value is None:
        return "?"
    return f"{value:.{digits}f}"
