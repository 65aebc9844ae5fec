"""How a drawn figure becomes a file: the same figure is the same file, byte for byte."""

import io

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

rcParams.update(
    {"svg.hashsalt": "coach", "svg.fonttype": "none"}
)  # once for the process and all of its threads
CONTENT_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def saved(figure: Figure, kind: str) -> tuple[bytes, str]:
    """A figure as PNG or SVG, with its content type; without a window and without a date in it."""
    into = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(into, format=kind, metadata={"Date": None} if kind == "svg" else None)
    return into.getvalue(), CONTENT_TYPES[kind]
