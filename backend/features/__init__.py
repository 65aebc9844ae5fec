"""The product, in wings; each wing holds its rooms. `docs/architecture.md` says which may import which."""
