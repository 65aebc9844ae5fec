"""What the coach knows when it answers: the cached part, the live part, packed into a budget of tokens."""

FACE = ("group_comparisons", "packing", "views", "wording")
