"""The coach who remembers: memory with provenance, the context of an answer, coaching sessions, and the rules that coach."""
