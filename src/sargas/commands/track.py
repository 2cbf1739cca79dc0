"""`sargas track`: recordings through the whole core, offline, as fast as the machine can; scored if truth is given."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sargas.commands.offline import FaultCount, batches, merged, recording
from sargas.commands.tables import TrackFile
from sargas.commands.truth import Judge, read_truth
from sargas.config import LoadedSite, load
from sargas.errors import ConfigError
from sargas.formats.framing import Recording
from sargas.formats.recorded import Timed, timed
from sargas.formats.registry import format_named
from sargas.geo.plane import SystemPlane
from sargas.ingest import Ingest
from sargas.model.incident import Incident
from sargas.scoring import Score, Settings
from sargas.scoring.text import lines_of


class Summary(msgspec.Struct):
    """What a run found, for its last line or `--json`."""

    out: str
    plots: int = 0
    updates: int = 0
    tracks: int = 0
    incidents: int = 0
    alerts: int = 0
    faults: list[dict[str, object]] = []
    new_sensors: list[str] = []
    recorded_s: float = 0.0
    took_s: float = 0.0
    score: Score | None = None


def sources_of(
    site: LoadedSite, inputs: list[str], out: Path, date: str | None
) -> tuple[list[tuple[str, Path]], list[Recording]]:
    """(feed, file) pairs of `FEED=FILE` words and their payload iterators; every error at once."""
    findings, pairs = [], []
    feeds = {feed.id: feed for feed in site.config.feeds}
    for text in inputs:
        name, equals, file = text.partition("=")
        if not equals:
            findings.append(f"--input {text}: write FEED=FILE")
        elif name not in feeds:
            findings.append(f"--input {text}: no feed has the id {name!r}; known are {', '.join(feeds) or 'none'}")
        elif not Path(file).exists():
            findings.append(f"--input {text}: {file}: No such file or directory")
        elif out.exists() and out.samefile(file):
            findings.append(f"--out {out}: is one of the inputs")
        else:
            pairs.append((name, Path(file)))
    if findings:
        raise ConfigError(findings)
    readers = []
    for name, path in pairs:
        form = format_named(feeds[name].format)
        readers.append(recording(path, form, feeds[name].framing, date))
    return pairs, readers


def run_track(
    site_path: Path,
    inputs: list[str],
    out: Path,
    date: str | None,
    as_json: bool,
    truth_path: Path | None = None,
    assumed: Settings = Settings(interval_s=4.0),  # noqa: B008 (frozen)
) -> int:
    """Writes every track update, scores them against the truth if there is one; exit code 0."""
    site = load(site_path)
    pairs, readers = sources_of(site, inputs, out, date)
    used = next(feed for feed in site.config.feeds if feed.id == pairs[0][0])
    core_settings = site.core_settings(used.partition)
    plane = SystemPlane(core_settings.lat_deg, core_settings.lon_deg)
    judge = None if truth_path is None else Judge(read_truth(truth_path, plane), plane, assumed)
    streams = [timed(reader, name) for (name, _), reader in zip(pairs, readers, strict=True)]
    faults, summary = FaultCount(), Summary(str(out))
    began = time.monotonic()
    with TrackFile(out) as file:
        _run(site, merged(streams), [name for name, _ in pairs], file, faults, summary, judge)
    for reader in readers:
        for fault in reader.faults():
            faults.add(fault)
    summary.took_s, summary.faults = time.monotonic() - began, faults.rows()
    summary.score = None if judge is None else judge.score()
    if as_json:
        print(msgspec.json.encode(summary).decode())
        return 0
    for line in [*faults.lines(), *summary.new_sensors]:
        print(line, file=sys.stderr)
    print(
        f"{summary.plots} plots in {summary.recorded_s:.0f} s of recording became {summary.updates} updates of "
        f"{summary.tracks} tracks, {summary.incidents} incidents, {summary.alerts} alerts in {summary.took_s:.1f} s; "
        f"written to {out}"
    )
    if summary.score is not None:
        print("\n".join(lines_of(summary.score)))
    return 0


def _run(
    site: LoadedSite, source: Iterator[Timed], feeds: list[str], file: TrackFile, faults: FaultCount, summary: Summary,
    judge: Judge | None,
) -> None:  # fmt: skip
    used = [feed for feed in site.config.feeds if feed.id in feeds]
    sensors = [sensor for sensor in site.config.sensors if sensor.feed in feeds]
    kinds = {partition.name: partition.kind for partition in site.config.partitions}
    ingest = Ingest(used, sensors, kinds[used[0].partition])
    core = site.core_of(used[0].partition, sensors)
    numbers: set[int] = set()
    incidents: dict[int, Incident] = {}
    first_s = None
    with progress() as bar:
        task = bar.add_task("tracking", total=None)
        for records in batches(source):
            batch = ingest.feed(records)
            changes = core.update(batch)
            first_s = batch.time_s if first_s is None else first_s
            file.write(changes.tracks)
            if judge is not None:
                judge.hear(batch.time_s, changes.tracks)
            numbers.update(changes.tracks.number.tolist())
            incidents.update({incident.number: incident for incident in changes.incidents})
            for fault in changes.faults:
                faults.add(fault)
            summary.new_sensors.extend(
                f"{s.feed}: nobody described this source:\n{s.suggestion}" for s in changes.new_sensors
            )
            summary.plots += len(batch.plots)
            summary.recorded_s = batch.time_s - first_s
            bar.update(
                task,
                description=f"{summary.recorded_s:.0f} s of recording, {summary.plots} plots, {len(numbers)} tracks",
            )
    summary.updates, summary.tracks, summary.incidents, summary.alerts = (
        file.rows,
        len(numbers),
        len(incidents),
        len(core.alerts),
    )


def progress() -> Progress:
    """Progress on standard error, silent when nobody is looking."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
