import pytest

from backend.app import create_app

TOLD = ("Access-Control-", "Vary")
SOCKET = "/socket.io/?EIO=4&transport=polling"


def test_only_named_origins_may_call_from_other_sites(world):
    server = world.settings.server.model_copy(
        update={"allowed_origins": ["https://app.example.com"]}
    )
    app = create_app(world.settings.model_copy(update={"server": server}))
    asks = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    good = app.test_client().options(
        "/api/messages", headers={"Origin": "https://app.example.com", **asks}
    )
    assert good.status_code == 200
    assert good.headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert "Access-Control-Allow-Credentials" not in good.headers
    evil = app.test_client().options(
        "/api/messages", headers={"Origin": "https://evil.example", **asks}
    )
    assert "Access-Control-Allow-Origin" not in evil.headers
    app.extensions["coach"].database.engine.dispose()


def test_without_the_setting_no_other_site_may_call(world):
    answer = world.client.get("/api/auth/me", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.fixture
def open_to_others(world):
    origins = ["https://app.example.com", "https://other.example.com"]
    server = world.settings.server.model_copy(update={"allowed_origins": origins})
    app = create_app(world.settings.model_copy(update={"server": server}))
    yield app.test_client()
    app.extensions["coach"].database.engine.dispose()


def told(answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers if name.startswith(TOLD)}


@pytest.mark.parametrize("origin", ["https://app.example.com", "https://evil.example", "null"])
@pytest.mark.parametrize("asks_for", ["POST", "GET", "PATCH", ""])
def test_sockets_tell_other_sites_what_rest_tells_them_before_a_request(
    open_to_others, origin, asks_for
):
    asks = {
        "Access-Control-Request-Method": asks_for,
        "Access-Control-Request-Headers": "content-type, x-custom",
    }
    rest = open_to_others.options("/api/messages", headers={"Origin": origin, **asks})
    socket = open_to_others.options(SOCKET, headers={"Origin": origin, **asks})

    assert socket.status_code == rest.status_code == 200
    assert told(socket) == told(rest)
    assert ("Access-Control-Allow-Origin" in told(socket)) == (origin == "https://app.example.com")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://app.example.com", 501),
        ("https://evil.example", 403),
        (None, 501),
        ("http://localhost", 501),
    ],
)
def test_sockets_tell_other_sites_what_rest_tells_them_with_an_answer(
    open_to_others, origin, status
):
    headers = {} if origin is None else {"Origin": origin}
    rest = open_to_others.get("/api/auth/me", headers=headers)
    socket = open_to_others.get(SOCKET, headers=headers)

    assert (
        socket.status_code == status
    )  # 501: this test has no gunicorn, and the origin was no reason to refuse
    assert told(socket) == told(rest)
    assert "Set-Cookie" not in socket.headers


def test_without_the_setting_no_other_site_may_poll(world):
    refused = world.client.get(SOCKET, headers={"Origin": "https://evil.example"})
    assert (refused.status_code, refused.json["code"]) == (403, 4)
    assert told(refused) == {}
