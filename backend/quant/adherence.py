"""A score of how a plan was kept: what is known of it, weighed; what is not known is coverage, and not zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """How a plan was kept.

    Attributes:
        value: 0 to 100; null when no rule with a weight is known.
        coverage: per cent of all weights that are known.
        capped_by: hard rules that were broken and hold the value down.
    """

    value: int | None
    coverage: int
    capped_by: tuple[str, ...]


def adherence_score(
    met: Mapping[str, bool | None],
    weights: Mapping[str, int],
    hard: Sequence[str],
    cap: int,
) -> Score:
    """``sum(w * met) / sum(w)`` over the rules that are known, times 100; a broken hard rule caps it.

    The result of a trade is no rule: a plan that was broken with a profit was broken.

    Args:
        met: by rule; null where nobody knows.
        weights: by rule, 0 or more.
        hard: rules whose breach caps the value.
        cap: the most that is left then.
    """
    whole = sum(weights.get(rule, 0) for rule in met)
    known = {rule: weights.get(rule, 0) for rule, was in met.items() if was is not None}
    weighed = sum(known.values())
    coverage = round(100 * weighed / whole) if whole else 0
    capped = tuple(
        rule for rule in met if rule in hard and met[rule] is False and weights.get(rule, 0) > 0
    )
    if weighed == 0:
        return Score(None, coverage, ())
    value = round(100 * sum(weight for rule, weight in known.items() if met[rule]) / weighed)
    return Score(min(value, cap) if capped else value, coverage, capped if value > cap else ())
