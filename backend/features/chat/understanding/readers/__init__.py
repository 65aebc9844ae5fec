"""Readers of what is told in few forms: promises, settings, looks into books, calls for help, small talk. Pure."""

FACE = (
    "archive_reader",
    "book_reader",
    "greetings",
    "help_reader",
    "memory_words",
    "promise_reader",
    "setting_question",
    "setting_reader",
    "social_acts",
    "trade_parts",
)
