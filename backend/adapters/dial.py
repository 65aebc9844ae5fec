"""Finds and opens a server by its name within a deadline, however many addresses the name has."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence

from backend.adapters.deadline import Deadline

Resolve = Callable[[str, int], Sequence[str]]
"""The IP addresses of a name; raises OSError when there is none."""

MOST_ADDRESSES = 3  # of one name that are tried, one after the other


def system_addresses(host: str, port: int) -> Sequence[str]:
    """The addresses that this machine's resolver knows."""
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    hosts = [str(address[0]) for *_, address in addresses]
    return list(dict.fromkeys(hosts))


def resolved(resolve: Resolve, host: str, port: int, deadline: Deadline) -> Sequence[str]:
    """Ask a resolver that may take its time, by a thread that is left to itself when it does.

    Raises:
        TimeoutError: it did not answer within the deadline.
        OSError: the name has no address.
    """
    answers: queue.Queue[Sequence[str] | OSError] = queue.Queue(1)

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except OSError as error:
            answers.put(error)
        except UnicodeError as error:
            answers.put(socket.gaierror(str(error)))

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left)
    except queue.Empty:
        raise TimeoutError("the name was not found in time") from None
    if isinstance(answer, OSError):
        raise answer
    if not answer:
        raise socket.gaierror(socket.EAI_NONAME, "the name leads nowhere")
    return answer


def opened(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first of these addresses that answers, which the deadline knows from here on.

    Each but the last has half of what is left. The socket's timeout is what is left too, so that a TLS handshake, in
    which the deadline cannot see the socket, keeps to it.

    Raises:
        OSError: none of them answers within the deadline.
    """
    connection = _first_that_answers(addresses[:MOST_ADDRESSES], port, deadline)
    deadline.guard(lambda: connection)
    connection.settimeout(deadline.left)
    return connection


def _first_that_answers(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    *first, last = addresses
    for address in first:
        try:
            return socket.create_connection((address, port), deadline.left / 2)
        except OSError:
            continue
    return socket.create_connection((last, port), deadline.left)
