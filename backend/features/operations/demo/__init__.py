"""A year of a made-up trader in the demo account, written through the same use cases as anybody's."""
