"""Wiring of a running site: partitions with their journals, the console's server, signals, one process."""

import asyncio
import glob
import hashlib
import json
import math
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from sargas.commands.doors import doors, secured
from sargas.commands.scenarios import scenario_of
from sargas.commands.warm import warm
from sargas.config import LoadedSite, from_record
from sargas.errors import ConfigError
from sargas.exercise.controls import Controls
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.formats.registry import format_named
from sargas.geo.bundled import third_party
from sargas.ingest import Ingest, PartitionKind, format_settings
from sargas.journal import Journal, latest_config
from sargas.live.address import absolute, address, missing_files
from sargas.live.directing import Exercise
from sargas.live.exporting import Exporter
from sargas.live.partition import JournalFactory, Partition
from sargas.live.site import LiveSite
from sargas.model.direction import PutIn
from sargas.model.sensor import Feed
from sargas.settings import Export, PartitionSettings
from sargas.sharing.outbox import Outbox
from sargas.web.app import build_app
from sargas.web.people import new_token
from sargas.web.screens import Screen, Screens
from sargas.web.server import Server
from sargas.web.settings import Settings as WebSettings


class Played(NamedTuple):
    """What a partition plays: the scenario of its first feed that is one, and what a director changes of it."""

    scenario: Scenario
    controls: Controls


def exercises_of(site: LoadedSite) -> dict[str, Played]:
    """What is played, by partition; raises ConfigError."""
    found: dict[str, Played] = {}
    for feed in site.config.feeds:
        if feed.source.startswith("exercise://") and feed.partition not in found:
            where = address(absolute(feed.source, site.folder))
            found[feed.partition] = Played(scenario_of(where.path), Controls())
    return found


def partitions_of(site: LoadedSite, data: Path, exercises: Mapping[str, Played] | None = None) -> list[Partition]:
    """One Partition for each that has a feed; raises ConfigError with every finding. `exercises` as of `exercises_of`,
    where somebody directs them."""
    findings: list[str] = []
    partitions = []
    for settings in site.config.partitions:
        feeds = site.feeds_of(settings.name)
        if not feeds:
            continue
        try:
            controls = exercises[settings.name].controls if exercises and settings.name in exercises else Controls()
            partitions.append(_partition(site, settings, data / settings.name, controls))
        except ValueError as error:
            findings.append(f"partition {settings.name}: {error}")
        except ConfigError as error:
            findings.extend(error.findings)
    if not partitions and not findings:
        findings.append("feeds: there is none: nothing would ever arrive")
    if findings:
        raise ConfigError(findings)
    return partitions


def _partition(site: LoadedSite, settings: PartitionSettings, folder: Path, controls: Controls) -> Partition:
    feeds, sensors = site.feeds_of(settings.name), site.sensors_of(settings.name)
    for feed in feeds:
        where = address(feed.source)
        if where.scheme in ("file", "journal") and not Path(where.path).exists() and not glob.glob(where.path):
            raise ValueError(f"feed {feed.id}: {where.path}: No such file or directory")
    named = [(f"feed {feed.id}", feed.source) for feed in feeds]
    named += [(f"export {export.name}", export.to) for export in site.exports_of(settings.name)]
    for name, text in named:
        if missing := missing_files(text):
            raise ValueError(f"{name}: {missing[0]}: No such file")
    sources = {
        feed.id: partial(chunks, scenario_of(address(feed.source).path), feed.format, controls)
        for feed in feeds
        if feed.source.startswith("exercise://")
    }
    journal: JournalFactory = partial(Journal, folder, settings.name, site.record(settings.name))
    return Partition(
        name=settings.name,
        kind=settings.kind,
        feeds=feeds,
        journal=journal,
        ingest=lambda: Ingest(feeds, sensors, settings.kind),
        core=lambda: site.core_of(settings.name, sensors),
        speed=settings.speed,
        sources=sources,
        settings=site.config.live,
        exporters=[_exporter(site, export) for export in site.exports_of(settings.name)],
    )


def _exporter(site: LoadedSite, export: Export) -> Exporter:
    form = format_named(export.format)
    settings = msgspec.convert(export.format_settings, form.export_settings or form.settings)
    make = form.session
    if make is None:
        raise ValueError(f"export {export.name}: {export.format} is not written to recipients")
    sensors = site.sensors_of(export.partition)
    audience = export.audience or site.core_settings(export.partition).alerting.audiences[0].name
    outbox = Outbox(site.config.policies, export.recipient, sensors, export.interval_s, audience)
    return Exporter(
        export.name,
        export.partition,
        address(export.to),
        lambda: make(settings),
        outbox,
        form.marks_simulated,
        simulated_only=form.simulated_only,
        media_type=getattr(settings, "media_type", form.media_type),
        whom=_digest([export.recipient, export.to, export.format]),
        manner=_digest(settings),
    )


def _digest(said: Any) -> bytes:
    return hashlib.sha256(msgspec.json.encode(said)).digest()


def checked_speed(speed: float) -> float:
    """The speed of a clock as it was asked for; raises ConfigError."""
    if not 0.0 <= speed < math.inf:
        raise ConfigError([f"--speed {speed}: 1 is real time, 10 ten times faster, 0 as fast as the machine can"])
    return speed


def journal_site(folder: Path, speed: float) -> LoadedSite:
    """The site that a journal was written by, fed by the bytes in the journal; an exercise stays one."""
    stored = latest_config(folder)
    if stored is None:
        raise ConfigError([f"{folder}: no configuration in this journal"])
    site, name = from_record(stored.payload)

    def stored_feed(feed: Feed) -> Feed:
        stream = "&stream" if format_settings(feed)["stream"] else ""
        return msgspec.structs.replace(feed, source=f"journal://{folder.resolve()}?feed={quote(feed.id)}{stream}")

    feeds = tuple(map(stored_feed, site.feeds_of(name)))
    was = next(partition for partition in site.config.partitions if partition.name == name)
    kind: PartitionKind = "exercise" if was.kind == "exercise" else "recording"
    partition = msgspec.structs.replace(was, kind=kind, speed=speed)
    # nothing leaves again, and who may look is who may read the journal's files
    web = WebSettings(cleared=site.config.web.cleared, history=site.config.web.history)
    config = msgspec.structs.replace(site.config, feeds=feeds, partitions=(partition,), exports=(), web=web)
    return msgspec.structs.replace(site, config=config)


async def _run(
    site: LoadedSite,
    partitions: Sequence[Partition],
    data: Path,
    exercises: Mapping[str, Played],
    web: WebSettings,
    duration_s: float | None,
    headless: bool,
) -> None:
    names = {partition.name for partition in partitions}
    live = LiveSite(partitions, warm, {name: steered(one) for name, one in exercises.items()})
    where, shown = site.config.site, [one for one in site.config.partitions if one.name in names]
    screens = Screens(
        {"name": where.name, "lat_deg": where.lat_deg, "lon_deg": where.lon_deg},
        [_screen(site, partition) for partition in shown],
        [_screen(site, partition, cleared=True) for partition in shown if web.cleared],
    )
    live.subscribe(screens)
    token = new_token()
    people, oidc = doors(site, web, token, data, live)
    past = site.folder / web.history if web.history else None
    app = build_app(
        screens,
        people,
        live.submit,
        live.counters,
        third_party("basemap"),
        web.hosts,
        history=past,
        oidc=oidc,
        scenarios={name: one.scenario for name, one in exercises.items()},
    )
    server = Server(app, secured(site, web))
    url = await server.start()
    _announce(url, token if people.is_first_run else "", headless)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, live.stop)
    try:
        await live.run(duration_s)
    finally:
        screens.close()
        await server.stop()


def steered(played: Played) -> Exercise:
    """What a director has in hand of what is played, and when the injects of the scenario are put in."""
    scenario = played.scenario
    lines = [(scenario.start_s + one.at_s, PutIn(one.to, one.channel, one.text)) for one in scenario.injects]
    return Exercise(played.controls, lines)


def _screen(site: LoadedSite, partition: PartitionSettings, cleared: bool = False) -> Screen:
    origin = site.core_settings(partition.name)
    sensors = site.sensors_of(partition.name)
    at_deg = (origin.lat_deg, origin.lon_deg)
    return Screen(partition.name, partition.kind, sensors, site.zones, at_deg, cleared, site.areas)


def _announce(url: str, token: str, headless: bool) -> None:
    """`token`: "" where it opens nothing, because people sign in."""
    if headless:
        print(json.dumps({"url": url, "token": token}), flush=True)
        return
    address_of_console = f"{url}/?token={token}" if token else f"{url}/"
    print(f"Sargas is running. The console: {address_of_console}\nCtrl-C stops it.", flush=True)
    if sys.stdout.isatty():
        webbrowser.open(address_of_console)


def run_site(site: LoadedSite, data: Path | None, port: int | None, headless: bool, duration_s: float | None) -> int:
    """Runs until told to stop; journals in `data`, or in a temporary folder that is removed at the end."""
    web = site.config.web if port is None else msgspec.structs.replace(site.config.web, port=port)
    exercises = exercises_of(site)
    if data is not None:
        asyncio.run(_run(site, partitions_of(site, data, exercises), data, exercises, web, duration_s, headless))
        return 0
    with tempfile.TemporaryDirectory(prefix="sargas-") as folder:
        made = partitions_of(site, Path(folder), exercises)
        asyncio.run(_run(site, made, Path(folder), exercises, web, duration_s, headless))
    return 0
