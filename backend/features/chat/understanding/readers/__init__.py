"""Readers of what is told in few forms: promises, looks into books, calls for help, small talk. Pure."""

FACE = (
    "archive_reader",
    "book_reader",
    "greetings",
    "help_reader",
    "journal_reader",
    "memory_words",
    "number_forms",
    "promise_reader",
    "social_acts",
    "trade_parts",
)
