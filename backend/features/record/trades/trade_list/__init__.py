"""The list of trades: its filter, order, sums, words, neighbours and file."""

FACE = ("conditions", "group_keys")
