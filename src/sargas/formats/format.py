"""Format: what a folder under `formats/` offers to the rest of the house, and what its decoder and encoder promise.

A third-party package offers a `Format` through an entry point of the group `sargas.formats`; the same contract test
runs over it (`tests/formats/test_contract.py`).
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import msgspec

from sargas.model.batch import Item
from sargas.model.decision import Decision
from sargas.model.record import Chunk
from sargas.model.released import Released, Reply, Simulated
from sargas.model.sensor import Sensor

Clock = Callable[[bytes], float | None]
"""Payload of a recording -> the time it tells, in seconds since UTC midnight or, with its date, UTC Unix seconds; or
None."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every decoder is told of its feed; a format adds fields of its own, all with defaults."""

    feed: str
    """Id of the feed, for what cannot be laid to a sensor."""
    stream: bool = False
    """True: the chunks are one stream of bytes, cut anywhere. False: each chunk is a datagram and stands alone."""
    editions: dict[str, str] = {}
    """Edition by part of the standard, where it has several (ASTERIX: category -> edition)."""

    def named(self) -> tuple[str, ...]:
        """Ids of sensors that these settings name: the feed must have them."""
        return ()

    def speaks_as(self) -> str:
        """Who an export is to its recipients, where all that it tells is numbered under that: no two exports to one
        address may be the same. "" where each message says for itself what it is of.
        """
        return ""


class Decoder(Protocol):
    """Bytes of one feed -> items. Made as `decoder(sensors, settings)`.

    It never raises on input: what cannot be read becomes a Fault. With `settings.stream` the items are the same
    however the bytes were cut. The same chunks give the same items. What it keeps between calls is bounded.
    Several connections of one feed are told apart by `Chunk.link`; a Reply goes to the link that it names.
    Plots name only sensors that it was given; other sources become a NewSensor, once.
    """

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Items of these chunks, in order; a message cut at the end of a stream is kept for the next call."""
        ...

    def flush(self) -> list[Item]:
        """What the end of the stream completes, and a Fault for what it cut off."""
        ...

    def checkpoint(self) -> bytes:
        """All state, so that `restore` goes on with the identical future."""
        ...

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`, on a decoder made with the same sensors and settings."""
        ...


@runtime_checkable
class Asking(Protocol):
    """A decoder whose sensors can be asked for something (`sargas.model.decision.Ask`)."""

    def ask(self, decision: Decision, time_s: float) -> Reply | str:
        """What is said to the sensor now; or, in one line, why it is not."""
        ...


class Encoder(Protocol):
    """Released, replied or simulated items -> bytes. Made as `encoder(settings)`."""

    def encode(self, item: Released[Any] | Reply | Simulated[Any]) -> list[bytes]:
        """Messages that say the item, each fit for one datagram; an item marked simulated sets the format's bit."""
        ...


class Session(Protocol):
    """One connection to a recipient, from beginning to end, sans-IO. Made as `session(settings)`, for each anew.

    Every method gives the bytes to be sent now, in order. None raises on what the peer sends. What is simulated is told
    only if the format can mark it so, or the peer is on this machine: that is the caller's to see to.
    """

    def open(self, time_s: float) -> list[bytes]:
        """The connection stands."""
        ...

    def hear(self, data: bytes, time_s: float) -> list[bytes]:
        """The peer sent these bytes, cut anywhere."""
        ...

    def tell(self, items: Sequence[Released[Any]], time_s: float, as_of_s: float) -> list[bytes]:
        """Tracks, incidents and alerts for the recipient, in the order in which they came to be.

        They are told as of `as_of_s`, in the clock of the tracks, and stamped as `time_s`, which is that moment in
        ours: now, or as long ago as the policy holds everything back. Nothing is moved on beyond it, and nothing old
        is stamped as new.
        """
        ...

    def tick(self, time_s: float) -> list[bytes]:
        """Called once a second at least."""
        ...

    def asks(self) -> bool:
        """Whether the peer is to be told everything that there is, from now on: once after each time it is."""
        ...

    def notes(self) -> list[str]:
        """What the operator should know of the peer, a line each, since the last call."""
        ...


@runtime_checkable
class Closing(Protocol):
    """A session that says something last."""

    def close(self, time_s: float) -> list[bytes]:
        """The connection ends: what is sent where that can still be."""
        ...


@runtime_checkable
class Remembering(Protocol):
    """A session that goes on where the one before it ended, where all connections lead to one recipient."""

    def memory(self) -> bytes:
        """What the recipient was told, as far as what is said next depends on it."""
        ...

    def recall(self, data: bytes) -> None:
        """Inverse of `memory`, on a session made with the same settings that has said nothing yet."""
        ...


@runtime_checkable
class Standing(Protocol):
    """A session that says how we stand, not only what we see."""

    def stand(self, runs: bool, time_s: float) -> list[bytes]:
        """Whether the picture that is told of is kept up to date: before the connection opens, and now and then."""
        ...


class Format(msgspec.Struct, frozen=True):
    """One published format. `name` is what `format = "..."` in a configuration says."""

    name: str
    decoder: Callable[[Sequence[Sensor], Any], Decoder]
    settings: type[Settings]
    encoder: Callable[[Any], Encoder] | None = None
    session: Callable[[Any], Session] | None = None
    """For exports: how a recipient is spoken to."""
    export_settings: type[Settings] | None = None
    """What an export is told, where that is not what a feed is."""
    media_type: str = "application/octet-stream"
    """Of what its exports post (HTTP)."""
    marks_simulated: bool = False
    """Its exports say of what is simulated that it is."""
    simulated_only: bool = False
    """It is of simulations: nothing that is real is told in it."""
    clock: Clock | None = None
    """Tells times for recordings whose framing has none (raw blocks)."""
    braces: str = ""
    """Framing of recordings in JSON, where they are not lines or rows with a `timestamp`."""
    bare: str = ""
    """Framing of recordings that are of no known one (`framing.whole`): bytes as they came over a link."""
    recorded: dict[str, Any] = {}
    """Settings by which commands read recordings: what a live feed refuses may be all that there is."""
    personal: bool = False
    """Its bytes hold personal data: they are erased by age."""
    links: bool = False
    """Its decoder is told when a connection begins or ends (`Chunk.ended`), and answers its peers (Reply)."""
    sensor_kind: str = "system"
    """Kind of sensor that a source of this format most likely is, for suggestions."""
