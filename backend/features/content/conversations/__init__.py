"""Conversations and messages as data."""

FACE = ("bulk_insert",)
