"""Answers of the coach and coaching sessions: prepared, attributed, kept, measured."""

FACE = ("briefing", "sessions")
