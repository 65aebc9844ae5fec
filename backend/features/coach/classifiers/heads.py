"""A head: weights over n-grams, signals and the vector of the encoder, and the probabilities that they give. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from backend.features.coach.classifiers.ngrams import HashedCounts, hashed_counts

Array = NDArray[np.float32]
FOLDER = "weights"  # beside this file; written by `tools/train_classifiers.py`


@dataclass(frozen=True, slots=True)
class Matrix:
    """Weights in bytes with a scale for each column."""

    steps: NDArray[np.int8]
    scales: Array

    def rows(self, counts: HashedCounts) -> Array:
        """The weighted sum of the rows of what was counted."""
        product: Array = (counts.weights @ self.steps[counts.buckets]) * self.scales
        return product


@dataclass(frozen=True, slots=True)
class HiddenLayer:
    """What of the encoder's vector counts together."""

    first: Array
    bias: Array
    second: Array

    def over(self, vector: Array) -> Array:
        """What the layer adds to each label."""
        hidden = np.maximum(vector @ self.first + self.bias, 0)
        product: Array = hidden @ self.second
        return product


@dataclass(frozen=True, slots=True)
class Head:
    """One classifier: its labels and how each part of a message speaks for them.

    Attributes:
        signals: how a named signal speaks for each label; a name that is not known has no say.
        direct, hidden: over the encoder's vector; null in heads that work without one.
        temperature: by which the sums are divided, so that probabilities mean what they say.
        thresholds: one for each label of a guard or of a feeling, one in all for kinds.
    """

    labels: tuple[str, ...]
    ngrams: Matrix
    bias: Array
    signals: Mapping[str, Array]
    direct: Array | None
    hidden: HiddenLayer | None
    temperature: float
    thresholds: tuple[float, ...]

    def sums(self, text: str, signals: Mapping[str, float], vector: Array | None) -> Array:
        """What speaks for each label, before it is made a probability; `text` is masked."""
        total: Array = self.bias + self.ngrams.rows(hashed_counts(text, len(self.ngrams.steps)))
        for name, value in signals.items():
            if name in self.signals:
                total = np.add(total, self.signals[name] * value, dtype=np.float32)
        if vector is not None and self.direct is not None and self.hidden is not None:
            total = total + vector @ self.direct + self.hidden.over(vector)
        cooled: Array = total / np.float32(self.temperature)
        return cooled


def shares(sums: Array) -> Array:
    """Probabilities of which one is right: they add up to 1."""
    powers = np.exp(sums - sums.max())
    ratio: Array = powers / powers.sum()
    return ratio


def odds(sums: Array) -> Array:
    """Probabilities each of which stands alone."""
    return np.asarray(
        (1 + np.tanh(sums / 2)) / 2, np.float32
    )  # the logistic curve, which overflows nowhere


def load_head(name: str) -> Head:
    """Read a head of the folder beside this file; never a pickle."""
    path = resources.files(__package__) / FOLDER / f"{name}.npz"
    with resources.as_file(path) as file, np.load(file, allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in archive.files}
    names = [str(name) for name in arrays["signal_names"]]
    return Head(
        labels=tuple(str(label) for label in arrays["labels"]),
        ngrams=Matrix(arrays["ngram_steps"], arrays["ngram_scales"]),
        bias=arrays["bias"],
        signals=dict(zip(names, arrays["signal_weights"], strict=True)),
        direct=_whole(arrays, "direct"),
        hidden=_hidden(arrays),
        temperature=float(arrays["temperature"]),
        thresholds=tuple(float(threshold) for threshold in arrays["thresholds"]),
    )


def _hidden(arrays: Mapping[str, NDArray[np.generic]]) -> HiddenLayer | None:
    first, second = _whole(arrays, "first"), _whole(arrays, "second")
    if first is None or second is None:
        return None
    return HiddenLayer(first, np.asarray(arrays["hidden_bias"], np.float32), second)


def _whole(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Array | None:
    """A matrix that was stored in bytes, in floats again."""
    if f"{name}_steps" not in arrays:
        return None
    steps = np.asarray(arrays[f"{name}_steps"], np.float32)
    return steps * np.asarray(arrays[f"{name}_scales"], np.float32)
