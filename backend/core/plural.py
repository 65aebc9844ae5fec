"""Small pieces of sentences."""


def counted(many: int, singular: str, more: str) -> str:
    """A number and its noun: `1 trade`, `3 trades`."""
    if many == 1:
        return f"{many} {singular}"
    return f"{many} {more}"
