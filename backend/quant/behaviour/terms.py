"""The words in which detectors and tests speak: closed lists, so that whoever shows them has words for each."""

from typing import Literal

Guard = Literal[
    "automated",
    "bracket_rearm",
    "breakout_plan",
    "cancelled_with_exit",
    "decisions_not_fills",
    "event_time",
    "exchange_zone",
    "exit_rule",
    "gap_at_open",
    "gap_through_stop",
    "instrument_mix",
    "invalidation",
    "market_range",
    "news",
    "one_decision",
    "one_outlier",
    "one_position",
    "planned_ladder",
    "planned_reentry",
    "planned_size",
    "planned_widening",
    "replaced",
    "risk_not_lots",
    "rolled",
    "session_end",
    "session_of_its_own",
    "small_loss",
    "soft_evidence_alone",
    "terms_not_notes",
    "time_stop",
    "trailing_stop",
    "usual_slippage",
    "weighted_by_size",
    "wider_stop",
]
"""What can excuse a behaviour."""

EffectUnit = Literal[
    "R",
    "decisions",
    "first_size",
    "initial_risk",
    "minutes_short",
    "range",
    "ratio",
    "robust_z",
    "score",
    "share_of_the_way",
    "tilt",
    "times_the_limit",
]
"""In what the effect of an event is counted."""

TraitUnit = Literal[
    "R", "R_a_decision", "decisions", "log_a_position", "ratio", "share", "share_a_decision"
]
"""In what a test of the whole record is counted."""

TraitGap = Literal[
    "no_excursions",
    "no_marks",
    "no_missed_plans",
    "no_prices_after_exit",
    "no_profit",
    "no_results_of_missed_plans",
    "no_variation",
    "too_few",
]
"""What a test of the whole record lacks."""

DeclaredRule = Literal[
    "daily_loss",
    "gap_after_loss",
    "most_open_risk",
    "most_open_risk_amount",
    "most_risk",
    "most_risk_amount",
    "trades_a_day",
]
"""Rules of the trader's own that a behaviour can break."""
