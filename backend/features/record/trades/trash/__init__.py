"""Deleted trades: kept whole for 30 days, brought back, and then removed."""

FACE = ("belongings", "retention")
