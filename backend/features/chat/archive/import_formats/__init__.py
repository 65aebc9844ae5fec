"""Which files conversations are imported from: a file a format, and `formats`, which lists them."""
