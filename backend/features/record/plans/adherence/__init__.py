"""How a trade kept to its plan: marks, scores, what each rule weighs, and the report over time."""

FACE = ("report",)
