"""Recorded: a recording of which nothing else is known -> model objects; its sensors are those that it names."""

import itertools
import tomllib
from collections.abc import Callable, Iterator, Sequence

import msgspec

from sargas.errors import ConfigError
from sargas.formats.format import Decoder, Format
from sargas.formats.framing import Recording
from sargas.model.batch import Item
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.status import NewSensor
from sargas.typed import typed

CHUNKS_AT_ONCE = 512

Timed = tuple[float, str, bytes]
"""(arrival time_s, feed, payload)."""


def timed(found: Recording, feed: str) -> Iterator[Timed]:
    """Payloads with arrival times; one that has none arrives with the one before it."""
    time_s = 0.0
    for framed in found:
        if framed.time_s is not None:
            time_s = max(time_s, framed.time_s)
        yield time_s, feed, framed.payload


def chunked(found: Recording) -> Iterator[list[Chunk]]:
    """The payloads as a decoder takes them, some at once: a call has a fixed cost."""
    source = (Chunk(number, time_s, payload) for number, (time_s, _, payload) in enumerate(timed(found, "")))
    while chunks := list(itertools.islice(source, CHUNKS_AT_ONCE)):
        yield chunks


def decoder_of(form: Format, sensors: Sequence[Sensor], feed: str, editions: dict[str, str]) -> Decoder:
    """A decoder for a recording; ConfigError for editions that the format does not know."""
    findings: list[str] = []
    settings = typed({**form.recorded, "feed": feed, "editions": editions}, form.settings, form.name, findings)
    if findings:
        raise ConfigError(findings)
    return form.decoder(sensors, settings)


def heard_in(found: Recording, form: Format, feed: str, editions: dict[str, str]) -> list[str]:
    """The sources heard in a recording: for each the `[[sensors]]` entry that would describe it, as TOML."""
    decoder = decoder_of(form, (), feed, editions)
    stanzas: list[str] = []
    for chunks in chunked(found):
        stanzas.extend(item.suggestion for item in decoder.feed(chunks) if isinstance(item, NewSensor))
    return stanzas


def sensors_of(stanzas: list[str]) -> tuple[Sensor, ...]:
    """The sensors that these entries describe."""
    raw = tomllib.loads("\n".join(stanzas)).get("sensors", [])
    return msgspec.convert(raw, tuple[Sensor, ...])


def items_of(opened: Callable[[], Recording], form: Format) -> Iterator[Item]:
    """Everything that a recording tells, read twice: first for whom it is heard from."""
    decoder = decoder_of(form, sensors_of(heard_in(opened(), form, form.name, {})), form.name, {})
    for chunks in chunked(opened()):
        yield from decoder.feed(chunks)
    yield from decoder.flush()
