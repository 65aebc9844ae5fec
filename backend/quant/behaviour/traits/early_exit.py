"""What leaving early costs this trader and what it saves, and when it happens."""

import numpy as np

from backend.quant.aggregates import Moments
from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Group, Trait
from backend.quant.behaviour.traits.common import mean_group, silent, trait
from backend.quant.metric import FloatArray
from backend.quant.statistics import student_interval, welch_interval

FEW = 10


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Net effect, efficiency, and leaving early after a loss against after a win."""
    return [_net(rule, context), _efficiency(rule, context), _fear(rule, context)]


def _net(rule: DetectorRule, context: Context) -> Trait:
    """R given up by leaving where the target came first, less R saved where the stop came first."""
    frame = context.frame
    is_early = frame["early"] > 0
    known = is_early & np.isfinite(frame["gave_up_r"])
    gave_up, saved = frame["gave_up_r"][known], frame["saved_r"][known]
    net = saved - gave_up
    many = int(is_early.sum())
    groups = (mean_group("gave_up", gave_up), mean_group("saved", saved))
    if not len(net) and many:
        return silent(rule, "effect_of_leaving_early", "R", many, "no_prices_after_exit")
    if len(net) < FEW:
        return silent(rule, "effect_of_leaving_early", "R", len(net), "too_few", groups)
    moments = Moments.of(net)
    interval = student_interval(moments)
    is_found = interval is not None and interval.high < 0
    return trait(
        rule,
        "effect_of_leaving_early",
        is_found=is_found,
        value=moments.mean,
        unit="R",
        n=len(net),
        interval=interval,
        groups=groups,
    )


def _efficiency(rule: DetectorRule, context: Context) -> Trait:
    """Captured over the best open result, in the median."""
    values = context.frame["efficiency"]
    known = values[np.isfinite(values)]
    if not len(known):
        return silent(rule, "exit_efficiency", "ratio", 0, "no_excursions")
    if len(known) < MINIMUM:
        return silent(rule, "exit_efficiency", "ratio", len(known), "too_few")
    median = float(np.median(known))
    return trait(
        rule,
        "exit_efficiency",
        is_found=median < 0.5,
        value=median,
        unit="ratio",
        n=len(known),
    )


def _fear(rule: DetectorRule, context: Context) -> Trait:
    """Share of winners left early when the position before was a loss, less the share after a win."""
    frame = context.frame
    winners = np.isfinite(frame["unreached"])
    early = frame["early"]
    after_loss = early[winners & np.isfinite(frame["gap_loss"])]
    after_win = early[winners & np.isfinite(frame["gap_win"])]
    n = len(after_loss) + len(after_win)
    groups = (_share("after_loss", after_loss), _share("after_win", after_win))
    if min(len(after_loss), len(after_win)) < MINIMUM:
        return silent(rule, "early_after_loss", "share", n, "too_few", groups)
    loss_moments, other = Moments.of(after_loss), Moments.of(after_win)
    interval = welch_interval(loss_moments, other)
    value = (loss_moments.mean or 0.0) - (other.mean or 0.0)
    is_found = interval is not None and interval.low > 0
    return trait(
        rule,
        "early_after_loss",
        is_found=is_found,
        value=value,
        unit="share",
        n=n,
        interval=interval,
        groups=groups,
    )


def _share(name: str, early: FloatArray) -> Group:
    """The share of some winners that was left early, shape ``(winners,)``."""
    if not len(early):
        return Group(name, 0, None)
    return Group(name, len(early), float(early.mean()))
