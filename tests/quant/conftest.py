"""Made-up cases have no deadline: a machine that is busy with something else is no fault of the arithmetic."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
