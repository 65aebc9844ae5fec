"""How the outside reaches a service: one contract for HTTP, sockets and tasks."""
