"""Questions and answers in words, without input or output."""

FACE = ("answer_text", "chips", "contributor_text", "slice_text")
