"""The rulebook: a trader's own limits, the state of the session by them, overrides and commitments."""
