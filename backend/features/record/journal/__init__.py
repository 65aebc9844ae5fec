"""The trader's journal: entries, check-ins, templates, and what they say beside the record; words encrypted at rest."""

FACE = ("check_ins", "entry_pages")
