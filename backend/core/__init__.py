"""The kernel: no framework, no product."""
