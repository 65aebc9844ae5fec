"""Whether this trader comes back faster or larger after losses than after wins."""

import numpy as np

from backend.quant.behaviour.context import Context, DetectorRule
from backend.quant.behaviour.events import Trait
from backend.quant.behaviour.traits.common import rate_ratio, ratio_of_medians, silent, trait

WATCHED = 3_600.0  # seconds after an exit in which the next entry is waited for
AFTER = ("after_loss", "after_win")


def traits(rule: DetectorRule, context: Context) -> list[Trait]:
    """Gap, size and entry rate after a loss against after a win, in the same session."""
    frame = context.frame
    loss, win = frame["gap_loss"], frame["gap_win"]
    after_loss, after_win = np.isfinite(loss), np.isfinite(win)
    has_ratio = np.isfinite(frame["log_ratio"])
    log_size = np.where(has_ratio, frame["log_ratio"], frame["log_money"])
    size = np.exp(log_size)
    sized = np.isfinite(size)
    return [
        ratio_of_medians(
            rule,
            "gap_after_loss",
            AFTER,
            loss[after_loss] + 1,
            win[after_win] + 1,
            larger=False,
        ),
        ratio_of_medians(
            rule,
            "size_after_loss",
            AFTER,
            size[after_loss & sized],
            size[after_win & sized],
            larger=True,
        ),
        _entry_rate(rule, context),
    ]


def _entry_rate(rule: DetectorRule, context: Context) -> Trait:
    """Entries a minute in the hour after a loss over those after a win; an hour without an entry counts as such."""
    frame = context.frame
    gaps = (frame["gap_loss"], frame["gap_win"])
    r = frame["r"][frame.order]
    exits = (int((r < 0).sum()), int((r > 0).sum()))
    entries, exposures = [], []
    for gap, exited in zip(gaps, exits, strict=True):
        known = gap[np.isfinite(gap)]
        never = max(0, exited - len(known))
        waited = float(np.minimum(known, WATCHED).sum())
        entries.append(int((known <= WATCHED).sum()))
        exposures.append(waited + never * WATCHED)
    rate = rate_ratio((entries[0], entries[1]), (exposures[0], exposures[1]))
    n = sum(entries)
    if min(entries) < 20 or rate is None:
        return silent(rule, "entry_rate_after_loss", "ratio", n, "too_few")
    ratio, interval = rate
    return trait(
        rule,
        "entry_rate_after_loss",
        is_found=interval.low > 1,
        value=ratio,
        unit="ratio",
        n=n,
        interval=interval,
    )
