"""The rulebook: a trader's own limits, the state of the session by them, overrides and commitments."""

FACE = (
    "book",
    "commitments",
    "evaluation",
    "locks",
    "reports",
    "session_figures",
    "session_state",
    "trade_checks",
    "trade_request",
    "versions",
)
