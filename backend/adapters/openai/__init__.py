"""The `openai` engine: the official SDK, bounded in time and bytes."""
