"""Messages and conversations as use cases: edited, stopped, listed, serialized."""

FACE = ("actions", "edits", "feedback", "rate_limit", "serializers")
