"""What the classifiers say of a message. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindScore:
    """A kind of request, such as `question` or `book:state`, and how likely it is."""

    label: str
    probability: float

    @property
    def kind(self) -> str:
        """The kind without what it is of: `book` of `book:state`; a guard stays whole."""
        return self.label if self.label.startswith("guard:") else self.label.partition(":")[0]


@dataclass(frozen=True, slots=True)
class KindScores:
    """All kinds, the likeliest first; the probabilities add up to 1.

    Attributes:
        threshold: below it the classifier abstains: held against unseen hands, at most 1 % of all messages were then
            read wrong with confidence.
    """

    scores: tuple[KindScore, ...]
    threshold: float

    @property
    def best(self) -> KindScore:
        """The likeliest label."""
        return self.scores[0]

    @property
    def kinds(self) -> tuple[KindScore, ...]:
        """Kinds with the probabilities of their labels added up, the likeliest first."""
        sums: dict[str, float] = {}
        for score in self.scores:
            sums[score.kind] = sums.get(score.kind, 0.0) + score.probability
        ordered = sorted(sums.items(), key=lambda item: -item[1])
        return tuple(KindScore(label, probability) for label, probability in ordered)

    @property
    def is_sure(self) -> bool:
        """Whether the likeliest kind may be acted on without asking."""
        return self.kinds[0].probability >= self.threshold


@dataclass(frozen=True, slots=True)
class GuardScores:
    """Whether words need care or a refusal before anything else: by the model, or by the lexicon.

    Attributes:
        self_harm, market_abuse: what the model thinks, as probabilities.
        shows_despair, asks_for_abuse: what is to be acted on.
        may_show_despair: it is likely enough to be asked about.
    """

    self_harm: float
    market_abuse: float
    shows_despair: bool
    may_show_despair: bool
    asks_for_abuse: bool


@dataclass(frozen=True, slots=True)
class FeelingScore:
    """A feeling that is heard in the words, and how likely it is."""

    feeling: str
    probability: float


@dataclass(frozen=True, slots=True)
class LabelScore:
    """The likeliest of labels that exclude each other, and how likely it is."""

    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class QuestionScores:
    """What a question to the record is likely to ask, whatever its words: each part with its likeliest value.

    Attributes:
        measure: what is asked first, by its name in `RecordQuery`; `overview` for "how am I doing".
        shape: `plain`, `grouped`, `compared`, `trend`, or what is ranked: `best_trades`, `worst_days`, `best_groups`.
        grouping: by what it is put together; `none`.
        outcome: `win` or `loss`, where only such trades are meant; `none`.
        after: `win` or `loss`, where only trades right after such a one are meant; `none`.
        mood: in which the trades were taken; `none`.
        plan: `planned`, `unplanned`, `late` or `drifted`, where only such trades are meant; `none`.
        habit: the behaviour that is meant, by the name of its detector, or `rule_break`; `none`.
        left_out: `yes` where what the question names is to be left out; `no`.
    """

    measure: LabelScore
    shape: LabelScore
    grouping: LabelScore
    outcome: LabelScore
    after: LabelScore
    mood: LabelScore
    plan: LabelScore
    habit: LabelScore
    left_out: LabelScore


@dataclass(frozen=True, slots=True)
class NumberScores:
    """What the numbers of a message are likely to be.

    Attributes:
        roles: of each number, in the order of the text: every role and how likely it is.
        directions: how likely `long`, `short` and `none` are.
        kind: `idea`, `trade_entered`, `trade_exited`, `level_moved`, `plan`, or `` for no trade of the trader's.
    """

    roles: tuple[Mapping[str, float], ...]
    directions: Mapping[str, float]
    kind: LabelScore
