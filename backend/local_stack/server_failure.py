"""What is raised where a private server cannot run."""


class EmbeddedServerFailed(RuntimeError):
    """A private server did not start; the message says what to do."""
