"""What the classifiers say of a message. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class KindScore:
    """A kind of request, such as `question` or `book:state`, and how likely it is."""

    label: str
    probability: float

    @property
    def kind(self) -> str:
        """The kind without what it is of: `book` of `book:state`; a guard stays whole."""
        return self.label if self.label.startswith("guard:") else self.label.partition(":")[0]


@dataclass(frozen=True)
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

    @cached_property
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


class QuestionScores:
    """What a question to the record is likely to ask, whatever its words: each part with its likeliest value.

    Each part has a head of its own, which is asked when the part is first read: most words are tried by one of them.
    """

    def __init__(self, likeliest: Callable[[str], LabelScore]) -> None:
        self._likeliest = likeliest

    def part(self, name: str) -> LabelScore:
        """A part by its name."""
        score: LabelScore = getattr(self, name)
        return score

    @cached_property
    def measure(self) -> LabelScore:
        """What is asked first, by its name in `RecordQuery`; `overview` for "how am I doing"."""
        return self._likeliest("measure")

    @cached_property
    def shape(self) -> LabelScore:
        """`plain`, `grouped`, `compared`, `trend`, or what is ranked: `best_trades`, `worst_days`, `best_groups`."""
        return self._likeliest("shape")

    @cached_property
    def grouping(self) -> LabelScore:
        """By what it is put together; `none`."""
        return self._likeliest("grouping")

    @cached_property
    def outcome(self) -> LabelScore:
        """`win` or `loss`, where only such trades are meant; `none`."""
        return self._likeliest("outcome")

    @cached_property
    def after(self) -> LabelScore:
        """`win` or `loss`, where only trades right after such a one are meant; `none`."""
        return self._likeliest("after")

    @cached_property
    def mood(self) -> LabelScore:
        """In which the trades were taken; `none`."""
        return self._likeliest("mood")

    @cached_property
    def plan(self) -> LabelScore:
        """`planned`, `unplanned`, `late` or `drifted`, where only such trades are meant; `none`."""
        return self._likeliest("plan")

    @cached_property
    def habit(self) -> LabelScore:
        """The behaviour that is meant, by the name of its detector, or `rule_break`; `none`."""
        return self._likeliest("habit")

    @cached_property
    def left_out(self) -> LabelScore:
        """`yes` where what the question names is to be left out; `no`."""
        return self._likeliest("left_out")


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
