"""Small pieces of sentences."""


def counted(many: int, singular: str, more: str) -> str:
    """A number and its noun: `1 trade`, `3 trades`."""
    return f"{many} {singular if many == 1 else more}"
