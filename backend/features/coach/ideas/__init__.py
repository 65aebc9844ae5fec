"""Ideas read out of a trader's words: scanned, labelled, assigned, and passed only with evidence."""

FACE = ("idea_reader", "ideas", "plausibility")
