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
    whole = known = earned = 0
    hard_broken = []
    for rule, was_met in met.items():
        weight = weights.get(rule, 0)
        whole += weight
        if was_met is None:
            continue
        known += weight
        if was_met:
            earned += weight
        elif weight > 0 and rule in hard:
            hard_broken.append(rule)
    if known == 0:
        return Score(value=None, coverage=0, capped_by=())
    value = round(100 * earned / known)
    coverage = round(100 * known / whole)
    if hard_broken and value > cap:
        return Score(cap, coverage, tuple(hard_broken))
    return Score(value, coverage, ())
