"""Words read: ideas, figures, guarded words. Pure; knows instruments and nothing of a trader."""

FACE = ("figure", "figure_context", "ideas", "lexicon", "quantities", "sourced_sentence", "titles")
