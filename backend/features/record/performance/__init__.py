"""What the trading record comes to: figures that can be asked why, groups, curves and charts."""

FACE = (
    "cache",
    "documents",
    "figures",
    "groups",
    "pictures",
    "report",
    "rule_outcomes",
    "selection",
)
