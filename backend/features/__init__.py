"""The product, in levels; `docs/architecture.md` says which may import which."""
