"""What the coach remembers: learned, corrected, shared, forgotten, and which messages carry it."""

FACE = (
    "chat_commands",
    "confidence",
    "extraction",
    "provenance",
    "redaction",
    "settings",
    "source_spans",
    "statement_matching",
)
