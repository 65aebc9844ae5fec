"""What the coach knows of each detector: one file for one, and one line in `registry`."""

FACE = ("registry",)
