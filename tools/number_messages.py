"""Messages with the role of each number, as the reader of roles learns from them: tagged ones, and those of the corpus.

Of the tuned side only messages count that are read right by the words of tables: what became of a number is its role.
What the network itself made of numbers that the tables leave open is nothing to learn from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from backend.features.coach.classifiers.number_roles import NUMBER
from backend.features.coach.classifiers.sentence_encoder import SentenceEncoder
from backend.features.coach.ideas.conclusion import Conclusion
from backend.features.coach.ideas.idea_reader import MessagePieces, concluded, scene_of
from backend.features.coach.ideas.roles.number_traits import masked_numbers, traits_of
from backend.features.coach.ideas.roles.table_roles import roles_by_tables
from tests.corpus import tallies
from tests.corpus.corpus_lines import CorpusLine, corpus_lines
from tests.corpus.scoring import MessageScore, score_messages
from tools.tagged_wordings import TaggedWording, tagged_wordings

KINDS = ("idea", "trade_entered", "trade_exited", "level_moved", "plan")
TODAY = date(2026, 11, 25)


@dataclass(frozen=True, slots=True)
class NumberMessage:
    """A message as the network sees it: vectors of its pieces, and of each number its place, traits and role."""

    hand: str
    kind: str
    direction: str
    vectors: NDArray[np.float16]
    places: tuple[int, ...]
    traits: tuple[tuple[float, ...], ...]
    roles: tuple[str, ...]


def number_messages(encoder: SentenceEncoder) -> list[NumberMessage]:
    """All messages whose numbers can be told apart, each masked text once."""
    messages: dict[int, NumberMessage] = {}
    for text, hand, kind, direction, scene, roles in [*_tagged(), *_of_the_corpus()]:
        masked = masked_numbers(text, scene.row, scene.figures)
        context = encoder.in_context(masked, NUMBER)
        if not roles or len(context.places) != len(roles):
            continue
        messages.setdefault(
            crc32(f"{masked}{roles}".encode()),
            NumberMessage(
                hand,
                kind,
                direction,
                context.vectors.astype(np.float16),
                context.places,
                tuple(map(tuple, traits_of(scene.figures))),
                roles,
            ),
        )
    return list(messages.values())


Row = tuple[str, str, str, str, MessagePieces, tuple[str, ...]]


def _tagged() -> Iterator[Row]:
    for wording in tagged_wordings():
        scene = scene_of(wording.text, today=TODAY)
        roles = tuple(_marked(wording, scene, place) for place in sorted(scene.figures))
        yield wording.text, wording.hand, wording.kind, wording.direction, scene, roles


def _marked(wording: TaggedWording, scene: MessagePieces, place: int) -> str:
    piece = scene.row.pieces[place]
    for start, end, role in wording.numbers:
        if piece.start < end and start < piece.end:
            return role
    return "other"


def _of_the_corpus() -> Iterator[Row]:
    lines = [line for line in corpus_lines("tuned") if _is_told_whole(line)]
    for score in score_messages(lines):
        if not tallies.all_is_right(score) or score.understanding.clarification is not None:
            continue
        scene = scene_of(score.text, today=TODAY)
        result = concluded(scene, None)
        if not _is_of_the_tables(result, score):
            continue
        places = () if scene.option is None else scene.option.places
        found = roles_by_tables(result.draft, scene.figures, places)
        roles = tuple(found.get(place, "other") for place in sorted(scene.figures))
        direction = result.terms.direction or "none"
        yield score.text, score.line.hand, score.meant, direction, scene, roles


def _is_of_the_tables(result: Conclusion, score: MessageScore) -> bool:
    """Whether what was read is what the tables read, every number in it."""
    (request,) = score.understanding.requests
    terms = getattr(request, "terms", None)
    if terms is None or result.free:
        return not result.free
    levels = ("entry", "stop", "size", "notional", "risk_money", "risk_percent")
    alike = all(getattr(terms, name) == getattr(result.terms, name) for name in levels)
    return alike and tuple(terms.targets) == tuple(result.terms.targets)


def _is_told_whole(line: CorpusLine) -> bool:
    return not line.is_dialogue and line.content["expect"].get("kind") in KINDS
