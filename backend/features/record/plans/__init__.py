"""Trade plans: frozen before the fill, matched with what was done, and what keeping to them is worth; the interlock."""

FACE = (
    "adherence",
    "checks",
    "plan_terms",
    "pre_trade_check",
    "pre_trade_check_schemas",
    "report",
    "trade_linking",
)
