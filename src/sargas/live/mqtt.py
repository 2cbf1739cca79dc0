"""MQTT: subscribed topics of a broker (version 5), and publishing to one. A message is a record, its topic the link.

mqtt://host:1883?topic=FILTER[&qos=1][&client=ID][&login=FILE]    on this machine, or a network that is yours
mqtts://host:8883?topic=FILTER&ca=FILE[&cert=FILE&key=FILE]...    TLS; our certificate where the broker asks for it
A login is a file of two lines, name and password. FILTER may hold + and #; a `&` in it is written %26.

With QoS 1 a message is acknowledged when it is written down, not before, and the broker keeps what comes while we are
away (SESSION_S): nothing acknowledged is lost, and what was not acknowledged may come twice. With QoS 0 what comes
faster than it is read falls, counted.
The library runs in a thread of its own; everything here but its callbacks belongs to the event loop.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink, Way
from sargas.live.login import login
from sargas.live.secure import context

CONNECT_S, KEEPALIVE_S = 10.0, 20
SESSION_S = 3600
"""How long the broker keeps messages for us."""
IN_FLIGHT = 500
"""Messages that may wait for their acknowledgement."""
MOST_TOPIC_BYTES, MOST_BYTES = 200, 1 << 20
WAITING_BYTES, UNSENT_BYTES = 64 << 20, 1 << 20
"""Of QoS 0 that we have not read; of ours that the broker has not taken."""


async def receive(address: Address, sink: Sink) -> None:
    """Messages of the filter into `sink` until cancelled; OSError, TimeoutError or Unavailable without a link."""
    link = _Link(address, f"sargas-{sink.feed}")
    qos = int(address.options.get("qos", "1"))
    await link.connect(lambda client: client.subscribe(address.options["topic"], qos))
    try:
        sink.tell("connected", f"{address.host}:{address.port} {address.options['topic']}")
        while True:
            messages = await link.next()
            sink.fell(link.fallen)
            link.fallen = 0
            for message in messages:
                await _take(message, sink)
            await sink.durable()
            for message in messages:
                if message.qos:
                    link.client.ack(message.mid, message.qos)
    finally:
        link.close()


async def _take(message: Any, sink: Sink) -> None:
    topic = message.topic
    if len(topic.encode()) > MOST_TOPIC_BYTES or len(message.payload) > MOST_BYTES:
        sink.fell(1)
    elif message.qos:
        await sink.branch(topic).put(message.payload)
    else:
        sink.branch(topic).offer(message.payload)


async def send(address: Address, sink: Sink) -> None:
    """The way to a topic, until cancelled; OSError, TimeoutError or Unavailable when there is none."""
    link = _Link(address, f"sargas-{sink.feed.strip('#')}-out")
    qos = int(address.options.get("qos", "1"))
    await link.connect(lambda client: None)
    sink.tell("connected", f"{address.host}:{address.port} {address.options['topic']}")
    unsent, sizes = 0, dict[int, int]()

    def way(payload: bytes) -> bool:
        nonlocal unsent
        if unsent > UNSENT_BYTES:
            return False
        info = link.client.publish(address.options["topic"], payload, qos)
        if info.rc == paho.MQTT_ERR_SUCCESS and not info.is_published():
            sizes[info.mid] = len(payload)
            unsent += len(payload)
        return bool(info.rc == paho.MQTT_ERR_SUCCESS)

    def taken(mid: int) -> None:
        nonlocal unsent
        unsent -= sizes.pop(mid, 0)

    link.published = taken
    sink.opened(Way(way, link.client.disconnect, lambda: unsent))
    try:
        while True:
            await link.next()
    finally:
        sink.closed()
        link.close()


class _Link:
    """One connection."""

    def __init__(self, address: Address, name: str) -> None:
        options = address.options
        self.fallen = 0
        """Messages of QoS 0 that came faster than they were read."""
        self.published: Callable[[int], object] = lambda mid: None
        """Called when the broker has a message of ours."""
        self._arrived: asyncio.Queue[Any] = asyncio.Queue()
        self._waiting = 0
        self._reason = ""
        self._loop = asyncio.get_running_loop()
        self._address = address
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._is_open = True
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2,
            options.get("client", name),
            protocol=paho.MQTTv5,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        if address.scheme == "mqtts":
            self.client.tls_set_context(context(address))
        if "login" in options:
            self.client.username_pw_set(*login(options["login"]))

    async def connect(self, then: Callable[[Any], object]) -> None:
        """The connection stands and `then` was done with it."""
        self.client.on_connect = lambda client, _data, _flags, code, _more: self._tell(self._connected, code, then)
        self.client.on_disconnect = lambda client, _data, _flags, code, _more: self._tell(self._ended, str(code))
        self.client.on_publish = lambda client, _data, mid, _code, _more: self._tell(lambda: self.published(mid))
        self.client.on_message = lambda client, _data, message: self._tell(self._heard, message)
        asked = Properties(PacketTypes.CONNECT)
        asked.SessionExpiryInterval, asked.ReceiveMaximum = SESSION_S, IN_FLIGHT
        asked.MaximumPacketSize = MOST_BYTES + 4096
        try:
            async with asyncio.timeout(CONNECT_S):
                host, port = self._address.host, self._address.port
                await asyncio.to_thread(
                    self.client.connect, host, port, KEEPALIVE_S, clean_start=False, properties=asked
                )
                self.client.loop_start()
                await self._ready
        except BaseException:
            self.close()
            raise

    def _tell(self, act: Callable[..., object], *values: object) -> None:
        """From the library's thread to the loop, while that runs."""
        if self._is_open and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act, *values)

    def _connected(self, code: Any, then: Callable[[Any], object]) -> None:
        if self._ready.done():
            return
        if code.is_failure:
            self._ready.set_exception(Unavailable(f"the broker refuses: {code}"))
        else:
            then(self.client)
            self._ready.set_result(None)

    def _heard(self, message: Any) -> None:
        if message.qos == 0 and (self._arrived.qsize() >= IN_FLIGHT or self._waiting > WAITING_BYTES):
            self.fallen += 1
        else:
            self._waiting += len(message.payload)
            self._arrived.put_nowait(message)

    async def next(self) -> list[Any]:
        """The messages that have come, one at least. Raises Unavailable when there will be no more."""
        messages = [await self._arrived.get()]
        while not self._arrived.empty() and messages[-1] is not None:
            messages.append(self._arrived.get_nowait())
        if messages[-1] is None:
            messages.pop()
            self._arrived.put_nowait(None)
        self._waiting = 0
        if not messages:
            raise Unavailable(self._reason)
        return messages

    def _ended(self, reason: str) -> None:
        self._reason = f"closed by the broker: {reason}"
        self._arrived.put_nowait(None)
        if not self._ready.done():
            self._ready.set_exception(Unavailable(self._reason))

    def close(self) -> None:
        """Ends it; the session stays with the broker."""
        if self._is_open:
            self._is_open = False
            self.client.disconnect()
            self._loop.run_in_executor(None, self.client.loop_stop)  # waits for its thread
