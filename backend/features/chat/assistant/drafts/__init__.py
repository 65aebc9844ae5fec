"""What is to be written down: shown as understood, and made when the trader confirms it."""

FACE = (
    "confirmation",
    "draft",
    "superseded_drafts",
    "technique_draft",
    "told_deeds",
    "trade_changes",
    "trade_corrections",
)
