"""`sargas demo`: the whole system on one machine: July 2025 re-enacted and real recorded flights; or a recording."""

import json
import sys
from pathlib import Path

from sargas.commands.offline import discover, open_file
from sargas.commands.serve import checked_speed, run_site
from sargas.config import LoadedSite, load_text
from sargas.errors import ConfigError
from sargas.formats.recorded import sensors_of
from sargas.formats.registry import format_named, names
from sargas.geo.bundled import third_party

SITE = Path(__file__).with_name("demo_site.toml")


def demo_site(speed: float) -> LoadedSite:
    """Two partitions: the exercise over Lithuania, and recorded flights in their true place."""
    text = SITE.read_text(encoding="utf-8")
    text = text.replace("SPEED", repr(speed)).replace("SAMPLES", str(third_party("traffic_samples")))
    return load_text(text, Path(), "demonstration")


def recording_site(path: Path, name: str, speed: float) -> LoadedSite:
    """One partition that plays a file; its sensors are those that it is heard to hold."""
    open_file(path).close()
    stanzas = _placed(path, discover(path, format_named(name), "auto", None, "recording", {}))
    text = f"""
[site]
name = {json.dumps(path.name)}
lat_deg = 54.63
lon_deg = 25.28

[[partitions]]
name = "recording"
kind = "recording"
speed = {speed!r}

[[zones]]
file = "bundled:LTU"

[[feeds]]
id = "recording"
from = {json.dumps(f"file://{path.resolve()}")}
format = "{name}"
partition = "recording"

"""
    return load_text(text + "\n".join(stanzas), Path(), path.name)


def _placed(path: Path, stanzas: list[str]) -> list[str]:
    """The sensors whose plots can be shown; radars that nobody says the place of are told on standard error."""
    placed = []
    for stanza in stanzas:
        (sensor,) = sensors_of([stanza])
        if sensor.kind in ("psr", "ssr") and sensor.site is None:
            where = "/".join(str(value) for value in sensor.match.values())
            print(f"{path.name}: radar {where} does not say where it stands: not shown", file=sys.stderr)
        else:
            placed.append(stanza)
    if stanzas and not placed:
        raise ConfigError([f"{path}: no radar in it says where it stands; describe them in a site file: sargas track"])
    return placed


def run_demo(
    port: int,
    headless: bool,
    speed: float,
    duration_s: float | None,
    data: Path | None,
    recording: Path | None,
    name: str | None,
) -> int:
    """Runs until told to stop."""
    if recording is not None and name is None:
        raise ConfigError([f"--format says what {recording} is: {', '.join(names())}"])
    checked_speed(speed)
    site = demo_site(speed) if recording is None or name is None else recording_site(recording, name, speed)
    return run_site(site, data, port, headless, duration_s)
