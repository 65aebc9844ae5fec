"""The front room: sending, answering, live events."""
