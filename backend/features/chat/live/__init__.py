"""Sockets, REST and the answer worker: a message comes in, an answer goes out."""
