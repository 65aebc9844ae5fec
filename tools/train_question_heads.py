"""Train the heads of questions to the record (`Classifiers.question`), a head for each part, and write them.

    OPENBLAS_NUM_THREADS=1 python -m tools.train_question_heads --unseen hand_q8 h6
    OPENBLAS_NUM_THREADS=1 python -m tools.train_question_heads --write

Figures that are printed are of hands that the heads had not seen; the temperatures below were found by them. Seeds are
fixed; it takes some four minutes of a core.
"""

import argparse
import random
from collections.abc import Sequence

import numpy as np

from tools.head_measures import Calibration
from tools.head_training import Array, Inputs, averaged, trained
from tools.head_writing import write_head
from tools.question_wordings import PARTS, QuestionWording, question_wordings
from tools.training_messages import inputs_of, joined_inputs, slipped, vectors_of

EPOCHS = 20
NETWORKS = 2  # whose mean a head is
SEED = 7
TEMPERATURES = {"measure": 0.8, "shape": 0.65, "grouping": 0.7, "outcome": 0.49, "after": 0.55}
TEMPERATURES |= {"mood": 0.6, "plan": 0.6, "habit": 0.6, "left_out": 0.6}
BOUNDS = (0.6, 0.8, 0.9, 0.97)
UNUSED = 0.6  # readers have bounds of their own


def main() -> None:
    """Measure on unseen hands, or train on all and write."""
    options = _options()
    wordings = question_wordings()
    rng = random.Random(SEED)
    texts = [wording.text for wording in wordings]
    copies = [slipped(text, rng) for text in texts]
    for variant in options.variants:
        plain, other = (_inputs(some, variant) for some in (texts, copies))
        for part in options.parts:
            rows = [at for at, wording in enumerate(wordings) if part in wording.labels]
            some = [wordings[at] for at in rows]
            _train(part, variant, some, (plain[np.array(rows)], other[np.array(rows)]), options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--variants", nargs="+", default=["encoder", "ngrams"])
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--unseen", nargs="*", default=[], help="hands that are measured on")
    parser.add_argument("--write", action="store_true", help="train on all hands and write")
    return parser.parse_args()


def _inputs(texts: Sequence[str], variant: str) -> Inputs:
    vectors = vectors_of(texts, None) if variant == "encoder" else None
    return inputs_of(texts, np.zeros((len(texts), 0), np.float32), vectors)


def _train(
    part: str,
    variant: str,
    wordings: Sequence[QuestionWording],
    inputs: tuple[Inputs, Inputs],
    options: argparse.Namespace,
) -> None:
    labels = sorted({wording.labels[part] for wording in wordings})
    wanted = np.array(
        [[wording.labels[part] == label for label in labels] for wording in wordings], np.float32
    )
    hands = np.array([wording.hand for wording in wordings])
    if options.unseen:
        is_unseen = np.isin(hands, options.unseen)
        network = _network(inputs, wanted, np.flatnonzero(~is_unseen))
        sums = network.sums(inputs[0][np.flatnonzero(is_unseen)])
        _print(f"{part} {variant}", sums / TEMPERATURES[part], wanted[is_unseen])
    if options.write:
        network = _network(inputs, wanted, np.arange(len(wordings)))
        calibration = Calibration(TEMPERATURES[part], (UNUSED,))
        write_head(f"{part}_{variant}", labels, network, [], calibration)


def _network(inputs: tuple[Inputs, Inputs], wanted: Array, rows):
    both = joined_inputs(inputs[0][rows], inputs[1][rows])
    goal, mask = np.tile(wanted[rows], (2, 1)), np.ones((2 * len(rows), 1), np.float32)
    return averaged(
        [
            trained(both, goal, mask, is_multiple=False, epochs=EPOCHS, seed=seed)
            for seed in range(NETWORKS)
        ]
    )


def _print(title: str, sums: Array, wanted: Array) -> None:
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    right = wanted[np.arange(len(wanted)), shares.argmax(axis=1)] > 0
    sure = shares.max(axis=1)
    parts = [
        f"at {bound}: {(sure >= bound).mean():.2f} of them, right {right[sure >= bound].mean():.3f}"
        for bound in BOUNDS
        if (sure >= bound).any()
    ]
    print(f"{title}: right {right.mean():.3f}; {'; '.join(parts)}", flush=True)


if __name__ == "__main__":
    main()
