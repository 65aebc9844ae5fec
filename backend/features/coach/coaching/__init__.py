"""The coach who remembers: memory with provenance, the context of an answer, sessions, and rules that coach."""
