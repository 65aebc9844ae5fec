"""The outside world behind the ports that features declare."""
