"""The gateway to the engines: openai, or rules."""
