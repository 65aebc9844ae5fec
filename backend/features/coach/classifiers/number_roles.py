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
from backend.features.coach.classifiers.piece_reader import Array, PieceReader, shares_of
from backend.features.coach.classifiers.sentence_encoder import InContext, SentenceEncoder

FILE = "weights/number_roles.npz"
NUMBER = "0"  # stands for each number in the masked text


class NumberRoles(PieceReader):
    """The reader of roles."""

    def __init__(
        self, encoder: SentenceEncoder, weights: Mapping[str, NDArray[np.generic]]
    ) -> None:
        self._encoder = encoder
        self._labels = {
            name: tuple(str(label) for label in weights[f"{name}_labels"])
            for name in ("role", "direction", "kind")
        }
        super().__init__(weights)

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
        return self._through_layers(rows)

    def _shares(self, name: str, rows: Array) -> Array:
        sums = rows @ self._weights[name] + self._weights[f"{name}_bias"]
        return shares_of(sums)

    def _best(self, name: str, row: Array) -> LabelScore:
        shares = self._shares(name, row)
        best = int(shares.argmax())
        return LabelScore(self._labels[name][best], float(shares[best]))


@cache
def read_roles(encoder: SentenceEncoder) -> NumberRoles:
    """The reader of roles with its weights, read once; never a pickle."""
    path = resources.files(__package__) / FILE
    with resources.as_file(path) as file, np.load(file, allow_pickle=False) as archive:
        return NumberRoles(encoder, {name: archive[name] for name in archive.files})
