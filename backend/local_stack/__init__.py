"""`make run`: embedded servers, the supervisor, and what watches it."""
