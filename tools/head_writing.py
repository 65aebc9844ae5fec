"""A trained head as a file: weights in bytes with a scale for each column, and never a pickle."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.head_measures import Calibration
from tools.head_training import Array, Network

FOLDER = Path(__file__).parents[1] / "backend/features/coach/classifiers/weights"
SMALLEST = {"ngrams": 1.5}  # steps: what is smaller is written as 0, which packs well


def write_head(
    name: str,
    labels: Sequence[str],
    network: Network,
    signal_names: Sequence[str],
    calibration: Calibration,
) -> Path:
    """Write a head where the product reads it."""
    weights = network.weights
    arrays: dict[str, NDArray[np.generic]] = {
        "labels": np.array(labels),
        "bias": weights["bias"],
        "signal_names": np.array(signal_names, dtype="U40"),
        "signal_weights": weights["signals"],
        "temperature": np.array(calibration.temperature),
        "thresholds": np.array(calibration.thresholds),
        **_in_bytes("ngram", weights["ngrams"]),
    }
    if "direct" in weights:
        arrays["hidden_bias"] = weights["hidden_bias"]
        for part in ("direct", "first", "second"):
            arrays.update(_in_bytes(part, weights[part]))
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.npz"
    np.savez_compressed(path, **arrays)
    print(f"  {path.name}: {path.stat().st_size:,} bytes")
    return path


def _in_bytes(name: str, matrix: Array) -> dict[str, NDArray[np.generic]]:
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / 127
    steps = matrix / scales
    if name == "ngram":
        steps = np.where(np.abs(steps) < SMALLEST["ngrams"], 0, steps)
    return {f"{name}_steps": np.rint(steps).astype(np.int8), f"{name}_scales": scales}
