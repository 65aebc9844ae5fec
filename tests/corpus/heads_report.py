"""What the classifiers alone make of the corpus: `python -m tests.corpus.report --side tuned|set_aside`.

Of the tuned side the figures flatter: the heads have seen it. Whoever builds a reader runs the other side only to measure.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from backend.features.coach.classifiers.service import Classifiers
from tests.corpus.examples import Example, examples, kind_of

COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the classifier of kinds said of a message."""

    probability: float
    is_right: bool
    is_sure: bool


@dataclass(slots=True)
class Alarms:
    """Of messages of one sort: how many, and how many raised the alarm."""

    messages: int = 0
    alarms: list[str] = field(default_factory=list)

    def add(self, text: str, *, is_alarm: bool) -> None:
        """Count a message."""
        self.messages += 1
        if is_alarm:
            self.alarms.append(text)


def main() -> None:
    """Print accuracy by kind with coverage and confident wrong, what the guard hears, and feelings."""
    options = _options()
    classifiers = Classifiers.load(with_encoder=not options.without_encoder)
    messages = examples(options.side)
    print(f"{options.side}: {len(messages)} messages, encoder: {classifiers.has_encoder}")
    _report_kinds(classifiers, messages, _signals(options.signals))
    _report_guard(classifiers, messages)
    _report_feelings(classifiers, messages)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--side", choices=("tuned", "set_aside"), required=True)
    parser.add_argument("--without-encoder", action="store_true")
    parser.add_argument("--signals", type=Path, help='lines of {"id": ..., "signals": {...}}')
    return parser.parse_args()


def _signals(path: Path | None) -> Mapping[str, Mapping[str, float]]:
    if path is None:
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row["signals"] for row in rows}


def _report_kinds(
    classifiers: Classifiers,
    messages: Sequence[Example],
    signals: Mapping[str, Mapping[str, float]],
) -> None:
    by_kind: dict[str, list[Answer]] = defaultdict(list)
    for message in messages:
        scores = classifiers.kinds(message.text, signals.get(message.id, {}))
        best = scores.kinds[0]
        is_right = best.label in {kind_of(label) for label in message.accepted}
        by_kind[kind_of(message.label)].append(Answer(best.probability, is_right, scores.is_sure))
    print(f"{'kind':20} {'messages':>8} {'right':>6} {'answered':>8} {'confident wrong':>15}")
    for kind in sorted(by_kind):
        print(_line(kind, by_kind[kind]))
    everything = sorted(chain(*by_kind.values()), key=lambda answer: -answer.probability)
    print(_line("all", everything))
    for coverage in COVERAGES:
        part = everything[: int(coverage * len(everything))]
        right = sum(answer.is_right for answer in part) / len(part)
        print(
            f"  of the surest {coverage:.0%}: {right:.4f} right, from {part[-1].probability:.3f} on"
        )


def _line(title: str, answers: Sequence[Answer]) -> str:
    count = len(answers)
    right = sum(answer.is_right for answer in answers) / count
    sure = sum(answer.is_sure for answer in answers) / count
    wrong = sum(answer.is_sure and not answer.is_right for answer in answers) / count
    return f"{title:20} {count:8} {right:6.3f} {sure:8.3f} {wrong:15.4f}"


def _report_guard(classifiers: Classifiers, messages: Sequence[Example]) -> None:
    counts: dict[str, Alarms] = defaultdict(Alarms)
    for message in messages:
        scores = classifiers.guard(message.text)
        if message.guard and not message.is_two_sided:
            heard = {"self_harm": scores.shows_despair, "market_abuse": scores.asks_for_abuse}
            counts[f"{message.guard} heard"].add(message.text, is_alarm=heard[message.guard])
        if message.guard == "self_harm" and not message.is_two_sided:
            is_heard = scores.shows_despair or scores.may_show_despair
            counts["self_harm heard or asked"].add(message.text, is_alarm=is_heard)
        if not message.guard and not message.is_two_sided:
            sort = "idiom" if message.is_idiom else "anything else"
            alarm = scores.shows_despair or scores.asks_for_abuse
            counts[f"false alarms on {sort}"].add(message.text, is_alarm=alarm)
            counts[f"asked on {sort}"].add(
                message.text, is_alarm=scores.may_show_despair and not alarm
            )
    for title, alarms in sorted(counts.items()):
        share = len(alarms.alarms) / alarms.messages
        print(f"{title:32} {share:.4f} of {alarms.messages}")


def _report_feelings(classifiers: Classifiers, messages: Sequence[Example]) -> None:
    right = heard = wanted = 0
    for message in messages:
        feelings = {score.feeling for score in classifiers.feelings(message.text)}
        wanted += len(message.feelings)
        right += len(feelings & message.feelings)
        heard += len(feelings - message.doubtful)
    print(f"feelings: {right} of {wanted} heard; {right} of {heard} that were heard are expected")


if __name__ == "__main__":
    main()
