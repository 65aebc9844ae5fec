"""What stands behind an answer: the trades that made it, and the days on which money fell from its highs."""

FACE = ("contributors", "drawdown_days")
