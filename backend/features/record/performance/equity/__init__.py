"""What ratios stand on: the equity of the accounts that were traded, and its curve by day."""

FACE = ("daily_curve", "equity_base")
