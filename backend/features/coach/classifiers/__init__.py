"""Small trained models that say what kind of message it is, what is felt, and what is to be met with care."""

FACE: tuple[str, ...] = ()
