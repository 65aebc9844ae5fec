"""Users, sessions and tokens: who asks."""

FACE = ("commands",)
