"""Layers of attention over the encoder's pieces: each is seen with its neighbours and with all others. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

HEADS = 4
REACH = 8  # pieces apart, beyond which distance makes no difference
TINY = 1e-5

Array = NDArray[np.float32]
NOT_WEIGHTS = ("_labels", "_scales", "thresholds")


class PieceReader:
    """What readers of pieces share: their weights, and the layers.

    Args:
        weights: matrices in bytes with a scale for each column under `<name>_scales`, the rest as it is.
    """

    def __init__(self, weights: Mapping[str, NDArray[np.generic]]) -> None:
        self._weights = {
            name: np.asarray(array, np.float32)
            for name, array in weights.items()
            if not name.endswith(NOT_WEIGHTS)
        }
        for name, array in weights.items():
            if name.endswith("_scales"):
                self._weights[name.removesuffix("_scales")] *= np.asarray(array, np.float32)
        self._depth = sum(name.endswith(".near") for name in self._weights)

    def _through_layers(self, rows: Array) -> Array:
        """Rows of shape ``(pieces, width)``, read with each other."""
        apart = np.arange(len(rows))
        near = np.clip(apart[None] - apart[:, None], -REACH, REACH) + REACH
        for layer in range(self._depth):
            rows = self._layer(f"layer{layer}", rows, near)
        return self._normal(rows, "last")

    def _layer(self, name: str, rows: Array, near: NDArray[np.int64]) -> Array:
        weights = self._weights
        joined = self._normal(rows, f"{name}.before") @ weights[f"{name}.joined"]
        joined += weights[f"{name}.joined_bias"]
        count, width = rows.shape
        head_width = width // HEADS
        query, key, value = (
            part.reshape(count, HEADS, head_width).transpose(1, 0, 2)
            for part in np.split(joined, 3, axis=1)
        )
        heed = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(head_width))
        heed = shares_of(heed + weights[f"{name}.near"][:, near])
        mixed = (heed @ value).transpose(1, 0, 2).reshape(count, width)
        rows = rows + mixed @ weights[f"{name}.out"] + weights[f"{name}.out_bias"]
        hidden = self._normal(rows, f"{name}.between") @ weights[f"{name}.wide"]
        hidden = np.maximum(hidden + weights[f"{name}.wide_bias"], 0)
        result: Array = rows + hidden @ weights[f"{name}.narrow"] + weights[f"{name}.narrow_bias"]
        return result

    def _normal(self, rows: Array, name: str) -> Array:
        centred = rows - rows.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(TINY))
        normal: Array = (
            centred / spread * self._weights[f"{name}_gain"] + self._weights[f"{name}_bias"]
        )
        return normal


def shares_of(sums: Array) -> Array:
    """Probabilities that add up to 1 along the last axis."""
    powers = np.exp(sums - sums.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares
