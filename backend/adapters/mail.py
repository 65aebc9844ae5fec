"""Email: by SMTP, into a folder in development, or not at all."""

import logging
import os
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from backend.adapters.deadline import Deadline
from backend.adapters.dial import Resolve, opened, resolved, system_addresses
from backend.core.name_folding import network_email
from backend.features.notifications.ports import Mail, NotDelivered

LOG = logging.getLogger("coach.mail")
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where email is handed over: `smtp` insists on STARTTLS, `smtps` is TLS from the first byte."""

    scheme: str
    host: str
    port: int
    user: str
    password: str

    @classmethod
    def read(cls, url: str) -> "SmtpServer":
        """From `smtp://user:password@host:587`.

        Raises:
            ValueError: it is not such an address.
        """
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("Give smtp://, smtps:// or smtp+plain:// with a host.")
        port = parts.port or PORTS[parts.scheme]
        return cls(
            parts.scheme,
            parts.hostname,
            port,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )


class SmtpMailer:
    """Hands email to a server, one connection an email, each within one limit of time.

    Args:
        server: where to.
        sender: as `From` has it, with or without a name.
        timeout_seconds: from the server's name to the last word.
        tls: who is trusted; the system's authorities where nothing is given.
        resolve: who knows the addresses of names.
    """

    is_ready = True

    def __init__(
        self,
        server: SmtpServer,
        *,
        sender: str,
        timeout_seconds: float,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = system_addresses,
    ) -> None:
        self._server = server
        self._sender = sender
        self._timeout = timeout_seconds
        self._tls = tls or ssl.create_default_context()
        self._resolve = resolve

    def send(self, mail: Mail) -> None:
        """Hand one email over.

        Raises:
            NotDelivered
        """
        message = written(mail, self._sender)
        with Deadline(self._timeout) as deadline:
            try:
                self._hand_over(message, network_email(mail.to), deadline)
            except (OSError, smtplib.SMTPException, UnicodeError) as error:
                raise _failure(error, deadline) from error

    def _hand_over(self, message: EmailMessage, to: str, deadline: Deadline) -> None:
        sender = parseaddr(self._sender)[1]
        smtp = _DeadlineSmtp(
            self._server,
            deadline,
            sender.rpartition("@")[2],
            tls=self._tls,
            resolve=self._resolve,
        )
        try:
            if self._server.scheme == "smtp":
                smtp.starttls(context=self._tls)
                deadline.guard(
                    lambda: smtp.sock
                )  # again, for it cannot see the socket of a handshake
            if self._server.user:
                smtp.login(self._server.user, self._server.password)
            smtp.send_message(message, sender, [to])
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()  # it was accepted; how they part is no matter
        finally:
            smtp.close()


class _DeadlineSmtp(smtplib.SMTP):
    """A client that finds, opens and tells a server within one deadline: smtplib's own is for each address and read."""

    def __init__(
        self,
        server: SmtpServer,
        deadline: Deadline,
        own_name: str,
        *,
        tls: ssl.SSLContext,
        resolve: Resolve,
    ) -> None:
        self._deadline = deadline
        self._resolve = resolve
        self._tls = tls if server.scheme == "smtps" else None
        super().__init__(server.host, server.port, own_name)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002  smtplib's signature
        connection = opened(
            resolved(self._resolve, host, port, self._deadline),
            port,
            self._deadline,
        )
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_hostname=host)
        self._deadline.guard(lambda: self.sock or connection)
        return connection

    def getreply(self) -> tuple[int, bytes]:
        """What the server answers; what comes next, be it a handshake, has the time that is left."""
        reply = super().getreply()
        if self.sock is not None:
            self.sock.settimeout(self._deadline.left)
        return reply


class FileMailer:
    """Writes email into a folder instead of sending it: for development."""

    is_ready = True

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, mail: Mail) -> None:
        """Write one email.

        Raises:
            NotDelivered
        """
        message = written(mail, self._sender)
        path = self._folder / f"{mail.at:%Y%m%dT%H%M%S}-{mail.id}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            half = path.with_suffix(".half")
            half.write_bytes(message.as_bytes(policy=SMTPUTF8))
            os.replace(half, path)
        except OSError as error:
            raise NotDelivered(
                "disk",
                f"The email could not be written: {error.strerror}.",
                away=True,
            ) from error
        LOG.info("an email was written to %s", path)


class NoMailer:
    """An installation that sends no email."""

    is_ready = False

    def send(self, mail: Mail) -> None:  # noqa: ARG002  the port's signature
        """Nothing is sent.

        Raises:
            NotDelivered: always.
        """
        raise NotDelivered("no_mail_server", "This installation sends no email.", final=True)


def written(mail: Mail, sender: str) -> EmailMessage:
    """The message with its headers; its id is that of the delivery, so that a server may know a second copy.

    Raises:
        NotDelivered: the receiver's address is not one address.
    """
    message = EmailMessage()
    to = network_email(
        mail.to
    )  # servers take a domain in ASCII; the account has it as its owner wrote it
    user, _, domain = to.rpartition("@")
    receiver = Address(username=user, domain=domain)
    # What would need quotes (commas, spaces, brackets) means something in a list of receivers.
    if not user or not domain or receiver.addr_spec != to:
        raise NotDelivered("bad_receiver", "Your email address cannot be written to.", final=True)
    message["To"] = receiver
    message["From"] = sender
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.at)
    _, address = parseaddr(sender)
    _, _, domain = address.rpartition("@")
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _failure(error: Exception, deadline: Deadline) -> NotDelivered:
    if deadline.is_over or isinstance(error, TimeoutError):
        return NotDelivered("timeout", "The mail server did not answer in time.", away=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, _said),) = error.recipients.values()
        return _answered(code, "The mail server does not take your address")
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError):
        return _unsupported(error)
    if isinstance(error, smtplib.SMTPDataError):
        return _answered(error.smtp_code, "The mail server does not take the message")
    if isinstance(
        error,
        smtplib.SMTPResponseException,
    ):  # to a greeting, STARTTLS, a sign-in, the sender: not the mail
        return NotDelivered(
            "mail_refused",
            f"The mail server refuses us ({error.smtp_code}).",
            away=True,
        )
    if isinstance(error, ssl.SSLError):
        return NotDelivered(
            "tls",
            "No secure connection to the mail server could be made.",
            away=True,
        )
    return NotDelivered(
        "mail_away",
        f"The mail server does not answer ({type(error).__name__}).",
        away=True,
    )


def _answered(code: int, words: str) -> NotDelivered:
    return NotDelivered("mail_refused", f"{words} ({code}).", final=500 <= code < 600)


def _unsupported(error: Exception) -> NotDelivered:
    if "STARTTLS" in str(error):
        return NotDelivered("tls", "The mail server offers no TLS.", away=True)
    if "AUTH" in str(error):
        return NotDelivered("mail_refused", "The mail server offers no sign-in.", away=True)
    return NotDelivered("bad_receiver", "The mail server cannot write to your address.", final=True)
