"""A mail server for tests: takes mail by SMTP over real sockets, and misbehaves as it is told."""

import socketserver
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8


@dataclass
class Arrived:
    sender: str
    receivers: list[str]
    message: EmailMessage


class SmtpServerStandIn:
    """`mails` is what arrived.

    Attributes:
        silent: accepts connections and never says a word, until `let_go`.
        drips: says its greeting a byte at a time, without end.
        breaks_off: hangs up in the middle of the message.
        refuses: what it answers to the receiver, such as `550 no such user`.
        says: what it answers to other commands, by their verb.
        takes_seconds: before it answers a greeting.
        hangs_in_tls: agrees to STARTTLS and never shakes hands, until `let_go`.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, *, from_first_byte: bool = False) -> None:
        self.mails: list[Arrived] = []
        self.connections = 0
        self.silent = self.drips = self.breaks_off = self.hangs_in_tls = False
        self.refuses = ""
        self.says: dict[str, str] = {}
        self.takes_seconds = 0.0
        self.password = ""
        self.ended = threading.Event()
        self.let_go = threading.Event()
        self.tls = tls
        self.from_first_byte = from_first_byte
        stand_in = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                stand_in.connections += 1
                conversation = _Conversation(stand_in, self)
                with suppress(OSError):
                    conversation.hold()
                conversation.socket.close()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Whoever hangs up in the middle is what is tested."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]

    def __enter__(self) -> "SmtpServerStandIn":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()


class _Conversation:
    def __init__(
        self, server: SmtpServerStandIn, handler: socketserver.StreamRequestHandler
    ) -> None:
        self.server = server
        self.socket = handler.connection
        self.read, self.write = handler.rfile, handler.wfile
        self.secured = False
        self.sender, self.receivers = "", []

    def hold(self) -> None:
        if self.server.tls and self.server.from_first_byte:
            self.secure(self.server.tls)
        if self.server.silent:
            self.server.let_go.wait(30)
            return
        while self.server.drips:
            self.write.write(b"2")
            self.server.ended.wait(0.02)
        self.say("220 stand-in")
        while line := self.read.readline():
            command = line.decode().strip()
            if command.upper() == "QUIT":
                self.say("221 bye")
                return
            self.answer(command)

    def say(self, words: str) -> None:
        self.write.write(words.encode() + b"\r\n")
        self.write.flush()

    def answer(self, command: str) -> None:
        verb = command.split(":")[0].split(" ")[0].upper()
        if verb in self.server.says:
            self.say(self.server.says[verb])
        elif verb == "EHLO":
            self.server.ended.wait(self.server.takes_seconds)
            offered = ["stand-in", "SMTPUTF8", "8BITMIME", "AUTH PLAIN LOGIN"]
            offered += ["STARTTLS"] if self.server.tls and not self.secured else []
            for name in offered[:-1]:
                self.say(f"250-{name}")
            self.say(f"250 {offered[-1]}")
        elif verb == "STARTTLS" and self.server.tls:
            self.say("220 go on")
            if self.server.hangs_in_tls:
                self.server.let_go.wait(30)
            self.secure(self.server.tls)
        elif verb == "AUTH":
            self.say("235 welcome" if self.server.password else "535 wrong")
        elif verb == "MAIL":
            self.sender, self.receivers = _between(command), []
            self.say("250 ok")
        elif verb == "RCPT":
            self.receivers.append(_between(command))
            self.say(self.server.refuses or "250 ok")
        elif verb == "DATA":
            self.take()
        else:
            self.say("250 ok")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.read.readline()) not in (b".\r\n", b""):
            if self.server.breaks_off:
                self.socket.close()
                raise OSError("broken off, as told")
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=SMTPUTF8)
        self.server.mails.append(Arrived(self.sender, self.receivers, message))
        self.say("250 taken")

    def secure(self, tls: ssl.SSLContext) -> None:
        self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.read, self.write = self.socket.makefile("rb"), self.socket.makefile("wb")
        self.secured = True


def _between(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]
