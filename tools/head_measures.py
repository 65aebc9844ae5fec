"""What heads are worth on messages that they have not seen, and the temperature and thresholds that follow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.features.coach.classifiers.heads import odds
from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.self_harm import shows_despair
from tests.corpus.examples import Example, kind_of

TEMPERATURES = np.geomspace(0.5, 4, 43)
WRONG = 0.01  # of all messages, read wrong with confidence
FALSE_ALARMS = 0.02  # of idiom by hands that the head has not seen
COVERAGES = (0.95, 0.9, 0.8, 0.7)
LEXICON = {"self_harm": shows_despair, "market_abuse": asks_for_abuse}
CHANCES = np.geomspace(0.01, 0.99, 60)  # thresholds that are tried
FEELING_PRECISION = 0.6  # the corpus names one feeling where there may be two
FALLBACK = 0.4


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a head needs beside its weights."""

    temperature: float
    thresholds: tuple[float, ...]


def calibrate_kinds(
    title: str, labels: Sequence[str], messages: Sequence[Example], sums: NDArray[np.float32]
) -> Calibration:
    """Print accuracy and the curve of coverage against error; the threshold is that of `WRONG`."""
    rows = [labels.index(message.label) for message in messages]
    temperature = min(TEMPERATURES, key=lambda heat: _surprise(sums / heat, rows))
    shares = _shares(sums / temperature)
    kinds = sorted({kind_of(label) for label in labels})
    joined = np.zeros((len(shares), len(kinds)))
    for column, label in enumerate(labels):
        joined[:, kinds.index(kind_of(label))] += shares[:, column]
    accepted = [{kind_of(label) for label in message.accepted} for message in messages]
    best = joined.argmax(axis=1)
    right = np.array([kinds[row] in kept for row, kept in zip(best, accepted, strict=True)])
    part = [
        labels[row] in m.accepted for row, m in zip(shares.argmax(axis=1), messages, strict=True)
    ]
    confidence = joined.max(axis=1)
    _print_kinds(title, messages, right, confidence)
    threshold, coverage = _threshold(right, confidence)
    print(
        f"  with parts {np.mean(part):.4f}; temperature {temperature:.2f}; threshold {threshold:.3f}"
        f" covers {coverage:.3f} with {WRONG:.0%} of all wrong"
    )
    _print_each_kind(messages, right, confidence >= threshold)
    return Calibration(float(temperature), (threshold,))


def calibrate_guard(
    title: str, labels: Sequence[str], messages: Sequence[Example], sums: NDArray[np.float32]
) -> Calibration:
    """Print what is heard and what is a false alarm, by the model, the lexicon and either."""
    temperature = min(TEMPERATURES, key=lambda heat: _doubt(sums / heat, labels, messages))
    chances = odds(sums / np.float32(temperature))
    pairs = [
        _guard_thresholds(title, guard, messages, chances[:, column])
        for column, guard in enumerate(labels)
    ]
    highs, lows = zip(*pairs, strict=True)
    print(
        f"  temperature {temperature:.2f}; thresholds {highs}, beside the lexicon {lows}",
        flush=True,
    )
    return Calibration(float(temperature), (*highs, *lows))


def _guard_thresholds(
    title: str, guard: str, messages: Sequence[Example], chances: NDArray[np.float32]
) -> tuple[float, float]:
    """Where the model is heard alone, and where it bears out the lexicon."""
    heard = np.array([m.guard == guard and not m.is_two_sided for m in messages])
    clear = np.array([not m.guard and not m.is_two_sided for m in messages])
    idiom = np.array([m.is_idiom for m in messages])
    lexicon = np.array([LEXICON[guard](m.text) for m in messages])
    high, low = _best_pair(chances, lexicon, heard, _Calm(idiom, clear))
    borne_out = lexicon & (chances >= low)
    model = chances >= high
    alarms = {"model": model, "lexicon": lexicon, "guard": model | borne_out}
    for name, alarm in alarms.items():
        print(
            f"{title:12} {guard:12} {name:8} heard {alarm[heard].mean():.4f} of {heard.sum()},"
            f" false on idiom {alarm[idiom].mean():.4f} of {idiom.sum()},"
            f" on all {alarm[clear].mean():.4f} of {clear.sum()}"
        )
    return high, low


def calibrate_feelings(
    title: str, labels: Sequence[str], messages: Sequence[Example], sums: NDArray[np.float32]
) -> Calibration:
    """Print how many feelings are heard at a threshold where enough of them are right."""
    chances = odds(sums)
    thresholds = []
    for column, feeling in enumerate(labels):
        counts = np.array([feeling not in m.doubtful and not m.is_idiom for m in messages])
        wanted = np.array([feeling in m.feelings for m in messages])[counts]
        threshold = _precise_threshold(chances[counts, column], wanted)
        alarm = chances[counts, column] >= threshold
        hit = int((alarm & wanted).sum())
        print(
            f"{title:12} {feeling:15} {wanted.sum():4} heard {hit / max(1, wanted.sum()):.3f}"
            f" right {hit / max(1, alarm.sum()):.3f} threshold {threshold:.3f}"
        )
        thresholds.append(threshold)
    return Calibration(1.0, tuple(thresholds))


def _shares(sums: NDArray[np.float32]) -> NDArray[np.float64]:
    powers = np.exp(sums - sums.max(axis=1, keepdims=True)).astype(float)
    return powers / powers.sum(axis=1, keepdims=True)


def _surprise(sums: NDArray[np.float32], rows: Sequence[int]) -> float:
    shares = _shares(sums)[np.arange(len(rows)), rows]
    return float(-np.log(np.maximum(shares, 1e-9)).mean())


def _doubt(sums: NDArray[np.float32], labels: Sequence[str], messages: Sequence[Example]) -> float:
    wanted = np.array([[message.guard == label for label in labels] for message in messages])
    counts = np.array([not message.is_two_sided for message in messages])
    chances = np.clip(odds(sums)[counts], 1e-6, 1 - 1e-6)
    return float(-np.log(np.where(wanted[counts], chances, 1 - chances)).mean())


def _threshold(right: NDArray[np.bool_], confidence: NDArray[np.float64]) -> tuple[float, float]:
    order = np.argsort(-confidence)
    wrong = np.cumsum(~right[order]) / len(order)
    last = int(np.flatnonzero(wrong <= WRONG).max())
    return float(confidence[order[last]]), (last + 1) / len(order)


@dataclass(frozen=True, slots=True)
class _Calm:
    """Messages that need no care: idiom, and all that are clear."""

    idiom: NDArray[np.bool_]
    clear: NDArray[np.bool_]

    def alarms_are_few(self, alarm: NDArray[np.bool_]) -> bool:
        """Whether few messages of idiom, and of all a quarter of that, raise the alarm."""
        on_idiom, on_all = alarm[self.idiom].mean(), alarm[self.clear].mean()
        return bool(on_idiom <= FALSE_ALARMS and on_all <= FALSE_ALARMS / 4)


def _best_pair(
    chances: NDArray[np.float32],
    lexicon: NDArray[np.bool_],
    heard: NDArray[np.bool_],
    calm: _Calm,
) -> tuple[float, float]:
    """The pair of thresholds with which most is heard while false alarms are few."""
    best, pair = -1.0, (1.0, 1.0)
    for high in CHANCES:
        for low in CHANCES[high >= CHANCES]:
            alarm = (chances >= high) | (lexicon & (chances >= low))
            share = float(alarm[heard].mean())
            if share > best and calm.alarms_are_few(alarm):
                best, pair = share, (float(high), float(low))
    return pair


def _precise_threshold(chances: NDArray[np.float32], wanted: NDArray[np.bool_]) -> float:
    order = np.argsort(-chances)
    precision = np.cumsum(wanted[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((precision >= FEELING_PRECISION) & (np.cumsum(wanted[order]) >= 3))
    return float(chances[order[enough.max()]]) if len(enough) else FALLBACK


def _print_kinds(
    title: str,
    messages: Sequence[Example],
    right: NDArray[np.bool_],
    confidence: NDArray[np.float64],
) -> None:
    order = np.argsort(-confidence)
    curve = [
        f"{share}: {right[order[: int(share * len(order))]].mean():.4f}" for share in COVERAGES
    ]
    hands = np.array([message.hand for message in messages])
    by_hand = [f"{hand} {right[hands == hand].mean():.4f}" for hand in sorted(set(hands))]
    print(f"{title:12} kinds {right.mean():.4f} of {len(right)}; by hand {', '.join(by_hand)}")
    print(f"  right of those answered, at coverage {', '.join(curve)}", flush=True)


def _print_each_kind(
    messages: Sequence[Example], right: NDArray[np.bool_], sure: NDArray[np.bool_]
) -> None:
    kinds = np.array([kind_of(message.label) for message in messages])
    for kind in sorted(set(kinds)):
        its = kinds == kind
        print(
            f"    {kind:20} {its.sum():5} right {right[its].mean():.3f} answered {sure[its].mean():.3f}"
            f" confident wrong {(sure & ~right)[its].mean():.3f}"
        )
