"""Spans of days and hours in words. Pure."""

FACE = ("calendar_days", "hours", "span_reader")
