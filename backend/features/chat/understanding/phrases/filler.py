"""Words that change nothing about what is asked. A negation, a number, a name or a filter is never among them. Pure."""

from backend.features.chat.understanding.phrases.table_texts import words_in

FILLER_WORDS = words_in("filler")
FOREIGN_FILLER = words_in("foreign_filler")
FOREIGN_SIGNS = words_in("foreign_signs")
"""Words by which a question in another language shows itself."""
