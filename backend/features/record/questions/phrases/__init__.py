"""Questions and answers in words, without input or output."""

FACE = ("answer_text", "chips", "slice_text")
