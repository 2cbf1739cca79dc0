"""`sargas exercise run`: a scenario through the whole system, and its review; every run into a folder of its own."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from sargas.commands.journal import existing
from sargas.commands.scenarios import scenario_file, scenario_text
from sargas.commands.track import progress
from sargas.config import LoadedSite, from_record, load_text
from sargas.errors import ConfigError
from sargas.exercise.described import site_tables
from sargas.exercise.passing import Partner, Passing, Step, again
from sargas.exercise.review.compose import Case, compose
from sargas.exercise.review.fitting import Fitting
from sargas.exercise.review.judging import rows_of
from sargas.exercise.review.observer import Observer
from sargas.exercise.review.page import page
from sargas.exercise.review.reading import BackReader
from sargas.exercise.review.report import Report
from sargas.exercise.running import PARTITION, Entry, Keep, run
from sargas.exercise.scenario import Scenario, scenario_from_toml
from sargas.exercise.truth import Truth
from sargas.exercise.writing import toml_key, toml_text
from sargas.formats.registry import format_named
from sargas.geo.plane import SystemPlane
from sargas.ingest import Ingest
from sargas.journal import Journal, Reader, latest_config
from sargas.model.record import Record
from sargas.settings import Export
from sargas.sharing.outbox import Outbox

DURABLE_BYTES = 1 << 20


class Read(NamedTuple):
    """A scenario, where it was read, and what of."""

    scenario: Scenario
    file: Path
    sha256: str

    @property
    def name(self) -> str:
        """By which it is asked for again."""
        return self.file.stem


def read_scenario(name: str, seed: int | None = None, duration_s: float | None = None) -> Read:
    """With another seed, or cut short, where that is asked for; raises ConfigError."""
    file = scenario_file(name)
    text = scenario_text(file)
    scenario = scenario_from_toml(text, file.name, file.parent)
    if seed is not None:
        scenario = msgspec.structs.replace(scenario, seed=seed)
    if duration_s is not None:
        injects = tuple(one for one in scenario.injects if one.at_s <= duration_s)
        scenario = msgspec.structs.replace(scenario, duration_s=min(duration_s, scenario.duration_s), injects=injects)
    return Read(scenario, file, hashlib.sha256(text.encode()).hexdigest())


def site_of(read: Read) -> LoadedSite:
    """The site of a scenario: what its `config` says, and its own feeds and sensors; raises ConfigError."""
    tables = site_tables(read.scenario, read.name)
    text = "".join(f"{toml_key(table)} = {toml_text(value)}\n" for table, value in tables.items())
    try:
        return load_text(text, read.file.resolve().parent)
    except ConfigError as error:
        raise ConfigError([f"{read.file.name}: config: {finding}" for finding in error.findings]) from None


def played(
    read: Read,
    keep: Callable[[LoadedSite], Keep] | None = None,
    told: Callable[[float], None] | None = None,
    ticks_at_once: int = 1,
) -> Report:
    """One run. `keep(site)` gives what writes records down; `told(share)` is told how far it is."""
    site = site_of(read)
    writing = None if keep is None else keep(site)
    return _reviewed(read, site, PARTITION, lambda passing: run(read.scenario, passing, writing, ticks_at_once), told)


def reviewed(read: Read, folder: Path, told: Callable[[float], None] | None = None) -> Report:
    """What stands in the journal of an exercise, whoever played it."""
    stored = latest_config(folder)
    if stored is None:
        raise ConfigError([f"{folder}: no configuration in this journal"])
    site, partition = from_record(stored.payload)
    with Reader(folder) as records:
        return _reviewed(read, site, partition, lambda passing: again(records, passing), told)


def _reviewed(
    read: Read, site: LoadedSite, partition: str, steps: Callable[[Passing], Iterator[Step]],
    told: Callable[[float], None] | None,
) -> Report:  # fmt: skip
    scenario = read.scenario
    truth = Truth(scenario)
    _all_are_there(scenario, truth, read.name)
    feeds, sensors, core_settings = site.feeds_of(partition), site.sensors_of(partition), site.core_settings(partition)
    ingest, core = Ingest(feeds, sensors, "exercise"), site.core_of(partition, sensors)
    partners = [_partner(site, export) for export in site.exports_of(partition)]
    passing = Passing({feed.id: feed.format for feed in feeds}, ingest, core, partners, scenario.start_s)
    rows = np.array(sorted({row for one in scenario.expectations for row in rows_of(one, truth)}), np.intp)
    plane = SystemPlane(core_settings.lat_deg, core_settings.lon_deg)
    readers = {one.name: BackReader(format_named(one.format), one.name) for one in partners}
    observer = Observer(plane, Fitting(truth, rows, sensors), readers)
    for step in steps(passing):
        observer.hear(step)
        if told is not None:
            told((step.batch.time_s - scenario.start_s) / scenario.duration_s)
    audiences = {one.name: one.escalate_s for one in core_settings.alerting.audiences}
    case = Case(scenario, read.name, read.sha256, site.zones, sensors, plane, audiences)
    return compose(case, truth, passing, observer)


def _all_are_there(scenario: Scenario, truth: Truth, name: str) -> None:
    findings = [
        f"{name}: expectations[{k}]: no object fits {one.flight!r}"
        for k, one in enumerate(scenario.expectations)
        if not rows_of(one, truth)
    ]
    if findings:
        raise ConfigError(findings)


def _partner(site: LoadedSite, export: Export) -> Partner:
    form = format_named(export.format)
    if form.session is None:
        raise ConfigError([f"export {export.name}: {export.format} is not written to recipients"])
    settings = msgspec.convert(export.format_settings, form.export_settings or form.settings)
    audience = export.audience or site.core_settings(export.partition).alerting.audiences[0].name
    sensors = site.sensors_of(export.partition)
    outbox = Outbox(site.config.policies, export.recipient, sensors, export.interval_s, audience)
    return Partner(export.name, export.format, outbox, form.session(settings))


def run_exercise(
    name: str, out: Path, seed: int | None, duration_s: float | None, as_json: bool, ticks_at_once: int = 1
) -> int:
    """One run into a new folder: the report, and the journal. Exit code 1 where an expectation was not met."""
    if not 1 <= ticks_at_once <= 10:
        raise ConfigError([f"--ticks {ticks_at_once}: 1 to 10"])
    read = read_scenario(name, seed, duration_s)
    _new_folder(out)
    journals: list[Journal] = []

    def keep(site: LoadedSite) -> Keep:
        journals.append(Journal(out / "journal", PARTITION, site.record(PARTITION)))
        return _written(journals[0])

    try:
        report = _with_progress(read, lambda told: played(read, keep, told, ticks_at_once))
    finally:
        for journal in journals:
            journal.commit()
            journal.close()
    return _tell(report, out, as_json)


def run_review(folder: Path, name: str, out: Path, seed: int | None, as_json: bool) -> int:
    """The review of an exercise that people played: of its journal, against the scenario."""
    existing(folder)
    read = read_scenario(name, seed)
    _new_folder(out)
    return _tell(_with_progress(read, lambda told: reviewed(read, folder, told)), out, as_json)


def _new_folder(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError([f"--out {out}: holds something already; each run has a folder of its own"])
    out.mkdir(parents=True, exist_ok=True)


def _with_progress(read: Read, work: Callable[[Callable[[float], None]], Report]) -> Report:
    with progress() as bar:
        task = bar.add_task(read.scenario.name, total=1.0)
        return work(lambda share: bar.update(task, completed=share))


def _tell(report: Report, out: Path, as_json: bool) -> int:
    """Writes it, and tells what it says."""
    (out / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
    (out / "report.html").write_text(page(report), encoding="utf-8")
    met, weight = report.weight_met
    if as_json:
        print(msgspec.json.encode({"out": str(out), "met": met, "weight": weight}).decode())
    else:
        print("\n".join(in_words(report)))
        print(f"written to {out}")
    return int(met < weight)


def _written(journal: Journal) -> Keep:
    """Into the journal. A run that is cut off is begun anew: what was written is made durable in large pieces."""

    def keep(entries: Sequence[Entry]) -> list[Record]:
        stored = journal.append_many([(time_s, feed, kind, payload, False) for time_s, feed, kind, payload in entries])
        if journal.pending_bytes > DURABLE_BYTES:
            journal.commit()
        return [*stored]

    return keep


def in_words(report: Report) -> list[str]:
    """The report for a terminal: what was expected, and what came of it."""
    lines = [f"{report.origin.name}, seed {report.origin.seed}, {report.origin.duration_s:.0f} s"]
    for one in report.met:
        due = "never" if one.due_s is None else f"by {one.due_s:.0f} s"
        done = "did not come" if one.done_s is None else f"at {one.done_s:.0f} s"
        by = f" ({one.by})" if one.by else ""
        lines.append(f"  {one.verdict:<7}{one.what}{by} of {one.of}: {due}, {done}{f': {one.why}' if one.why else ''}")
    for outcome in report.outcomes:
        if outcome.alert_before_arrival_s is not None:
            lines.append(f"  {outcome.flight}: alert {outcome.alert_before_arrival_s / 60.0:.1f} min before its end")
    false = sum(1 for one in report.false_incidents if "inside" in one.situations)
    met, weight = report.weight_met
    lines.append(f"met {met:g} of {weight:g}; {len(report.false_incidents)} false incidents, {false} said inside")
    return lines
