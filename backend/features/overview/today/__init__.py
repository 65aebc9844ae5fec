"""The start of a day in one answer: what holds, what waits, what is open, and what is new."""
