"""What looks back on days: the calendar, one day whole, questions for its review, and mood beside R."""

FACE = ("calendar",)
