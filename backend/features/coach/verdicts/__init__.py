"""Facts first, then a verdict on an idea."""

FACE = ("fact_builders", "facts", "grounding", "scores")
