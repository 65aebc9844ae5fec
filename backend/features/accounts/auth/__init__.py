"""Users, sessions and tokens: who asks."""
