"""The conversation: sockets and the answer worker, what a message wants, the archive, the messages."""
