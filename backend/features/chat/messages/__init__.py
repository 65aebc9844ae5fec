"""Messages and conversations as use cases: edited, stopped, listed, serialized."""

FACE = ("actions", "draft_schemas", "edits", "feedback", "rate_limit", "serializers")
