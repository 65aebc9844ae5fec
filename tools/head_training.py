"""Training of a head by gradient descent (Adam), in numpy and scipy: the arithmetic of `classifiers/heads`, backwards."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Array = NDArray[np.float32]
HIDDEN = 256
KEPT_SHARE = 0.5  # of the hidden layer in each step
BATCH = 256
RATES = {"ngrams": 0.03, "bias": 0.03}  # of what is sparse; all else learns at RATE
RATE = 0.003
SMOOTHING = 0.03  # of a label's certainty, so that odd messages do not bend everything
DECAYS = {"ngrams": 1e-6, "bias": 0.0}
DECAY = 1e-5


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a head reads of many messages: a row each."""

    ngrams: csr_matrix
    signals: Array
    vectors: Array | None

    def __getitem__(self, rows: NDArray[np.int64]) -> "Inputs":
        """Some of the messages."""
        vectors = None if self.vectors is None else self.vectors[rows]
        return Inputs(self.ngrams[rows], self.signals[rows], vectors)


@dataclass(slots=True)
class Network:
    """The weights of a head while it learns; `is_multiple` where labels do not exclude each other."""

    weights: dict[str, Array]
    is_multiple: bool
    _first: dict[str, Array] = field(default_factory=dict)
    _second: dict[str, Array] = field(default_factory=dict)
    _steps: int = 0

    def sums(self, inputs: Inputs) -> Array:
        """What speaks for each label."""
        total, _ = self._forward(inputs, None)
        return total

    def step(self, inputs: Inputs, wanted: Array, mask: Array, share: float, rng) -> None:
        """One step towards what is wanted, at a share of the full rate; what is masked with 0 does not count."""
        total, hidden = self._forward(inputs, rng)
        error = (self._probabilities(total) - wanted) * mask / len(wanted)
        self._steps += 1
        for name, slope in self._slopes(inputs, error, hidden).items():
            self._move(name, slope, share)

    def _forward(self, inputs: Inputs, rng) -> tuple[Array, Array | None]:
        weights = self.weights
        total = inputs.ngrams @ weights["ngrams"] + weights["bias"]
        total = total + inputs.signals @ weights["signals"]
        if inputs.vectors is None:
            return total, None
        hidden = np.maximum(inputs.vectors @ weights["first"] + weights["hidden_bias"], 0)
        if rng is not None:
            hidden *= (rng.random(hidden.shape) < KEPT_SHARE) / np.float32(KEPT_SHARE)
        return total + inputs.vectors @ weights["direct"] + hidden @ weights["second"], hidden

    def _probabilities(self, total: Array) -> Array:
        if self.is_multiple:
            return 1 / (1 + np.exp(-total))
        powers = np.exp(total - total.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def _slopes(self, inputs: Inputs, error: Array, hidden: Array | None) -> dict[str, Array]:
        slopes = {
            "ngrams": inputs.ngrams.T @ error,
            "signals": inputs.signals.T @ error,
            "bias": error.sum(axis=0),
        }
        if inputs.vectors is not None and hidden is not None:
            back = error @ self.weights["second"].T * (hidden > 0) / np.float32(KEPT_SHARE)
            slopes["direct"] = inputs.vectors.T @ error
            slopes["second"] = hidden.T @ error
            slopes["first"] = inputs.vectors.T @ back
            slopes["hidden_bias"] = back.sum(axis=0)
        return slopes

    def _move(self, name: str, slope: Array, share: float) -> None:
        weights = self.weights[name]
        slope = slope + DECAYS.get(name, DECAY) * weights
        first = self._first.setdefault(name, np.zeros_like(weights))
        second = self._second.setdefault(name, np.zeros_like(weights))
        first += 0.1 * (slope - first)
        second += 0.01 * (slope * slope - second)
        pace = share * RATES.get(name, RATE) / (1 - 0.9**self._steps)
        weights -= pace * first / (np.sqrt(second / (1 - 0.99**self._steps)) + 1e-8)


def averaged(networks: Sequence[Network]) -> Network:
    """One network whose sums are the means of those of several: hidden layers stand side by side."""
    weights = {
        name: np.mean([network.weights[name] for network in networks], axis=0, dtype=np.float32)
        for name in networks[0].weights
        if name not in ("first", "hidden_bias", "second")
    }
    if "first" in networks[0].weights:
        for name in ("first", "hidden_bias", "second"):
            parts = [network.weights[name] for network in networks]
            weights[name] = np.concatenate(parts, axis=1 if name == "first" else 0)
        weights["second"] /= np.float32(len(networks))
    return Network(weights, networks[0].is_multiple)


def new_network(inputs: Inputs, label_count: int, *, is_multiple: bool, seed: int) -> Network:
    """A network that knows nothing."""
    rng = np.random.default_rng(seed)
    rows = {"ngrams": inputs.ngrams.shape[1], "signals": inputs.signals.shape[1]}
    weights = {name: np.zeros((count, label_count), np.float32) for name, count in rows.items()}
    weights["bias"] = np.zeros(label_count, np.float32)
    if inputs.vectors is not None:
        length = inputs.vectors.shape[1]
        spread = np.sqrt(2 / length)
        weights["direct"] = np.zeros((length, label_count), np.float32)
        weights["first"] = (rng.standard_normal((length, HIDDEN)) * spread).astype(np.float32)
        weights["hidden_bias"] = np.zeros(HIDDEN, np.float32)
        weights["second"] = np.zeros((HIDDEN, label_count), np.float32)
    return Network(weights, is_multiple)


def trained(
    inputs: Inputs, wanted: Array, mask: Array, *, is_multiple: bool, epochs: int, seed: int = 0
) -> Network:
    """A network that has seen every message `epochs` times, at a rate that falls to nothing."""
    network = new_network(inputs, wanted.shape[1], is_multiple=is_multiple, seed=seed)
    rng = np.random.default_rng(seed)
    soft = wanted * (1 - SMOOTHING) + (0.0 if is_multiple else SMOOTHING / wanted.shape[1])
    order_of_steps = range(0, len(wanted), BATCH)
    done, total = 0, epochs * len(order_of_steps)
    for _ in range(epochs):
        order = rng.permutation(len(wanted))
        for start in order_of_steps:
            rows = order[start : start + BATCH]
            network.step(inputs[rows], soft[rows], mask[rows], 1 - done / total, rng)
            done += 1
    return network
