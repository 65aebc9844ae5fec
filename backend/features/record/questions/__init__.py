"""Questions to the record: one language of measures, filters and groups, and one executor over the reports."""

FACE = ("vocabulary",)
