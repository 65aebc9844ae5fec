"""Facts first, then a verdict on an idea."""
