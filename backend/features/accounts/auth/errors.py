"""How accounts say no."""

from backend.core.errors import (
    Conflict,
    Invalid,
    NotFound,
    OverLimit,
    Unauthenticated,
    Unavailable,
)


class LoginTaken(Conflict):
    """The email or username belongs to an account already."""

    code = "auth.taken"
    detail = "That email or username is already in use. Sign in, or choose another."


class WrongCredentials(Unauthenticated):
    """The login and password do not fit together."""

    code = "auth.wrong_credentials"
    detail = "The login or the password is not right."


class WeakPassword(Invalid):
    """The password is on the list of passwords that attackers try first."""

    code = "auth.weak_password"
    detail = (
        "This password is among those that attackers try first. A few random words make a good one."
    )


class RefreshInvalid(Unauthenticated):
    """The refresh token is unknown, spent or over."""

    code = "auth.refresh_invalid"
    detail = "This refresh token is not valid any more. Sign in again."


class TooManyLogins(OverLimit):
    """Too many wrong passwords for this account, or from this address or network."""

    code = "auth.too_many_logins"
    detail = "Too many wrong passwords. Wait a little, then try again."


class TooManyRegistrations(OverLimit):
    """Too many new accounts from this address."""

    code = "auth.too_many_registrations"
    detail = "Too many new accounts came from your address. Try again later."


class PasswordsBusy(Unavailable):
    """Too many passwords are being checked at this moment."""

    code = "auth.busy"
    detail = "Many people are signing in right now. Try again in a few seconds."


class DemoNotOffered(NotFound):
    """There is no demo account here, or nobody may enter it without its password."""

    code = "auth.demo_not_offered"
    detail = "There is no demo account to look around in here."


class TooManyDemoSignIns(OverLimit):
    """Too many sign-ins as the demo trader from this address."""

    code = "auth.too_many_demo_sign_ins"
    detail = "Too many looked around from your address just now. Try again later."
