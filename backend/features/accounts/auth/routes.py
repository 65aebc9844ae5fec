"""REST of accounts."""

from backend.core.db import SessionEnded
from backend.core.events import News
from backend.features.accounts.auth import refresh_cookie, service
from backend.features.accounts.auth.demo_account import DemoDoor
from backend.features.accounts.auth.errors import (
    DemoNotOffered,
    LoginTaken,
    PasswordsBusy,
    RefreshInvalid,
    TooManyDemoSignIns,
    TooManyLogins,
    TooManyRegistrations,
    WeakPassword,
    WrongCredentials,
)
from backend.features.accounts.auth.models import User
from backend.features.accounts.auth.schemas import (
    DemoOffer,
    EnterDemo,
    Login,
    Refresh,
    Register,
    SignedIn,
    TokenPlace,
    UpdateMe,
    UserOut,
)
from backend.features.accounts.auth.security_log import Device
from backend.features.accounts.auth.service import SignIn, UserAccounts
from backend.transport.contract import Call, Routes
from backend.transport.operation_cost import light

routes = Routes("auth", "/api/auth")


def _device(call: Call) -> Device:
    return Device(call.caller.address, call.caller.user_agent)


def _told_in(call: Call, sign_in: SignIn, place: TokenPlace) -> SignIn:
    lasts = call.use(UserAccounts).lifetimes.refresh
    return refresh_cookie.told_in(call.cookies, sign_in, place, lasts=lasts)


@routes.post(
    "/register",
    returns=SignedIn,
    status=201,
    public=True,
    transaction="none",
    raises=(LoginTaken, WeakPassword, TooManyRegistrations, PasswordsBusy),
    counted_apart=True,
)
def register(call: Call, body: Register) -> SignIn:
    """Open an account and sign in."""
    sign_in = call.use(UserAccounts).register(body, _device(call), now=call.now)
    return _told_in(call, sign_in, body.refresh_token_in)


@routes.post(
    "/login",
    returns=SignedIn,
    public=True,
    transaction="none",
    raises=(WrongCredentials, TooManyLogins, PasswordsBusy),
    counted_apart=True,
)
def login(call: Call, body: Login) -> SignIn:
    """Sign in by email or username.

    Wrong passwords are counted by account, address and network before they are looked at. A device or network from
    which you signed in before has a count of its own: what others try does not keep you out.
    """
    sign_in = call.use(UserAccounts).login(body, _device(call), now=call.now)
    return _told_in(call, sign_in, body.refresh_token_in)


@routes.get(
    "/demo",
    returns=DemoOffer,
    public=True,
    transaction="none",
    cost=light("two rows"),
)
def read_demo_offer(call: Call) -> DemoOffer:
    """Read whether anybody may look around as the demo trader here."""
    return DemoOffer(offered=call.use(DemoDoor).is_offered())


@routes.post(
    "/demo",
    returns=SignedIn,
    public=True,
    transaction="none",
    raises=(DemoNotOffered, TooManyDemoSignIns),
)
def enter_demo(call: Call, body: EnterDemo) -> SignIn:
    """Sign in as the demo trader, without a password.

    Where the setting `DEMO_SIGN_IN` allows it, as it does in `make run`, and a demo account was made. All who look
    around share that account.
    """
    sign_in = call.use(DemoDoor).enter(_device(call), now=call.now)
    return _told_in(call, sign_in, body.refresh_token_in)


@routes.post(
    "/refresh",
    returns=SignedIn,
    public=True,
    transaction="none",
    raises=(RefreshInvalid, SessionEnded),
)
def refresh(call: Call, body: Refresh) -> SignIn:
    """Exchange a refresh token for a fresh pair.

    Each refresh token is spent once. For a few seconds a spent one is answered with the same successor: two tabs, a
    lost answer. Later, or when its successor is spent too, using it again ends the sign-in. Without a token in the body
    that of the cookie is taken: send `{}`, from a page of this site.
    """
    token, place = refresh_cookie.asked_with(call.cookies, body)
    sign_in = call.use(UserAccounts).refresh(token, _device(call), call.use(News), now=call.now)
    return _told_in(call, sign_in, place)


@routes.post("/logout", returns=None, status=204)
def logout(call: Call) -> None:
    """Sign out of this sign-in."""
    assert call.caller.session_id is not None
    service.sign_out(
        call.session,
        call.user_id,
        call.caller.session_id,
        _device(call),
        call.use(News),
        now=call.now,
    )
    refresh_cookie.remove(call.cookies)


@routes.post("/logout-everywhere", returns=None, status=204)
def logout_everywhere(call: Call) -> None:
    """Sign out on every device."""
    service.sign_out_everywhere(
        call.session,
        call.user_id,
        _device(call),
        call.use(News),
        now=call.now,
    )
    refresh_cookie.remove(call.cookies)


@routes.get("/me", returns=UserOut, cost=light("one row"), versioned=True)
def me(call: Call) -> User:
    """The own profile."""
    return service.who_is(call.session, call.user_id)


@routes.patch("/me", returns=UserOut, versioned=True)
def change_me(call: Call, body: UpdateMe) -> User:
    """Change the own profile: time zone, currency, account size, risk per trade, avatar, preferences."""
    return service.update_me(call.session, call.user_id, body, now=call.now)
