"""How a drawn figure becomes a file: the same figure is the same file, byte for byte."""

import io

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Once for the process and all of its threads.
rcParams.update({"svg.hashsalt": "coach", "svg.fonttype": "none"})
CONTENT_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def saved(figure: Figure, kind: str) -> tuple[bytes, str]:
    """A figure as PNG or SVG, with its content type; without a window and without a date in it."""
    into = io.BytesIO()
    FigureCanvasAgg(figure)
    metadata = {"Date": None} if kind == "svg" else None
    figure.savefig(into, format=kind, metadata=metadata)
    return into.getvalue(), CONTENT_TYPES[kind]
