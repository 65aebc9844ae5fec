"""The official Socket.IO clients as they come: defaults, polling only, WebSocket only; directly and behind nginx."""

import http.client
import json
import shutil
from collections.abc import Callable, Iterator

import psutil
import pytest

from tests.e2e.official_clients import (
    TRANSPORTS,
    JavaScriptClient,
    OfficialClient,
    PythonClient,
    why_no_javascript,
)
from tests.e2e.proxy import Proxy, another_web_server
from tests.e2e.running import running_stack
from tests.e2e.sockets import Person

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]
LONGEST = "Long ES 4500.25 stop 4490 target 4520. " + "\u4fdd" * 4950
Connect = Callable[..., OfficialClient]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A product of two web servers, the first of two processes, behind nginx."""
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("served")
    with (
        running_stack(folder / "data", TRUSTED_PROXIES="1", SOCKETS_PER_USER="20") as stack,
        another_web_server(stack, WEB_PROCESSES="1") as other,
    ):
        stack.other_port = other
        stack.proxy = Proxy(folder / "nginx", stack.port, [stack.port, other])
        stack.proxy.start()
        yield stack
        stack.proxy.stop()


@pytest.fixture
def connect() -> Iterator[Connect]:
    opened: list[OfficialClient] = []

    def connect(kind: str, url: str, token: str, transports: list[str] | None) -> OfficialClient:
        if kind == "javascript" and (missing := why_no_javascript()):
            pytest.skip(missing)
        made = {"javascript": JavaScriptClient, "python": PythonClient}[kind](
            url, token, transports
        )
        opened.append(made)
        made.until(lambda: made.connects == 1)
        return made

    yield connect
    for client in opened:
        client.close()


@pytest.fixture(params=["make run", "nginx"])
def address(request) -> str:
    """Where clients connect to."""
    if request.param == "make run":
        return request.getfixturevalue("stack").url
    return request.getfixturevalue("served").proxy.url


def final(
    client: OfficialClient, conversation_id: str, since_seq: int = 0
) -> list[tuple[int, str]]:
    answer = client.call("resync", {"conversation_id": conversation_id, "since_seq": since_seq})
    assert answer["ok"], answer
    return [
        (message["seq"], message["content"])
        for message in answer["messages"]
        if message["type"] == "user"
    ]


@pytest.mark.parametrize("transports", TRANSPORTS)
@pytest.mark.parametrize("kind", ["python", "javascript"])
def test_an_official_client_connects_converses_and_misses_nothing(
    address, connect, kind, transports
):
    person = Person(address)
    client = connect(kind, address, person.token, TRANSPORTS[transports])
    second = connect(kind, address, person.token, TRANSPORTS[transports])

    first = client.say("Long ES 4500.25 stop 4490 target 4520")
    conversation = first["message"]["conversation_id"]
    contents = [
        "Long ES 4500.25 stop 4490 target 4520",
        *[f"number {number}" for number in range(5)],
        LONGEST,
    ]
    sent = [first]
    for content in contents[1:]:
        answer = client.call(
            "send_message",
            {
                "conversation_id": conversation,
                "content": content,
                "client_message_id": f"{len(sent)}-{kind}",
            },
        )
        assert answer["ok"], answer
        sent.append(answer)

    wanted = [answer["answer"]["id"] for answer in sent]
    client.until(
        lambda: client.answers() == wanted
    )  # one each, in the order in which they were asked
    second.until(lambda: second.answers() == wanted)
    logged = final(second, conversation)
    assert [content for _, content in logged] == contents
    assert [seq for seq, _ in logged] == sorted(seq for seq, _ in logged)
    assert client.transports[-1] == ("polling" if transports == "polling" else "websocket")
    assert client.connects == 1
    refused = client.call("send_message", {"content": ""})
    assert (refused["ok"], refused["error"]["code"]) == (False, "message.empty")


@pytest.mark.parametrize("kind", ["python", "javascript"])
def test_an_official_client_that_may_not_come_in_is_told_why_by_a_problem(address, connect, kind):
    if kind == "javascript" and (missing := why_no_javascript()):
        pytest.skip(missing)
    if kind == "python":
        import socketio

        client = socketio.Client(reconnection=False)
        told = []
        client.on("connect_error", told.append)
        with pytest.raises(socketio.exceptions.ConnectionError):
            client.connect(
                address, auth={"token": "garbage"}, transports=["polling"], wait_timeout=20
            )
        assert told[0]["data"]["code"] == "auth.token_invalid"
        return
    client = JavaScriptClient(address, "garbage", ["polling"])
    try:
        client.until(lambda: bool(client.refusals))
        assert client.refusals[0]["data"]["code"] == "auth.token_invalid"
    finally:
        client.close()


def test_clients_come_back_by_themselves_through_a_restart_of_the_web_servers_and_of_the_proxy(
    served, connect
):
    person = Person(served.proxy.url)
    kinds = ["python"] if why_no_javascript() else ["python", "javascript"]
    clients = [
        connect(kind, url, person.token, transports)
        for url in (served.url, served.proxy.url)
        for kind in kinds
        for transports in TRANSPORTS.values()
    ]
    before = clients[0].say("Long ES 4500.25 stop 4490 target 4520")
    conversation = before["message"]["conversation_id"]
    for client in clients:
        client.until(lambda client=client: client.answers() == [before["answer"]["id"]])

    served.proxy.stop()
    with served.without("web"):
        assert not served.processes["web"].is_alive()
    served.proxy.start()

    for client in clients:
        client.until(lambda client=client: client.connects >= 2, seconds=90)
    after = clients[-1].call(
        "send_message",
        {"conversation_id": conversation, "content": "and now?", "client_message_id": "after-1"},
    )
    assert after["ok"], after
    for client in clients:
        client.until(
            lambda client=client: (
                client.answers() == [before["answer"]["id"], after["answer"]["id"]]
            )
        )
        assert [content for _, content in final(client, conversation)][-1] == "and now?"


def ask_from(
    address: str, port: int, method: str, query: str, body: str | None = None
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=30, source_address=(address, 0)
    )
    connection.request(method, f"/socket.io/?EIO=4&transport=polling{query}", body)
    with connection.getresponse() as response:
        answered = response.status, response.read().decode()
    connection.close()
    return answered


def test_each_client_is_brought_back_to_the_server_that_holds_its_session_and_both_are_used(served):
    addresses = [f"127.0.0.{number}" for number in range(2, 18)]
    sids = {}
    for address in addresses:
        status, begun = ask_from(address, served.proxy.port, "GET", "")
        assert status == 200
        sids[address] = json.loads(begun[1:])["sid"]
    token = json.dumps({"token": Person(served.proxy.url).token})
    for address, sid in sids.items():
        assert ask_from(address, served.proxy.port, "POST", f"&sid={sid}", f"40{token}") == (
            200,
            "ok",
        )
        status, said = ask_from(address, served.proxy.port, "GET", f"&sid={sid}")
        assert (status, said[:8]) == (200, '40{"sid"')
        elsewhere = addresses[addresses.index(address) - 1]
        status, refused = ask_from(elsewhere, served.proxy.port, "POST", f"&sid={sid}", "41")
        assert (status, json.loads(refused)["message"]) == (400, "Session ID unknown")

    held = [
        http.client.HTTPConnection(
            "127.0.0.1", served.proxy.port, timeout=30, source_address=(address, 0)
        )
        for address in addresses
    ]
    for connection, sid in zip(held, sids.values(), strict=True):
        connection.request("GET", f"/socket.io/?EIO=4&transport=polling&sid={sid}")
    ports = {one.laddr.port for one in psutil.net_connections("tcp") if one.status == "ESTABLISHED"}
    assert {served.port, served.other_port} <= ports
    for connection in held:
        connection.close()
