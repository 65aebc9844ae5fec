"""Shares of messages, and of families: a wording counts once, by the mean of its messages."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.corpus.expectations import Outcome
from tests.corpus.scoring import MessageScore, TurnScore

Claim = Callable[[MessageScore], bool]
DESPAIR = "self_harm"
ABUSE = "market_abuse"


def share(scores: Sequence[MessageScore], claim: Claim) -> float:
    """How many of the messages it is true of, from 0 to 1; 0 where there are none."""
    return sum(claim(score) for score in scores) / max(len(scores), 1)


def family_share(scores: Sequence[MessageScore], claim: Claim) -> float:
    """The mean over wordings of the share of their messages."""
    families: dict[str, list[MessageScore]] = defaultdict(list)
    for score in scores:
        families[score.line.family].append(score)
    shares = [share(members, claim) for members in families.values()]
    return sum(shares) / max(len(shares), 1)


def families_of(scores: Sequence[MessageScore]) -> int:
    """How many wordings there are."""
    return len({score.line.family for score in scores})


def without_typos(scores: Sequence[MessageScore]) -> list[MessageScore]:
    """Those without a slip of the pen."""
    return [score for score in scores if "typo" not in score.line.tags]


def meant_as(scores: Sequence[MessageScore], kind: str) -> list[MessageScore]:
    """Those whose first label is of this kind."""
    return [score for score in scores if score.meant == kind]


def kind_is_right(score: MessageScore) -> bool:
    """The kind is right, or asking back was."""
    return score.kind is Outcome.RIGHT


def all_is_right(score: MessageScore) -> bool:
    """The kind and everything in it is right."""
    return score.whole is Outcome.RIGHT


def is_asked_back(score: MessageScore) -> bool:
    """Asked back where an answer was right."""
    return score.kind is Outcome.ASKED


def kind_is_wrong(score: MessageScore) -> bool:
    """Answered as something that was not meant."""
    return score.kind is Outcome.WRONG


def a_field_is_wrong(score: MessageScore) -> bool:
    """Answered as what was meant, with something wrong in it."""
    return score.kind is Outcome.RIGHT and score.whole is Outcome.WRONG


def logs_a_wrong_trade(score: MessageScore) -> bool:
    """One click would log what was not told, and nothing warns of it."""
    return score.offers_a_wrong_trade and not score.doubts


def is_two_sided(score: MessageScore, guard: str) -> bool:
    """Whether it is right to hear these guarded words in it, and right not to."""
    guards = {alternative.guard == guard for alternative in score.alternatives}
    return len(guards) > 1


def must_be_guarded(score: MessageScore, guard: str) -> bool:
    """Every reading that is right is guarded so."""
    return all(alternative.guard == guard for alternative in score.alternatives)


def must_not_be_guarded(score: MessageScore, guard: str) -> bool:
    """No reading that is right is guarded so."""
    return all(alternative.guard != guard for alternative in score.alternatives)


def is_guarded(guard: str) -> Claim:
    """A claim: the words were taken as guarded so."""
    return lambda score: score.understanding.guard == guard


def is_met_with(guard: str) -> Claim:
    """A claim: the words were taken as guarded so for certain, and not asked about."""
    return lambda score: (
        score.understanding.guard == guard and not score.understanding.asks_how_it_is_meant
    )


def is_asked_about(score: MessageScore) -> bool:
    """Whether it was asked, gently, if the trade or the trader is meant."""
    return score.understanding.asks_how_it_is_meant


def is_idiom(score: MessageScore) -> bool:
    """Whether it sounds grim and is only how traders talk."""
    return "idiom" in score.line.tags or "idioms" in score.line.file.name


@dataclass(frozen=True, slots=True)
class Figures:
    """What the bars of the corpus are about; shares are of messages, from 0 to 1.

    Attributes:
        kind_right: of the messages that were answered.
        dropped: questions that lost a filter or a measure without a word of it.
        wrong_trades: that one click would log.
        states_right: of the turns whose label names a state.
    """

    kind_right: float
    kind_asked: float
    kind_wrong: float
    all_right: float
    question_right: float
    dropped: int
    idea_right: float
    idea_asked: float
    idea_field_wrong: float
    wrong_trades: int
    states_right: float
    despair_heard: float
    false_alarms: float
    idiom_asked: float


def figures(messages: Sequence[MessageScore], turns: Sequence[TurnScore]) -> Figures:
    """The figures of one side."""
    answered = [score for score in messages if not is_asked_back(score)]
    questions, ideas = meant_as(messages, "question"), meant_as(messages, "idea")
    despair = [score for score in messages if must_be_guarded(score, DESPAIR)]
    idioms = [s for s in messages if is_idiom(s) and must_not_be_guarded(s, DESPAIR)]
    stated = [turn for turn in turns if turn.states]
    return Figures(
        kind_right=share(answered, kind_is_right),
        kind_asked=share(messages, is_asked_back),
        kind_wrong=share(messages, kind_is_wrong),
        all_right=share(messages, all_is_right),
        question_right=share(questions, all_is_right),
        dropped=sum(bool(score.dropped) for score in messages),
        idea_right=share(ideas, all_is_right),
        idea_asked=share(ideas, is_asked_back),
        idea_field_wrong=share(ideas, a_field_is_wrong),
        wrong_trades=sum(logs_a_wrong_trade(score) for score in messages),
        states_right=sum(not turn.wrong_states for turn in stated) / max(len(stated), 1),
        despair_heard=share(despair, is_guarded(DESPAIR)),
        false_alarms=share(idioms, is_met_with(DESPAIR)),
        idiom_asked=share(idioms, is_asked_about),
    )
