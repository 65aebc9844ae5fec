"""The prompts of verdicts."""
