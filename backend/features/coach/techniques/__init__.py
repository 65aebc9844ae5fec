"""What the coach can teach: techniques with their source, and one thing that can be done now. Pure."""

FACE = ("catalogue_reader", "choice", "proposals", "running")
