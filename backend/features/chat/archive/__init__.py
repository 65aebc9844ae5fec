"""Everything that was said: searched, counted, exported, imported."""

FACE = ("analytics", "search")
