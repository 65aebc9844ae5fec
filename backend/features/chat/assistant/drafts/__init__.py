"""What is to be written down: shown as understood, and made when the trader confirms it."""

FACE = ("confirmation", "draft", "technique_draft", "trade_changes")
