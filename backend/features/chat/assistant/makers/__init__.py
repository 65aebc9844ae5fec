"""One maker for each kind of answer; a new kind is a file here, and a line in `kinds`."""

FACE = ("kinds", "maker")
