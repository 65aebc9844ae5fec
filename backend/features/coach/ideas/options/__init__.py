"""Options in words: what contract is meant, and until when it runs. Pure."""

FACE = ("option_words",)
