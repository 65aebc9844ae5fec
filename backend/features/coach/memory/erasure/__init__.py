"""What forgetting does to words: which messages carry a memory, what is left of them, and what is never learned again."""
