"""Engine.IO: the sessions of sockets, over WebSocket and long polling, on one thread of the process."""
