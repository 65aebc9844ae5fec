"""Detectors at work: whose record changed, read, looked at, and what they found kept."""

FACE = ("worker",)
