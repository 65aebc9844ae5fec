"""Trade plans: frozen before the fill, matched with what was done, and what keeping to them is worth; the interlock."""

FACE = (
    "checks",
    "plan_terms",
    "trade_linking",
)
