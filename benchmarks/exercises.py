"""The shipped scenarios, run whole: minutes of warning of each public incident, and the page of all of them.

Minutes are from the message to the public (or, where a scenario warns nobody, from the alert to the watch) to the end
of the object's path, for the sensors and the people that the scenario states. Of each seed every object counts that is
expected and comes down before the exercise ends; one that nobody was told of counts as 0. A figure is the median of
all. People act side by side: a cell's times are drawn for each act alone, however much it has to do.

`python benchmarks/exercises.py page FOLDER` writes docs/how-to/scenarios.md from FOLDER/NAME/report.json, one run of
each with its own seed; those that are not there it runs first. `table [NAME ...]` prints what figures are made of.
"""

import math
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product, repeat
from pathlib import Path
from statistics import median

import msgspec
from measure import ROOT, Figures, note
from run import GROUPS

from sargas.commands.exercise import Read, played, read_scenario
from sargas.commands.scenarios import SCENARIOS, shipped_scenarios
from sargas.exercise.described import sensors
from sargas.exercise.review.report import Outcome, Report
from sargas.exercise.scenario import Scenario

INCIDENTS = tuple(name.removeprefix("warning_minutes_").removesuffix("_p50") for name in GROUPS["exercises"])
"""Scenarios of public incidents."""
SEEDS = 3
TICKS_AT_ONCE = 5
"""Half a second: what is said comes so much later."""
HOURS = {"normal_day": 0.5}
"""Of the page: so much of what is long, with as much traffic an hour."""
SENSORS = {
    "psr": "radars",
    "adsb": "receivers of ADS-B",
    "acoustic": "listening posts",
    "rf": "direction finders",
    "mlat": "multilateration",
    "remote_id": "receivers of Remote ID",
    "eo": "cameras",
    "observer": "people who report",
}
PAGE = ROOT / "docs" / "how-to" / "scenarios.md"
MADE = "<!-- Made by benchmarks/exercises.py from here on. -->\n"


def arrived(report: Report) -> list[Outcome]:
    """Expected objects whose path ends before the exercise."""
    return [one for one in report.outcomes if one.ends_s <= report.origin.duration_s]


def minutes(report: Report, warns: bool) -> list[float]:
    """Of each object that arrived; of one that nobody was told of 0."""
    found = [one.warning_before_arrival_s if warns else one.alert_before_arrival_s for one in arrived(report)]
    return [(one or 0.0) / 60.0 for one in found]


def of_seed(name: str, k: int) -> list[float]:
    """Minutes in the k-th run of a scenario."""
    read = read_scenario(name)
    report = played(read_scenario(name, seed=read.scenario.seed + k), ticks_at_once=TICKS_AT_ONCE)
    return minutes(report, "warning" in read.scenario.config)


def figures(names: Sequence[str] = INCIDENTS) -> Figures:
    runs = list(product(names, range(SEEDS)))
    with ProcessPoolExecutor(2) as pool:
        found = dict(zip(runs, pool.map(of_seed, *zip(*runs, strict=True)), strict=True))
    made: Figures = {}
    for name in names:
        all_of = sorted(one for k in range(SEEDS) for one in found[name, k])
        said = "warning" if "warning" in read_scenario(name).scenario.config else "alert"
        note(f"{name}, {said}: {len(all_of)} arrivals, {' '.join(f'{one:.1f}' for one in all_of)}")
        key = f"warning_minutes_{name}_p50"
        made[key] = round(median(all_of), 2) if all_of else "nothing arrives in it"
    return made


def report_of(name: str, folder: Path) -> Report:
    """From its file, or of a run that writes it."""
    file = folder / name / "report.json"
    if not file.exists():
        note(f"runs {name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        report = played(_shortened(read_scenario(name)), ticks_at_once=TICKS_AT_ONCE)
        file.write_bytes(msgspec.json.encode(report))
    return msgspec.json.decode(file.read_bytes(), type=Report)


def _shortened(read: Read) -> Read:
    if read.name not in HOURS:
        return read
    day, lasts_s = read.scenario, 3_600.0 * HOURS[read.name]
    share = lasts_s / day.duration_s
    traffic = tuple(msgspec.structs.replace(one, count=math.ceil(one.count * share)) for one in day.traffic)
    injects = tuple(one for one in day.injects if one.at_s <= lasts_s)
    return read._replace(scenario=msgspec.structs.replace(day, duration_s=lasts_s, traffic=traffic, injects=injects))


def page(folder: Path) -> str:
    """The page: what stands before the mark is kept."""
    names = shipped_scenarios()
    with ProcessPoolExecutor(2) as pool:
        reports = dict(zip(names, pool.map(report_of, names, repeat(folder)), strict=True))
    ordered = sorted(names, key=lambda name: (name not in INCIDENTS, name))
    table = ["| scenario | minutes | flown | met | alert | warning | false | GOSPA |", f"|{'---|' * 8}"]
    table += [_row(reports[name]) for name in ordered]
    written, made, _ = PAGE.read_text(encoding="utf-8").partition(MADE)
    return written + made + "\n".join(table) + "\n\n" + "\n".join(map(_section, ordered))


def _row(report: Report) -> str:
    met, weight = report.weight_met
    inside = sum("inside" in one.situations for one in report.false_incidents)
    told = [_median(report, warns) for warns in (False, True)]
    gospa = "-" if report.gospa is None else f"{sum(report.gospa.distance_m) / len(report.gospa.distance_m):,.0f} m"
    columns = [
        f"[`{report.origin.scenario}`](#{report.origin.scenario})",
        f"{report.origin.duration_s / 60.0:.0f}",
        f"{len(report.map.truth)}",
        f"{met:g} of {weight:g}",
        *told,
        f"{len(report.false_incidents)} ({inside})",
        gospa,
    ]
    return f"| {' | '.join(columns)} |"


def _median(report: Report, warns: bool) -> str:
    of = [one.warning_before_arrival_s if warns else one.alert_before_arrival_s for one in arrived(report)]
    return f"{median((one or 0.0) / 60.0 for one in of):.1f}" if any(one is not None for one in of) else "-"


def _section(name: str) -> str:
    scenario = read_scenario(name).scenario
    header = []
    for line in (SCENARIOS / f"{name}.toml").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        header.append(line.removeprefix("#").strip())
    story = " ".join(header).partition(" Heights are above")[0].strip()
    expected = ", ".join(dict.fromkeys(one.what.replace("_", " ") for one in scenario.expectations))
    return (
        f"## `{name}`\n{story}\n\n"
        f"* **Known:** {_line(scenario.facts)}\n"
        f"* **Assumed:** {_line(scenario.assumed)}\n"
        f"* **Sensors:** {_laydown(scenario)}. **Expected:** {expected}.\n"
    )


def _laydown(scenario: Scenario) -> str:
    of = [SENSORS[sensor["kind"]] for sensor in sensors(scenario)]
    return ", ".join(f"{of.count(kind)} {kind}" for kind in SENSORS.values() if kind in of)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    if sys.argv[1:2] == ["page"]:
        PAGE.write_text(page(Path(sys.argv[2])), encoding="utf-8")
    else:
        for figure, value in figures(sys.argv[2:] or INCIDENTS).items():
            print(f"{figure:<56}{value}")
