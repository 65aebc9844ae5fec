"""The classifiers of a process: kinds of requests, words that need care, feelings. Pure, and the same every time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from backend.features.coach.classifiers.care_reader import read_care
from backend.features.coach.classifiers.heads import Head, load_head, odds, shares
from backend.features.coach.classifiers.models import (
    FeelingScore,
    GuardScores,
    KindScore,
    KindScores,
    LabelScore,
    NumberScores,
    QuestionScores,
)
from backend.features.coach.classifiers.ngrams import masked
from backend.features.coach.classifiers.number_roles import read_roles
from backend.features.coach.classifiers.sentence_encoder import SentenceEncoder, installed_encoder
from backend.features.coach.language.market_abuse import asks_for_abuse
from backend.features.coach.language.self_harm import shows_despair

Vector = NDArray[np.float32]
LEAST_ALONE = 0.3
"""Below it the model is not heard alone for abuse: a question that is refused for nothing is a loss."""
LEAST_OF_WHOLE = 0.1  # below it no clause of a message is looked at by itself
OF_A_PART, MOST_PARTS = 4, 4  # words of a clause, and clauses
_SENTENCES = re.compile(r"[.!?;\n]+")
_WORD = re.compile(r"[^\W\d_]+")
WORDS_ALONE = "ngrams"
WITH_ENCODER = "encoder"


class Classifiers:
    """Heads over n-grams, signals and, where its package is installed, a sentence encoder."""

    def __init__(self, encoder: SentenceEncoder | None) -> None:
        self._encoder = encoder
        self._variant = WORDS_ALONE if encoder is None else WITH_ENCODER
        self._vector = lru_cache(maxsize=64)(self._new_vector)

    @classmethod
    def load(cls, *, with_encoder: bool = True) -> Classifiers:
        """The classifiers of this process: read when they are first asked for, and once."""
        return _loaded(with_encoder)

    @property
    def has_encoder(self) -> bool:
        """Whether vectors of meaning are known, or n-grams serve alone."""
        return self._encoder is not None

    def kinds(self, text: str, signals: Mapping[str, float] | None = None) -> KindScores:
        """What kind of request a message is.

        Args:
            text: the message.
            signals: what the readers of messages made of it, by name; names that no head has learned have no say.
        """
        head = self._head("kinds")
        probabilities = shares(self._sums(head, text, signals or {}))
        order = np.argsort(-probabilities, kind="stable")
        scores = tuple(KindScore(head.labels[i], float(probabilities[i])) for i in order)
        return KindScores(scores, head.thresholds[0])

    def guard(self, text: str) -> GuardScores:
        """Whether words need care or a refusal before anything else.

        The model is heard alone where it is sure, and the lexicon where the model does not think it idiom.
        """
        head = self._head("guard")
        count, place = len(head.labels), head.labels.index("market_abuse")
        abuse = float(odds(self._sums(head, text, {}))[place])
        alone = max(head.thresholds[place], LEAST_ALONE)
        borne_out = head.thresholds[count + place]
        despair, limits = self._despair(text)
        return GuardScores(
            self_harm=despair,
            market_abuse=abuse,
            shows_despair=despair >= limits[0] or (despair >= limits[1] and shows_despair(text)),
            may_show_despair=despair >= limits[2] or self._has_despair_in_a_part(text, despair),
            asks_for_abuse=abuse >= alone or (abuse >= borne_out and asks_for_abuse(text)),
        )

    def _has_despair_in_a_part(self, text: str, whole: float) -> bool:
        """Whether one of the last clauses alone would be met with care, where the whole leaves it open.

        What is said beside it waters it down: "log it: short NQ 18250 out 18230. i gave my dog away, i won't need it".
        """
        if whole < LEAST_OF_WHOLE:
            return False
        sentences = [part for part in _SENTENCES.split(text) if part.strip()]
        clauses = sentences if len(sentences) > 1 else text.split(",")
        parts = [part for part in clauses if len(set(_WORD.findall(part))) >= OF_A_PART]
        if len(clauses) < 2:
            return False
        for part in parts[-MOST_PARTS:]:
            chance, limits = self._despair(part)
            if chance >= limits[0]:
                return True
        return False

    def _despair(self, text: str) -> tuple[float, tuple[float, ...]]:
        """How likely the words show despair, by the head and the reader of pieces together; the thresholds for that."""
        head = self._head("care")
        sums = self._sums(head, text, {})
        if self._encoder is not None:
            sums = sums + read_care().sum_of(self._encoder.pieces_of(masked(text)))
        return float(odds(np.asarray(sums, np.float32))[0]), head.thresholds

    def question(self, text: str) -> QuestionScores:
        """What a question to the record is likely to ask, whatever its words."""
        return QuestionScores(partial(self._likeliest, text))

    def _likeliest(self, text: str, name: str) -> LabelScore:
        head = self._head(name)
        probabilities = shares(self._sums(head, text, {}))
        best = int(probabilities.argmax())
        return LabelScore(head.labels[best], float(probabilities[best]))

    def number_roles(self, masked: str, traits: Sequence[Sequence[float]]) -> NumberScores | None:
        """What each number of a message about a trade is for; null without an encoder, and of very long words.

        Args:
            masked: the message with ` 0 ` for each number.
            traits: of each number, in their order.
        """
        if self._encoder is None:
            return None
        return read_roles(self._encoder).scores(masked, traits)

    def feelings(self, text: str) -> tuple[FeelingScore, ...]:
        """The feelings that are heard, the clearest first; those below their thresholds are left out."""
        head = self._head("feelings")
        chances = odds(self._sums(head, text, {}))
        clear = [
            FeelingScore(feeling, float(chance))
            for feeling, chance, threshold in zip(
                head.labels, chances, head.thresholds, strict=True
            )
            if chance >= threshold
        ]
        return tuple(sorted(clear, key=lambda score: -score.probability))

    def _sums(self, head: Head, text: str, signals: Mapping[str, float]) -> Vector:
        words = masked(text)
        return head.sums(words, signals, self._vector(words))

    def _new_vector(self, words: str) -> Vector | None:
        return None if self._encoder is None else self._encoder.vector(words)

    def _head(self, name: str) -> Head:
        return _read_head(f"{name}_{self._variant}")


@cache
def _read_head(name: str) -> Head:
    return load_head(name)


@cache
def _loaded(with_encoder: bool) -> Classifiers:
    return Classifiers(installed_encoder() if with_encoder else None)
