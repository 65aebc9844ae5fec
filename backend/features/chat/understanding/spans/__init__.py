"""Spans of days and hours in words. Pure."""

FACE = ("calendar_days", "hours", "same_spans", "span_reader")
