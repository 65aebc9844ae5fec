"""Conversations and messages as data."""
