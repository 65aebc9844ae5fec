"""The list of trades: its filter, order, sums, words, neighbours and file."""

FACE = ("conditions", "exclusions", "group_keys")
