"""Words read: figures, guarded words, numbers in words. Pure; knows instruments and nothing of a trader."""

FACE = (
    "common_words",
    "figure",
    "figure_context",
    "lexicon",
    "market_abuse",
    "normalize",
    "number_words",
    "quantities",
    "self_harm",
    "sourced_sentence",
    "talk_acts",
    "titles",
)
