"""How likely each kind of request is: what the trained heads say, and the signals that they are given. Pure."""

FACE = ("kind_weights", "message_signs")
