"""How often this trader adds to losers, and how many large losses come of it."""

import numpy as np

from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import MINIMUM, Trait
from backend.quant.behaviour.traits.common import mean_difference, silent, trait
from backend.quant.statistics import wilson_interval


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Share of the losses beyond 1 R in which there was an add, and the results with adds against those without."""
    frame = context.frame
    known = np.isfinite(frame["r"]) & np.isfinite(frame["added"])
    added = known & (frame["added"] > 0)
    large = known & (frame["r"] < -1)
    n = int(large.sum())
    name = "large_losses_with_adds"
    shares = silent(rule, name, "share", n, "too_few")
    if n >= MINIMUM:
        many = int((large & added).sum())
        interval = wilson_interval(many, n)
        is_found = interval is not None and interval.low > added.sum() / known.sum()
        shares = trait(
            rule,
            name,
            is_found=bool(is_found),
            value=many / n,
            unit="share",
            n=n,
            interval=interval,
        )
    results = mean_difference(
        rule,
        "adds_against_none",
        ("added", "not_added"),
        frame["r"][added],
        frame["r"][known & ~added],
    )
    return [shares, results]
