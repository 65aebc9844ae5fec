"""What was said and shown, as data."""
