"""Small pieces of sentences."""


def counted(many: int, one: str, more: str) -> str:
    """A number and its noun: `1 trade`, `3 trades`."""
    return f"{many} {one if many == 1 else more}"
