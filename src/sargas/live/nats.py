"""NATS: subjects of a server, and publishing to one. A message is a record, its subject the link.

nats://host:4222?subject=FILTER[&durable=NAME][&login=FILE]       FILTER may hold * and >
nats://host:4222?subject=FILTER&ca=FILE[&cert=FILE&key=FILE]...   TLS, or no connection at all
A login is a file of two lines, name and password.

With `durable` messages are taken from a stream of the server (JetStream), by the consumer of that name, and
acknowledged when they are written down: what comes while we are away is kept, and may come twice. Without it what comes
faster than it is read falls, counted. What is published counts as told when the server has answered after it.
"""

import asyncio
from typing import Any

from nats.aio.client import Client
from nats.errors import Error, SlowConsumerError
from nats.errors import TimeoutError as NatsTimeout

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink, Way
from sargas.live.login import login
from sargas.live.outgoing import Outgoing
from sargas.live.secure import context

CONNECT_S, FETCH_S, PING_S = 10, 1.0, 10
AT_ONCE, PENDING_BYTES = 500, 64 << 20
MOST_SUBJECT = 200


class _Client(Client):  # type: ignore[misc]  # the library is not typed
    """The library's, which would go on in the clear where a server does not ask for TLS, and stop reading without a
    word at a subject that is no text."""

    odd = 0
    """Messages of such subjects."""

    async def _process_info(self, info: dict[str, Any], initial_connection: bool = False) -> None:
        if self.options.get("tls") is not None and not info.get("tls_required"):
            raise Unavailable("the server does not speak TLS")
        await super()._process_info(info, initial_connection)

    async def _process_msg(self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes) -> None:
        try:
            subject.decode()
            reply.decode()
        except UnicodeDecodeError:
            self.odd += 1
        else:
            await super()._process_msg(sid, subject, reply, data, headers)


class _Link:
    """One connection; `ended` is done when there is none any more."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self.client = _Client()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.fallen = 0

    async def __aenter__(self) -> "_Link":
        options = self._address.options
        more: dict[str, Any] = {}
        if "login" in options:
            more["user"], more["password"] = login(options["login"])
        if "ca" in options:
            more["tls"], more["tls_hostname"] = context(self._address), self._address.host
        try:
            async with asyncio.timeout(CONNECT_S):
                await self.client.connect(
                    f"nats://{self._address.host}:{self._address.port}",
                    name="sargas",
                    allow_reconnect=False,  # supervision tries again, and tells
                    connect_timeout=CONNECT_S,
                    ping_interval=PING_S,
                    error_cb=self._error,
                    disconnected_cb=self._closed,
                    closed_cb=self._closed,
                    **more,
                )
        except BaseException as error:
            await self.client.close()
            if self.client._transport is not None:  # it leaves the socket of a connection that did not come to be
                self.client._transport.close()
            if isinstance(error, Error):
                raise Unavailable(f"the server refuses: {error}") from None
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def _error(self, error: Exception) -> None:
        if isinstance(error, SlowConsumerError):
            self.fallen += 1

    async def _closed(self) -> None:
        self.end()

    def end(self) -> None:
        """There is no connection any more, or none is wanted."""
        if not self.ended.done():
            self.ended.set_result(None)

    async def until_ended(self, work: Any) -> None:
        """`work`, until it or the connection ends. Raises Unavailable."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait((task, self.ended), return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
            raise Unavailable("closed by the server")
        except Error as error:
            raise Unavailable(str(error)) from None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def receive(address: Address, sink: Sink) -> None:
    """Messages of the filter into `sink` until cancelled; OSError, TimeoutError or Unavailable without a link."""
    async with _Link(address) as link:
        work = _stored if "durable" in address.options else _passing
        await link.until_ended(work(link, address, sink))


async def _passing(link: _Link, address: Address, sink: Sink) -> None:
    subject = address.options["subject"]
    found = await link.client.subscribe(subject, pending_bytes_limit=PENDING_BYTES)
    await link.client.flush()
    sink.tell("connected", f"{address.host}:{address.port} {subject}")
    async for message in found.messages:
        sink.fell(link.fallen + link.client.odd)
        link.fallen = link.client.odd = 0
        if len(message.subject.encode()) > MOST_SUBJECT:
            sink.fell(1)
        else:
            sink.branch(message.subject).offer(message.data)


async def _stored(link: _Link, address: Address, sink: Sink) -> None:
    subject = address.options["subject"]
    found = await link.client.jetstream().pull_subscribe(subject, durable=address.options["durable"])
    sink.tell("connected", f"{address.host}:{address.port} {subject}, as {address.options['durable']}")
    while True:
        try:
            messages = await found.fetch(AT_ONCE, FETCH_S)
        except (TimeoutError, NatsTimeout):  # there is none now
            continue
        for message in messages:
            if len(message.subject.encode()) > MOST_SUBJECT:
                sink.fell(1)
            else:
                await sink.branch(message.subject).put(message.data)
        await sink.durable()
        for message in messages:
            await message.ack()


async def send(address: Address, sink: Sink) -> None:
    """The way to a subject, until cancelled; OSError, TimeoutError or Unavailable when there is none."""
    outgoing = Outgoing()

    async def publish(link: _Link) -> None:
        while True:
            payloads = await outgoing.some()
            for payload in payloads:
                await link.client.publish(address.options["subject"], payload)
            await link.client.flush(CONNECT_S)  # what was only written to a server that hangs is not there
            for payload in payloads:
                outgoing.taken(payload)

    async with _Link(address) as link:
        sink.tell("connected", f"{address.host}:{address.port} {address.options['subject']}")
        sink.opened(Way(outgoing.put, link.end, lambda: outgoing.unsent))
        try:
            await link.until_ended(publish(link))
        finally:
            sink.closed()
