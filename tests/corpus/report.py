"""The report of understanding: `python -m tests.corpus.report --side tuned --kind idea --failures 40`.

Messages of the set-aside side are never shown: who reads them can no longer be measured by them.
"""

import argparse
import random
import sys
from collections.abc import Sequence

from tests.corpus import report_tables as tables
from tests.corpus import tallies
from tests.corpus.corpus_lines import SIDES, corpus_lines
from tests.corpus.report_tables import Lines
from tests.corpus.scoring import MessageScore, TurnScore, score_dialogues, score_messages

MOST_CONFUSIONS = 20
EXAMPLES = 3


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """What is to be reported; exits where messages would be shown that nobody may see."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.report", description=__doc__)
    parser.add_argument("--side", choices=SIDES, default="tuned")
    parser.add_argument("--kind", help="only messages whose label is of this kind")
    parser.add_argument("--failures", type=int, default=0, help="show so many, picked at random")
    parser.add_argument("--seed", type=int, default=0, help="picks other failures")
    parser.add_argument("--parts", help="only failures in which this part or state is wrong")
    wishes = parser.parse_args(arguments)
    if wishes.failures and wishes.side != "tuned":
        parser.error("messages of the set-aside side are not shown to anybody")
    return wishes


def report(
    messages: Sequence[MessageScore], turns: Sequence[TurnScore], *, shows_texts: bool
) -> Lines:
    """All tables."""
    sections = {
        "Bars": tables.bars(messages, turns),
        "By kind": tables.by_kind(messages),
        "By hand": tables.by_hand(messages),
        "Fields of ideas (of those read as ideas)": tables.idea_fields(messages),
        "Wrong trades that one click would log": tables.one_click(messages),
        "Questions to the record": tables.questions(messages),
        "Wrong parts of questions": tables.wrong_parts(messages, "question"),
        "Wrong parts of trades that were left": tables.wrong_parts(messages, "trade_exited"),
        "Wrong parts of trades that were entered": tables.wrong_parts(messages, "trade_entered"),
        "Guarded words": tables.guards(messages),
        "Talk with the coach": tables.coaching(messages),
        "Dialogues": tables.dialogues(turns),
        "Confusions of kinds": tables.confusions(
            messages, MOST_CONFUSIONS, examples=EXAMPLES if shows_texts else 0
        ),
    }
    return [line for title, lines in sections.items() for line in ("", f"## {title}", "", *lines)]


def of_one_kind(messages: Sequence[MessageScore], kind: str) -> Lines:
    """What there is to say of messages of one kind."""
    return [
        *tables.by_kind(messages),
        "",
        *tables.wrong_parts(messages, kind),
        "",
        *tables.confusions(messages, MOST_CONFUSIONS, examples=0),
    ]


def failures(messages: Sequence[MessageScore], count: int, *, seed: int, part: str | None) -> Lines:
    """Messages that were read wrong or asked back without need: what was meant, and what was read."""
    wrong = [score for score in messages if not tallies.all_is_right(score)]
    if part is not None:
        wrong = [score for score in wrong if part in score.wrong | score.dropped]
    picked = random.Random(seed).sample(wrong, min(count, len(wrong)))
    return [line for score in picked for line in _failure(score)]


def _failure(score: MessageScore) -> Lines:
    meant = " or ".join(_words(alternative.requests) for alternative in score.alternatives[:3])
    understanding = score.understanding
    asked = understanding.clarification
    lines = [
        "",
        f"{score.line.place} {score.line.content['id']}: {score.meant} → {score.read}",
        f"  text:  {score.text!r}",
        f"  meant: {meant}",
        f"  read:  {_words(understanding.requests)}",
    ]
    if score.wrong:
        lines.append(f"  wrong: {', '.join(sorted(score.wrong))}")
    if asked is not None:
        lines.append(f"  asked: {asked.about}: {asked.question}")
    if understanding.not_understood:
        lines.append(f"  not understood: {', '.join(understanding.not_understood)}")
    return lines


def _words(requests: Sequence[object]) -> str:
    shown = [request.model_dump_json(exclude_defaults=True) for request in requests]  # type: ignore[attr-defined]
    kinds = [request.kind.value for request in requests]  # type: ignore[attr-defined]
    return " + ".join(f"{kind} {words}" for kind, words in zip(kinds, shown, strict=True)) or "-"


def broken_turns(turns: Sequence[TurnScore], count: int, *, seed: int) -> Lines:
    """The turns at which a conversation went wrong."""
    wrong = [turn for turn in turns if turn.wrong_states and turn.was_right]
    picked = random.Random(seed).sample(wrong, min(count, len(wrong)))
    return [
        line
        for turn in picked
        for line in (
            *_failure(turn.message),
            f"  turn {turn.number}, wrong state: {', '.join(sorted(turn.wrong_states))}",
        )
    ]


def main(arguments: Sequence[str]) -> None:
    """Read the side, and print its report."""
    wishes = options(arguments)
    lines = corpus_lines(wishes.side)
    if wishes.kind == "dialogues":
        turns = score_dialogues(lines)
        shown = [*tables.dialogues(turns), *broken_turns(turns, wishes.failures, seed=wishes.seed)]
        sys.stdout.write("\n".join(shown) + "\n")
        return
    messages = score_messages(lines)
    if wishes.kind:
        messages = tallies.meant_as(messages, wishes.kind)
        shown = of_one_kind(messages, wishes.kind)
    else:
        shown = [f"# Understanding, {wishes.side}"]
        shown += report(messages, score_dialogues(lines), shows_texts=wishes.side == "tuned")
    shown += failures(messages, wishes.failures, seed=wishes.seed, part=wishes.parts)
    sys.stdout.write("\n".join(shown) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
