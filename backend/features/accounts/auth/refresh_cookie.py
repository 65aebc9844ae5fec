"""The refresh token of a browser: in a cookie that no script reads, and that goes to one address alone.

A page of another site cannot have it spent: the cookie is `SameSite=Strict`, the body must be JSON, which another
origin's page may not send unasked, and a request that its browser says another site made is as one without a cookie.
"""

from dataclasses import replace
from datetime import timedelta

from backend.core.private_cookies import PrivateCookies
from backend.features.accounts.auth.errors import RefreshInvalid
from backend.features.accounts.auth.schemas import Refresh, TokenPlace
from backend.features.accounts.auth.service import SignIn

NAME = "coach-refresh"
PATH = "/api/auth/refresh"


def told_in(
    cookies: PrivateCookies,
    sign_in: SignIn,
    place: TokenPlace,
    *,
    lasts: timedelta,
) -> SignIn:
    """The sign-in as it is answered: in a cookie its refresh token is nowhere else."""
    if place is TokenPlace.ANSWER or sign_in.refresh_token is None:
        return sign_in
    cookies.write(NAME, sign_in.refresh_token, path=PATH, lasts=lasts)
    return replace(sign_in, refresh_token=None)


def asked_with(cookies: PrivateCookies, body: Refresh) -> tuple[str, TokenPlace]:
    """The refresh token that came, and where the next one goes.

    Raises:
        RefreshInvalid: none came.
    """
    if body.refresh_token is not None:
        return body.refresh_token, body.refresh_token_in or TokenPlace.ANSWER
    token = cookies.read(NAME)
    if token is None:
        raise RefreshInvalid
    return token, TokenPlace.COOKIE


def remove(cookies: PrivateCookies) -> None:
    """At sign-out the browser forgets it."""
    cookies.remove(NAME, path=PATH)
