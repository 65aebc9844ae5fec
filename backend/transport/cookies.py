"""The private cookies of a request, and how its answer brings them to the browser."""

from flask import Response, request

from backend.core.private_cookies import PrivateCookies


def received_cookies() -> PrivateCookies:
    """What the request that is being answered came with."""
    return PrivateCookies(
        received=request.cookies,
        host=request.host,
        is_https=request.is_secure,
        site=request.headers.get("Sec-Fetch-Site"),
    )


def with_cookies(response: Response, cookies: PrivateCookies | None) -> Response:
    """The answer with the cookies that it brings."""
    if cookies is None:
        return response
    for cookie in cookies.written:
        response.set_cookie(
            cookie.name,
            cookie.value,
            max_age=cookie.lasts,
            path=cookie.path,
            secure=cookie.is_secure,
            httponly=True,
            samesite="Strict",
        )
    return response
