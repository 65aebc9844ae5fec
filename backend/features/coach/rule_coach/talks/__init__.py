"""Talks about what is felt: the theme that a talk stays with, and what is said and asked at each turn of it. Pure."""

FACE = ("theme_reader",)
