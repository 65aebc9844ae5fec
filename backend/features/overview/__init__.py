"""What is asked of all rooms at once: the start of a day, and a search over everything that is the trader's."""
