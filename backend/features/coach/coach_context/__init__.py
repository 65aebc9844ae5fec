"""What the coach knows when it answers: the cached part, the live part, packed into a budget of tokens."""

FACE = ("cache", "cached_part", "group_comparisons", "live_part", "model", "packing", "prefetch")
