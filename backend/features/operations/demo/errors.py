"""How the demo says no."""

from backend.core.errors import NotFound, OverLimit


class NotTheDemoAccount(NotFound):
    """Only the demo account has a year that can be loaded."""

    code = "demo.other_account"
    detail = "A year of made-up trades is for the demo account alone; your record stays yours."


class TooManyDemoYears(OverLimit):
    """The year was asked for too often."""

    code = "demo.too_often"
    detail = "The year was asked for too often. Try again later."
