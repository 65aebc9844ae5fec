"""What is wrong with something that a model wrote, in words for the model."""

from pydantic import ValidationError

MOST_NAMED = 8
LONGEST = 1_000  # characters


def problems_of(error: ValidationError) -> str:
    """The first problems, each with its field."""
    problems = []
    for part in error.errors(include_url=False)[:MOST_NAMED]:
        field = ".".join(map(str, part["loc"])) or "answer"
        problems.append(f"{field}: {part['msg']}")
    return "; ".join(problems)[:LONGEST]
