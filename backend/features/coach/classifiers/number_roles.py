"""What each number of a message about a trade is for: entry, stop, target, size, or nothing of the trade. Pure.

Two layers of attention over the encoder's pieces, trained on messages in which every number is marked. Words are seen
with their neighbours, numbers with their traits (`coach/ideas/roles/number_traits`) and with each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from backend.features.coach.classifiers.models import LabelScore, NumberScores
from backend.features.coach.classifiers.sentence_encoder import InContext, SentenceEncoder

FILE = "weights/number_roles.npz"
NUMBER = "0"  # stands for each number in the masked text
HEADS = 4
REACH = 8  # pieces apart, beyond which distance makes no difference
TINY = 1e-5

Array = NDArray[np.float32]


class NumberRoles:
    """The reader of roles."""

    def __init__(
        self, encoder: SentenceEncoder, weights: Mapping[str, NDArray[np.generic]]
    ) -> None:
        self._encoder = encoder
        self._labels = {
            name: tuple(str(label) for label in weights[f"{name}_labels"])
            for name in ("role", "direction", "kind")
        }
        self._weights = {
            name: np.asarray(array, np.float32)
            for name, array in weights.items()
            if not name.endswith(("_labels", "_scales"))
        }
        for name, array in weights.items():
            if name.endswith("_scales"):
                self._weights[name.removesuffix("_scales")] *= np.asarray(array, np.float32)
        self._depth = sum(name.endswith(".near") for name in self._weights)

    def scores(self, masked: str, traits: Sequence[Sequence[float]]) -> NumberScores | None:
        """The roles of all numbers; null where the text is too long, or its numbers cannot be told apart.

        Args:
            masked: the message in small letters, with ` 0 ` for each number and no other digit.
            traits: of each number, in their order, shape ``(numbers, TRAIT_COUNT)``.
        """
        context = self._encoder.in_context(masked, NUMBER)
        if not traits or len(context.places) != len(traits):
            return None
        rows = self._rows(context, np.asarray(traits, np.float32))
        pooled = rows.mean(axis=0)
        roles = self._shares("role", rows[list(context.places)])
        return NumberScores(
            roles=tuple(
                dict(zip(self._labels["role"], map(float, row), strict=True)) for row in roles
            ),
            directions=dict(
                zip(
                    self._labels["direction"],
                    map(float, self._shares("direction", pooled)),
                    strict=True,
                )
            ),
            kind=self._best("kind", pooled),
        )

    def _rows(self, context: InContext, traits: Array) -> Array:
        weights = self._weights
        rows: Array = context.vectors @ weights["input"] + weights["input_bias"]
        rows[list(context.places)] += traits @ weights["traits"] + weights["traits_bias"]
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
        heed = _shares_of(heed + weights[f"{name}.near"][:, near])
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

    def _shares(self, name: str, rows: Array) -> Array:
        sums = rows @ self._weights[name] + self._weights[f"{name}_bias"]
        return _shares_of(sums)

    def _best(self, name: str, row: Array) -> LabelScore:
        shares = self._shares(name, row)
        best = int(shares.argmax())
        return LabelScore(self._labels[name][best], float(shares[best]))


def _shares_of(sums: Array) -> Array:
    powers = np.exp(sums - sums.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


@cache
def read_roles(encoder: SentenceEncoder) -> NumberRoles:
    """The reader of roles with its weights, read once; never a pickle."""
    path = resources.files(__package__) / FILE
    with resources.as_file(path) as file, np.load(file, allow_pickle=False) as archive:
        return NumberRoles(encoder, {name: archive[name] for name in archive.files})
