"""What the trading record comes to: figures that can be asked why, groups, curves and charts."""

FACE = ("cache", "figures", "groups", "pictures", "report")
