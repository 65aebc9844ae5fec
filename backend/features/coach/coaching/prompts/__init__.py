"""The prompts of the coach."""
