"""What each number of a trade is for: as the tables of words have it, and as it was learned."""
