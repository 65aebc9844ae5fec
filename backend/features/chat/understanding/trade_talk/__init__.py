"""The talk around an idea: taken, told as a trade already, taken back, without a field, in another market. Pure."""

FACE = ("choices", "market_change", "regrets")
