"""What a rulebook would have blocked: limits that nobody wrote yet, held against the record."""
