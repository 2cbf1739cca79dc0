"""`sargas decode`: a recording's bytes as model objects, one JSON line each; nothing is tracked."""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sargas.commands.offline import FaultCount, chunked, decoder_of, discover, recording, sensors_of
from sargas.errors import ConfigError
from sargas.formats.registry import format_named
from sargas.model.batch import Item
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.released import Reply
from sargas.model.tracks import Tracks


def editions_of(given: list[str]) -> dict[str, str]:
    """`["062=1.19"]` -> `{"062": "1.19"}`; raises ConfigError."""
    bad = [text for text in given if "=" not in text]
    if bad:
        raise ConfigError([f"--edition {text}: write CATEGORY=EDITION, e.g. 062=1.19" for text in bad])
    return {name: edition for name, _, edition in (text.partition("=") for text in given)}


def run_decode(path: Path, name: str, framing: str, date: str | None, edition: list[str], limit: int | None) -> int:
    """Prints JSON lines; exit code 0, or 1 when there was nothing but faults."""
    form, editions = format_named(name), editions_of(edition)
    sensors = sensors_of(discover(path, form, framing, date, form.name, editions))
    decoder = decoder_of(form, sensors, form.name, editions)
    encoder, faults, printed, useful = msgspec.json.Encoder(), FaultCount(), 0, 0
    found = recording(path, form, framing, date)

    def items() -> Iterator[Item]:
        for chunks in chunked(found):
            yield from decoder.feed(chunks)
        yield from decoder.flush()
        yield from found.faults()

    for item in items():
        if isinstance(item, Fault):
            faults.add(item)
        rows = item if isinstance(item, Plots | Tracks) else () if isinstance(item, Reply) else (item,)
        for row in rows:
            if printed == limit:
                return 0
            sys.stdout.buffer.write(encoder.encode(row) + b"\n")
            printed += 1
            useful += not isinstance(row, Fault)
    sys.stdout.flush()
    for line in faults.lines():
        print(line, file=sys.stderr)
    return 1 if len(faults) and not useful else 0
