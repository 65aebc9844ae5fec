"""What a question leaves open or asks apart: sides, days, rules, names of two kinds, several questions in one. Pure."""

FACE = ("choices", "day_limits", "impossible", "left_open", "several")
