"""What proxies say is believed of as many as there are; what a client makes up about itself never is."""

import pytest

from backend.transport.web_server.proxies import TrustedProxies

PEER = "10.0.0.9"


def seen(hops: int, **said: str) -> tuple[str, str, str]:
    """Address, scheme and host as the application gets them."""
    given = {f"HTTP_X_FORWARDED_{name}": value for name, value in said.items()}
    environ = {
        "REMOTE_ADDR": PEER,
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "inner",
        "HTTP_X_REAL_IP": "6.6.6.6",
    } | given
    TrustedProxies(lambda given, _: [], hops)(environ, None)  # type: ignore[arg-type]
    assert not any("FORWARDED" in name or "REAL_IP" in name for name in environ)
    return environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ["HTTP_HOST"]


def test_without_proxies_nothing_is_believed():
    assert seen(0, FOR="6.6.6.6", PROTO="https", HOST="evil.example") == (PEER, "http", "inner")


def test_one_proxy_is_believed_about_whom_it_saw_and_a_client_about_nothing():
    assert seen(1, FOR="198.51.100.7", PROTO="https", HOST="coach.example") == (
        "198.51.100.7",
        "https",
        "coach.example",
    )
    assert seen(1, FOR="6.6.6.6, 198.51.100.7", PROTO="https, http", HOST="evil, coach") == (
        "198.51.100.7",
        "http",
        "coach",
    )


def test_of_two_proxies_the_outer_one_has_seen_the_client():
    assert seen(2, FOR="198.51.100.7, 10.0.0.2", PROTO="https, http", HOST="a:8443, a") == (
        "198.51.100.7",
        "https",
        "a:8443",
    )
    assert seen(2, FOR="6.6.6.6, 198.51.100.7, 10.0.0.2", PROTO="http, https, http")[:2] == (
        "198.51.100.7",
        "https",
    )


def test_who_came_past_the_outer_proxy_is_not_believed():
    assert seen(2, FOR="198.51.100.7", PROTO="https") == (PEER, "http", "inner")


@pytest.mark.parametrize(
    "made_up",
    [
        '"6.6.6.6',
        '"',
        "'",
        "6.6.6.6,",
        ",",
        ",,",
        "\\",
        '"a" b, "c',
        "6.6.6.6;",
        "for=6.6.6.6",
        "\t",
        "%2c",
        "x" * 5000,
    ],
)
@pytest.mark.parametrize("hops", [1, 2])
def test_no_writing_of_a_client_reaches_over_what_proxies_add(made_up, hops):
    added = ["198.51.100.7", "10.0.0.2"][:hops]
    assert seen(hops, FOR=", ".join([made_up, *added]))[0] == "198.51.100.7"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("unknown", PEER),
        ("", PEER),
        ("198.51.100.7.9", PEER),
        ("<script>", PEER),
    ],
)
def test_what_is_no_address_never_becomes_one(said, address):
    assert seen(1, FOR=said)[0] == address


@pytest.mark.parametrize("said", ["javascript", "https ://", "wss", "", "HTTPS\x00"])
def test_a_scheme_is_http_or_https(said):
    assert seen(1, PROTO=said)[1] == "http"


@pytest.mark.parametrize("said", ["a b", "a/b", "a@b", "[::1", "a:99999999", "é"])
def test_a_host_is_a_host(said):
    assert seen(1, HOST=said)[2] == "inner"
