"""The talk around an idea: taken, told as a trade already, taken back, without a field, in another market. Pure."""

FACE = ("choices", "corrections", "market_change", "regrets")
