"""Words and phrases of questions: what is known of them one by one. Pure."""

FACE = (
    "count_words",
    "counts",
    "filler",
    "languages",
    "marks",
    "names",
    "numbers",
    "phrase_table",
    "span_words",
    "spelling",
    "table_texts",
    "words",
)
