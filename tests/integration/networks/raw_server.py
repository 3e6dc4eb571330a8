"""A server on this machine that answers with whatever bytes a test gives it, and closes as the test says."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Behave = Callable[[socket.socket], None]
"""What it does with a connection whose request it has read."""


@dataclass
class RawServer:
    url: str
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def serving(behave: Behave, *, read: bool = True) -> Iterator[RawServer]:
    """Serve each connection in a thread of its own. Without `read`, the request is left in the socket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = RawServer(f"http://127.0.0.1:{listening.getsockname()[1]}")

        def take() -> None:
            while True:
                try:
                    taken, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=handle, args=(taken,), daemon=True).start()

        def handle(taken: socket.socket) -> None:
            with taken:
                if read:
                    server.requests.append(read_request(taken))
                try:
                    behave(taken)
                except OSError:
                    return

        accepting = threading.Thread(target=take, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()


def answering(payload: bytes) -> Behave:
    return lambda taken: taken.sendall(payload)


def reset(taken: socket.socket) -> None:
    """Close with RST instead of FIN."""
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def read_request(taken: socket.socket) -> bytes:
    """Read a request as far as its Content-Length goes."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = taken.recv(65_536)
        if not piece:
            return found
        found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0]) if lengths else 0
    while len(body) < wanted and (piece := taken.recv(65_536)):
        body += piece
    return head + b"\r\n\r\n" + body
