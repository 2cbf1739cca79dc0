"""Small words for tests of decoders: chunks, sensors, and what came out."""

from collections.abc import Iterable, Sequence
from typing import Any

from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.status import NewSensor, SensorStatus
from sargas.model.tracks import Tracks

NOON_S = 1_700_006_400.0 + 43_200.0
"""A time in the middle of a UTC day."""


def chunks(payloads: Iterable[bytes], time_s: float = NOON_S) -> list[Chunk]:
    return [Chunk(i, time_s, payload) for i, payload in enumerate(payloads)]


def block(category: int, *records: bytes) -> bytes:
    body = b"".join(records)
    return bytes((category, (len(body) + 3) >> 8, (len(body) + 3) & 255)) + body


def record(uap: str, items: dict[str, str]) -> bytes:
    """A record of items in hex, by number and in any order, in the profile `uap`."""
    slots = uap.split()
    given = [slots.index(number) for number in items]
    octets = []
    for at in range(0, max(given) + 1, 7):
        bits = sum(1 << (7 - (slot - at)) for slot in given if at <= slot < at + 7)
        octets.append(bits | (at + 7 <= max(given)))
    return bytes(octets) + b"".join(bytes.fromhex(items[number]) for number in slots if number in items)


def of(items: Sequence[Any], kind: type) -> list[Any]:
    return [item for item in items if isinstance(item, kind)]


def plots(items: Sequence[Any]) -> Plots:
    return Plots.concatenate(of(items, Plots))


def tracks(items: Sequence[Any]) -> Tracks:
    return Tracks.concatenate(of(items, Tracks))


def faults(items: Sequence[Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for fault in of(items, Fault):
        counts[fault.reason] = counts.get(fault.reason, 0) + fault.count
    return counts


def everything(payloads: Sequence[bytes], kind: str = "ssr") -> list[Sensor]:
    """The sensors that a first look at the payloads suggests."""
    found = Decoder([], Settings(feed="f")).feed(chunks(payloads))
    return [
        Sensor(f"{new.match['sac']}-{new.match['sic']}", "f", kind, match=new.match) for new in of(found, NewSensor)
    ]


def statuses(items: Sequence[Any]) -> list[SensorStatus]:
    return of(items, SensorStatus)
