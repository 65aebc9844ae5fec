"""Images that belong to trades."""
