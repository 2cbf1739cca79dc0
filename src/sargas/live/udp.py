"""UDP: datagrams, unicast, multicast or broadcast, IPv4. Each datagram is one record; a full queue drops and counts.
Sent datagrams go to one address or group; nothing is heard back. Who is heard by a feed is answered only where the
feed says where: `?answer=HOST:PORT`, for protocols whose network hears itself. What is broadcast others here may
hear too, as they do a group.

Datagrams are read in bursts (one per turn of the event loop would be too slow), and the kernel is asked how many it
had to drop before we came to read (Linux: SO_RXQ_OVFL), so that a loss here is never silent.
"""

import asyncio
import contextlib
import ipaddress
import socket
import struct

from sargas.live.address import Address
from sargas.live.intake import Sink, Way

RECEIVE_BUFFER_BYTES = 8 << 20
"""Asked of the kernel (it may give less): room for a burst while the loop is busy."""

BURST = 500
"""Datagrams read before others get a turn."""

_LONGEST_BYTES = 65_535
_SO_RXQ_OVFL = 40
_SO_RCVBUFFORCE = 33


def open_socket(address: Address) -> socket.socket:
    """A bound socket, joined to the group when the address is a multicast one; OSError when that cannot be had."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        try:
            sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES)
        except OSError:  # only root may pass the system's limit
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        with contextlib.suppress(OSError):  # not Linux: losses in the kernel stay unknown
            sock.setsockopt(socket.SOL_SOCKET, _SO_RXQ_OVFL, 1)
        answered = address.options.get("answer", "").rpartition(":")[0]
        if is_group(address.host) or is_broadcast(address.host) or is_broadcast(answered):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_group(address.host):
            sock.bind((address.host, address.port))  # to the group: another group's traffic on this port stays out
            interface = socket.inet_aton(address.options.get("interface", "0.0.0.0"))
            request = struct.pack("4s4s", socket.inet_aton(address.host), interface)
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
        else:
            sock.bind((address.options.get("interface", address.host), address.port))
    except BaseException:
        sock.close()
        raise
    return sock


def is_group(host: str) -> bool:
    """Whether `host` is an IPv4 multicast address."""
    try:
        return ipaddress.IPv4Address(host).is_multicast
    except ValueError:
        return False


def is_broadcast(host: str) -> bool:
    """Whether `host` is an IPv4 address that all of a network here hear. Nothing is sent."""
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect((host, 9))
        except PermissionError:  # who does not say that it means all may not send to all (socket(7), SO_BROADCAST)
            return True
        except OSError:
            return False
    return False


class _Reader:
    """Reads what there is whenever there is something."""

    def __init__(self, sock: socket.socket, sink: Sink, failed: asyncio.Future[None]) -> None:
        self._sock, self._sink, self._failed = sock, sink, failed
        self._fallen = 0

    def __call__(self) -> None:
        try:
            payload, notes, _, _ = self._sock.recvmsg(_LONGEST_BYTES, 64)
            for level, kind, value in notes:
                if (level, kind) == (socket.SOL_SOCKET, _SO_RXQ_OVFL):
                    self._count(*struct.unpack("I", value[:4]))
            self._sink.offer(payload)
            for _ in range(BURST):
                self._sink.offer(self._sock.recv(_LONGEST_BYTES))
        except BlockingIOError:
            pass
        except OSError as error:
            if not self._failed.done():
                self._failed.set_exception(error)

    def _count(self, fallen: int) -> None:
        """`fallen` is the kernel's count since the socket was opened, modulo 2^32."""
        more, self._fallen = (fallen - self._fallen) % (1 << 32), fallen
        if more:
            self._sink.fell(more)


async def receive(address: Address, sink: Sink) -> None:
    """Datagrams into `sink` until cancelled; OSError when the port or the group cannot be had."""
    loop = asyncio.get_running_loop()
    failed: asyncio.Future[None] = loop.create_future()
    with open_socket(address) as sock, contextlib.ExitStack() as back:
        if "answer" in address.options:
            host, _, port = address.options["answer"].rpartition(":")
            sink.opened(_way(back.enter_context(await _towards(host, int(port), address))))
        loop.add_reader(sock, _Reader(sock, sink, failed))
        sink.tell("connected", f"listening on {address.host or '*'}:{address.port}")
        try:
            await failed
        finally:
            loop.remove_reader(sock)
            sink.closed()


async def _towards(host: str, port: int, address: Address) -> socket.socket:
    """A socket that sends to a place; OSError when there is no way, or no such name."""
    loop = asyncio.get_running_loop()  # which no name server holds up
    found = await loop.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_DGRAM)
    place = found[0][4]
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)  # or a broadcast address is refused
        if is_group(str(place[0])):
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
            if interface := address.options.get("interface"):
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        sock.connect(place)
    except BaseException:
        sock.close()
        raise
    return sock


def _way(sock: socket.socket) -> Way:
    def send(payload: bytes) -> bool:
        with contextlib.suppress(OSError):  # a full buffer, or nobody there: a datagram may be lost
            sock.send(payload)
        return True

    return Way(send, lambda: None, lambda: 0)


async def send(address: Address, sink: Sink) -> None:
    """The way to an address or a group, until cancelled; OSError when there is none. A group is reached through
    `?interface=`, and not beyond the local network."""
    with await _towards(address.host, address.port, address) as sock:
        sink.tell("connected", f"sending to {address.host}:{address.port}")
        sink.opened(_way(sock))
        try:
            await asyncio.Event().wait()
        finally:
            sink.closed()
