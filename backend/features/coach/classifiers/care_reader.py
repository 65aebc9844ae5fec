"""How much a message speaks of despair, read piece by piece: one clause among others counts, too. Pure."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np

from backend.features.coach.classifiers.piece_reader import Array, PieceReader

FILE = "weights/care_reader.npz"


class CareReader(PieceReader):
    """Two layers of attention over the encoder's pieces; what they find is taken by its mean and by its most."""

    def sum_of(self, pieces: Array) -> float:
        """What speaks for despair, as log odds.

        Args:
            pieces: of the message, from `SentenceEncoder.pieces_of`, shape ``(pieces, 1280)``.
        """
        weights = self._weights
        rows = self._through_layers(pieces @ weights["input"] + weights["input_bias"])
        pooled = np.concatenate([rows.mean(axis=0), rows.max(axis=0)])
        return float((pooled @ weights["despair"] + weights["despair_bias"])[0])


@cache
def read_care() -> CareReader:
    """The reader with its weights, read once; never a pickle."""
    path = resources.files(__package__) / FILE
    with resources.as_file(path) as file, np.load(file, allow_pickle=False) as archive:
        return CareReader({name: archive[name] for name in archive.files})
