"""Messages and conversations as use cases: edited, stopped, listed, serialized."""

FACE = ("actions", "edits", "rate_limit", "serializers")
