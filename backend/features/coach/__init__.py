"""What the coach knows, says and keeps score of."""
