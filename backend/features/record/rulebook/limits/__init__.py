"""Limits that look at a trade alone, and how the mark of a rule is put into words."""
