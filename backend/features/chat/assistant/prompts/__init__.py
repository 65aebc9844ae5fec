"""The prompts of the chat."""
