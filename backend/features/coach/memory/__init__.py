"""What the coach remembers: learned, corrected, shared, forgotten, and which messages carry it."""

FACE = (
    "chat_commands",
    "extraction",
    "recall",
    "redaction",
    "settings",
    "statement_matching",
)
