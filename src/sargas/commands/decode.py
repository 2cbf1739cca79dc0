"""`sargas decode`: a recording's bytes as model objects, one JSON line each; nothing is tracked.

With a site the recording is read as its feed is: with its settings (places of stations, own types), sensors and labels.
Without one everything that a recording holds is shown, of whatever classification we know: nothing of it goes anywhere.
"""

import math
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sargas.commands.offline import FaultCount, discover, recording
from sargas.config import load
from sargas.errors import ConfigError
from sargas.formats.format import Decoder, Format
from sargas.formats.recorded import chunked, decoder_of, sensors_of
from sargas.formats.registry import format_named
from sargas.ingest import format_settings
from sargas.model.batch import Item
from sargas.model.fault import Fault
from sargas.model.label import CLASSIFICATIONS, Label
from sargas.model.plots import Plots
from sargas.model.released import Reply
from sargas.model.tracks import Tracks

_DAY_S = 86400.0
"""No recording is of the first day of 1970."""


def editions_of(given: list[str]) -> dict[str, str]:
    """`["062=1.19"]` -> `{"062": "1.19"}`; raises ConfigError."""
    bad = [text for text in given if "=" not in text]
    if bad:
        raise ConfigError([f"--edition {text}: write CATEGORY=EDITION, e.g. 062=1.19" for text in bad])
    return {name: edition for name, _, edition in (text.partition("=") for text in given)}


def as_feed(site: Path, form: Format, name: str | None) -> tuple[Decoder, str]:
    """Decoder and framing of the feed of this name, else of the only one of this format; raises ConfigError."""
    loaded = load(site)
    feeds = [feed for feed in loaded.config.feeds if feed.format == form.name and name in (None, feed.id)]
    if len(feeds) != 1:
        there = ", ".join(feed.id for feed in loaded.config.feeds if feed.format == form.name) or "none"
        raise ConfigError([f"{site}: one feed of format {form.name} is needed (--feed NAME): there is {there}"])
    sensors = [sensor for sensor in loaded.config.sensors if sensor.feed == feeds[0].id]
    return form.decoder(sensors, msgspec.convert(format_settings(feeds[0]), form.settings)), feeds[0].framing


def by_itself(path: Path, form: Format, framing: str, date: str | None, editions: dict[str, str]) -> Decoder:
    """A decoder of a recording of which nothing else is known: the sensors are those that it names."""
    found = sensors_of(discover(path, form, framing, date, form.name, editions))
    label = Label(CLASSIFICATIONS[-1])
    return decoder_of(form, [msgspec.structs.replace(sensor, label=label) for sensor in found], form.name, editions)


def run_decode(
    path: Path,
    name: str,
    framing: str,
    date: str | None,
    edition: list[str],
    limit: int | None,
    site: Path | None = None,
    feed: str | None = None,
) -> int:
    """Prints JSON lines; exit code 0, or 1 when there was nothing but faults."""
    form, editions = format_named(name), editions_of(edition)
    if site is None and feed is not None:
        raise ConfigError(["--feed names a feed of a site: --site SITE.toml is needed too"])
    if site is not None and edition:
        raise ConfigError(["--edition: with --site the editions are those of its feed"])
    if site is None:
        decoder = by_itself(path, form, framing, date, editions)
    else:
        decoder, configured = as_feed(site, form, feed)
        framing = configured if framing == "auto" else framing
    encoder, faults, printed, useful, undated = msgspec.json.Encoder(), FaultCount(), 0, 0, 0
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
                return int(bool(faults) and not useful)
            sys.stdout.buffer.write(encoder.encode(row) + b"\n")
            printed += 1
            useful += not isinstance(row, Fault)
            undated += not isinstance(row, Fault) and getattr(row, "time_s", math.inf) < _DAY_S
    sys.stdout.flush()
    if undated:
        print(f"{path.name}: it does not tell when it was recorded: time_s counts from its beginning", file=sys.stderr)
    if not printed:
        print(f"{path.name}: read, and nothing in it is shown as an object of the model", file=sys.stderr)
    for line in faults.lines():
        print(line, file=sys.stderr)
    return int(bool(faults) and not useful)
