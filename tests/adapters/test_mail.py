"""Email is handed over, or it is known why not, within a limit."""

import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTPUTF8
from uuid import uuid4

import pytest

from backend.adapters.mail import FileMailer, NoMailer, SmtpMailer, SmtpServer
from backend.features.notifications.ports import Mail, NotDelivered
from tests.factories.certificates import Authority
from tests.stand_ins.smtp_server import SmtpServerStandIn

SENDER = "Coach <coach@example.com>"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server():
    with SmtpServerStandIn() as running:
        yield running


def mail(to="trader@example.com", **more):
    said = {
        "subject": "Wochenrückblick: ±3 R",
        "text": "First\n.\nlast",
        "at": datetime(2026, 11, 20, tzinfo=UTC),
    }
    return Mail(uuid4(), to, **{**said, **more})


def mailer(server, *, scheme="smtp+plain", login="", seconds=5.0, tls=None):
    return SmtpMailer(
        SmtpServer.read(f"{scheme}://{login}127.0.0.1:{server.port}"),
        sender=SENDER,
        timeout_seconds=seconds,
        tls=tls,
    )


def failure(sender, one=None) -> NotDelivered:
    with pytest.raises(NotDelivered) as failed:
        sender.send(one or mail())
    return failed.value


def test_a_mail_arrives_as_it_was_written(server):
    sent = mail()
    mailer(server).send(sent)
    [arrived] = server.mails
    assert (arrived.sender, arrived.receivers) == ("coach@example.com", ["trader@example.com"])
    assert arrived.message["Subject"] == sent.subject
    assert arrived.message["Message-ID"] == f"<{sent.id}@example.com>"
    assert arrived.message["Auto-Submitted"] == "auto-generated"
    assert arrived.message.get_content().split() == ["First", ".", "last"]


@pytest.mark.parametrize(
    "to",
    ["trader@bücher.de", "trader@BÜCHER.de", "trader@bu\u0308cher.de", "trader@xn--bcher-kva.de"],
)
def test_mail_to_a_domain_of_any_script_goes_to_its_name_in_ascii(server, to):
    mailer(server).send(mail(to))

    [arrived] = server.mails
    assert arrived.receivers == ["trader@xn--bcher-kva.de"]
    assert arrived.message["To"] == "trader@xn--bcher-kva.de"


def test_without_tls_nothing_is_sent_where_tls_is_demanded(server):
    failed = failure(mailer(server, scheme="smtp"))
    assert (failed.reason, failed.away) == ("tls", True)
    assert server.mails == []


def test_starttls_proves_the_name(authority):
    with SmtpServerStandIn(authority.serving("localhost")) as server:
        good = SmtpServer.read(f"smtp://me:p%40ss@localhost:{server.port}")
        server.password = "p@ss"
        SmtpMailer(good, sender=SENDER, timeout_seconds=5, tls=authority.trusting()).send(mail())
        other = SmtpServer.read(f"smtp://127.0.0.1:{server.port}")
        failed = failure(
            SmtpMailer(other, sender=SENDER, timeout_seconds=5, tls=authority.trusting())
        )
    assert failed.reason == "tls"
    assert len(server.mails) == 1


@pytest.mark.parametrize("kind", ["silent", "drips"])
def test_a_server_that_hangs_is_left_in_time(server, kind):
    setattr(server, kind, True)
    began = time.monotonic()
    failed = failure(mailer(server, seconds=0.3))
    assert time.monotonic() - began < 5
    assert (failed.reason, failed.away, failed.final) == ("timeout", True, False)


@contextmanager
def nobody_answering(port):
    """An address whose connections are neither taken nor refused: its queue is full."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.2", port))
        full.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.2", port))
        yield "127.0.0.2"


def named(server, resolve, *, scheme="smtp+plain", seconds, tls=None):
    url = f"{scheme}://mail.example.com:{server.port}"
    return SmtpMailer(
        SmtpServer.read(url), sender=SENDER, timeout_seconds=seconds, tls=tls, resolve=resolve
    )


def test_a_name_with_several_addresses_has_one_limit_for_all_of_them(server):
    server.drips = True
    with nobody_answering(server.port) as silent:
        began = time.monotonic()
        failed = failure(named(server, lambda host, port: [silent, "127.0.0.1"], seconds=0.5))
        assert time.monotonic() - began < 5
    assert (failed.reason, failed.away) == ("timeout", True)
    assert server.connections == 1, "the second address had what the first one left"


def test_a_mail_arrives_by_the_second_address_when_the_first_does_not_answer(server):
    with nobody_answering(server.port) as silent:
        named(server, lambda host, port: [silent, "127.0.0.1"], seconds=2).send(mail())
    assert len(server.mails) == 1


def test_a_name_that_nobody_finds_is_left_in_time_and_tried_again(server):
    until = threading.Event()
    began = time.monotonic()
    failed = failure(
        named(server, lambda host, port: until.wait(20) and ["127.0.0.1"], seconds=0.3)
    )
    assert time.monotonic() - began < 5
    until.set()
    assert (failed.reason, failed.away) == ("timeout", True)
    failed = failure(named(server, lambda host, port: [], seconds=5))
    assert (failed.reason, failed.away, failed.final) == ("mail_away", True, False)


def test_a_handshake_has_the_time_that_the_greeting_left(authority):
    with SmtpServerStandIn(authority.serving("mail.example.com")) as server:
        server.takes_seconds, server.hangs_in_tls = 1.5, True
        hanging = named(
            server,
            lambda host, port: ["127.0.0.1"],
            scheme="smtp",
            seconds=2,
            tls=authority.trusting(),
        )
        began = time.monotonic()
        failed = failure(hanging)
        assert time.monotonic() - began < 3
    assert (failed.reason, failed.away) == ("timeout", True)


def test_a_server_that_is_silent_from_the_first_byte_of_tls_is_left_in_time(authority, server):
    server.silent = True
    silent = named(
        server,
        lambda host, port: ["127.0.0.1"],
        scheme="smtps",
        seconds=0.3,
        tls=authority.trusting(),
    )
    began = time.monotonic()
    assert failure(silent).reason == "timeout"
    assert time.monotonic() - began < 5


def test_tls_from_the_first_byte_proves_the_name(authority):
    with SmtpServerStandIn(authority.serving("mail.example.com"), from_first_byte=True) as server:
        given = {
            "resolve": lambda host, port: ["127.0.0.1"],
            "seconds": 5,
            "tls": authority.trusting(),
        }
        named(server, scheme="smtps", **given).send(mail())
        other = SmtpServer.read(f"smtps://127.0.0.1:{server.port}")
        failed = failure(
            SmtpMailer(other, sender=SENDER, timeout_seconds=5, tls=authority.trusting())
        )
    assert (failed.reason, failed.away) == ("tls", True)
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    "says", [{"EHLO": "550 not you", "HELO": "550 not you"}, {"STARTTLS": "554 no keys today"}]
)
def test_a_server_that_refuses_us_and_not_the_mail_is_asked_again(authority, says):
    with SmtpServerStandIn(authority.serving("localhost")) as server:
        server.says = says
        failed = failure(mailer(server, scheme="smtp", tls=authority.trusting()))
    assert (failed.reason, failed.away, failed.final) == ("mail_refused", True, False)


def test_a_message_that_is_refused_for_good_is_not_tried_again(server):
    server.says = {"DATA": "554 not this"}
    failed = failure(mailer(server))
    assert (failed.reason, failed.away, failed.final) == ("mail_refused", False, True)


def test_a_server_that_breaks_off_in_the_middle_and_one_that_is_not_there(server):
    server.breaks_off = True
    assert failure(mailer(server)).away
    assert server.mails == []
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    gone = SmtpServer.read(f"smtp+plain://127.0.0.1:{port}")
    failed = failure(SmtpMailer(gone, sender=SENDER, timeout_seconds=5))
    assert (failed.reason, failed.away, failed.final) == ("mail_away", True, False)


@pytest.mark.parametrize(
    ("answer", "final"), [("550 no such user", True), ("451 try later", False)]
)
def test_a_receiver_that_is_refused_for_good_is_not_tried_again(server, answer, final):
    server.refuses = answer
    failed = failure(mailer(server))
    assert (failed.reason, failed.final, failed.away) == ("mail_refused", final, False)


def test_a_wrong_password_is_our_fault_and_not_the_receivers(server):
    failed = failure(mailer(server, login="me:wrong@"))
    assert (failed.reason, failed.away, failed.final) == ("mail_refused", True, False)


@pytest.mark.parametrize(
    "address",
    [
        "a,b@example.com",
        "a b@example.com",
        "<a>@example.com",
        "a(b)@example.com",
        'a"@example.com',
        "@example.com",
    ],
)
def test_an_address_that_would_be_two_or_another_is_not_written_to(server, address):
    failed = failure(mailer(server), mail(address))
    assert (failed.reason, failed.final) == ("bad_receiver", True)
    assert server.connections == 0


def test_an_address_in_another_script_is_written_to(server, tmp_path):
    mailer(server).send(mail("trädér@example.com"))
    assert server.mails[0].receivers == ["trädér@example.com"]
    FileMailer(tmp_path, sender=SENDER).send(mail("trädér@example.com"))


def test_in_development_mails_are_files_of_their_own(tmp_path, caplog):
    folder = tmp_path / "mail"
    sent = [mail(), mail()]
    with caplog.at_level("INFO", logger="coach.mail"):
        for one in sent:
            FileMailer(folder, sender=SENDER).send(one)
    files = sorted(folder.iterdir())
    assert {file.suffix for file in files} == {".eml"}
    assert len(files) == 2
    message = message_from_bytes(files[0].read_bytes(), policy=SMTPUTF8)
    assert (message["To"], message["Subject"]) == ("trader@example.com", sent[0].subject)
    assert str(files[0]) in caplog.text or str(files[1]) in caplog.text


def test_a_folder_that_cannot_be_written_and_no_server_at_all_are_told(tmp_path):
    (tmp_path / "file").write_text("")
    assert failure(FileMailer(tmp_path / "file" / "mail", sender=SENDER)).reason == "disk"
    assert failure(NoMailer()).reason == "no_mail_server"


@pytest.mark.parametrize("url", ["http://mail.example.com", "mail.example.com:25", "smtp://"])
def test_an_address_of_a_server_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match="smtp"):
        SmtpServer.read(url)
