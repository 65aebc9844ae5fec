"""The gateway to the engines: openai, or rules."""

FACE = ("budget", "gateway", "ledger", "prices", "prompts", "sanitize", "usage", "user_tools")
