"""Transports by scheme: the one place that knows which there are. A format knows none of them."""

import datetime
import glob
from collections.abc import Callable, Generator
from importlib import import_module
from pathlib import Path

import msgspec

from sargas.errors import Unavailable
from sargas.formats.framing import read
from sargas.formats.registry import format_named
from sargas.ingest import Connection
from sargas.journal import Reader
from sargas.live import tcp, udp
from sargas.live.address import Address
from sargas.live.intake import Sink
from sargas.live.supervision import Receive
from sargas.live.tape import Piece, TimedSource
from sargas.model.record import RecordKind, link_of
from sargas.model.sensor import Feed


def _of(name: str, act: str) -> Receive:
    """`receive` or `send` of a transport whose library is loaded where a site uses it."""

    async def run(address: Address, sink: Sink) -> None:
        await getattr(import_module(f"sargas.live.{name}"), act)(address, sink)

    return run


_SENDS_ONLY = {"file": "files"}
_MODULES = {"mqtt": "mqtt", "mqtts": "mqtt", "http": "http", "https": "http", "nats": "nats"}
_STREAMS: dict[str, Receive] = {"tcp": tcp.receive, "tls": tcp.receive}
RECEIVERS: dict[str, Receive] = {
    **_STREAMS,
    **{scheme: _of(name, "receive") for scheme, name in _MODULES.items()},
    "udp": udp.receive,
    "serial": _of("serial", "receive"),
    "reports": _of("reporting", "receive"),
}
SENDERS: dict[str, Receive] = {
    "udp": udp.send,
    **_STREAMS,
    **{scheme: _of(name, "send") for scheme, name in (_MODULES | _SENDS_ONLY).items()},
    "smtp": _of("smtp", "send"),
    "smtps": _of("smtp", "send"),
}
"""How recipients of exports are reached."""


def timed_source(feed: Feed, where: Address) -> Callable[[], TimedSource]:
    """What opens a `file` or `journal` source; raises ValueError for `exercise`, which is given by who plays it."""
    if where.scheme == "file":
        return lambda: file_source(feed, where)
    if where.scheme == "journal":
        return lambda: journal_source(feed, where)
    raise ValueError(f"feed {feed.id}: nobody plays {feed.source}")


def source_name(where: Address) -> str:
    """What a timed source is called, without the way to it: a recording is told by its size too."""
    if where.scheme != "file":
        return Path(where.path).name
    paths = [Path(name) for name in _files(where)]
    size = sum(path.stat().st_size for path in paths if path.is_file())
    return f"{Path(where.path).name}, {size} bytes"


def _files(where: Address) -> list[str]:
    return sorted(glob.glob(where.path)) or [where.path]


def file_source(feed: Feed, where: Address) -> Generator[tuple[float, bytes], None, str]:
    """Payloads of one file, or of several in the order of their names; returns what could not be read, in one line.

    Framings without a date take `?date=YYYY-MM-DD`, or the day on which the file was written. A payload without any
    time comes with the one before it. Raises OSError, DecodeError, ValueError.
    """
    paths = [Path(name) for name in _files(where)]
    form = format_named(feed.format)
    time_s, found = 0.0, []
    for path in paths:
        with path.open("rb") as file:
            date_s = midnight_s(where.options.get("date"), path)
            recording = read(file, feed.framing, date_s, form.clock, path.name, form.braces, form.bare)
            for framed in recording:
                if framed.time_s is not None:
                    time_s = max(time_s, framed.time_s)
                yield time_s, framed.payload
            found += [f"{fault.count} x {fault.reason}" for fault in recording.faults()]
    return "; ".join(found)


def midnight_s(date: str | None, path: Path) -> float:
    """UTC midnight of `date`, YYYY-MM-DD, or of the day on which the file was written. Raises ValueError, OSError."""
    if date is None:
        day = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC).date()
    else:
        day = datetime.date.fromisoformat(date)
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp()


def journal_source(feed: Feed, where: Address) -> Generator[Piece, None, str]:
    """What another journal holds of one feed (`?feed=ID`, else the feed's own id): its bytes, and when it and the links
    of its peers came and went, so that decoders see what they saw. `&stream` says that the bytes are a stream, cut
    anywhere.
    """
    wanted = where.options.get("feed", feed.id)
    folder = Path(where.path)
    if not folder.is_dir():
        raise Unavailable(f"{folder}: no such journal")
    damaged: list[str] = []
    with Reader(folder, damaged=lambda finding: damaged.append(str(finding))) as reader:
        for record in reader:
            name, link = link_of(record.feed)
            if name != wanted or record.erased:
                continue
            if record.kind == RecordKind.BYTES:
                yield Piece(record.time_s, record.payload, link)
            elif record.kind == RecordKind.CONNECT:
                told = msgspec.msgpack.decode(record.payload, type=Connection)
                if told.event in ("connected", "lost", "restarted"):
                    # The feed is connected to this journal now: that it was to a peer is told as a new beginning.
                    again = told.event == "connected" and not link
                    yield Piece(record.time_s, b"", link, "restarted" if again else told.event, told.detail)
    return f"{len(damaged)} damaged places, first: {damaged[0]}" if damaged else ""
