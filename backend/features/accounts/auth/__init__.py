"""Users, sessions and tokens: who asks."""

FACE = ("commands", "demo_account")
