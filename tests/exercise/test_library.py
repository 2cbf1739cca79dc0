"""The shipped scenarios: what each says of itself is so, and a short version of each runs."""

import csv
import re
from pathlib import Path

import msgspec
import numpy as np
import pytest

from sargas.commands.exercise import Read, played, read_scenario, site_of
from sargas.commands.scenarios import SCENARIOS, shipped_scenarios
from sargas.exercise.described import forms, sensors
from sargas.exercise.review.judging import rows_of
from sargas.exercise.truth import Truth
from sargas.geo.region import Region

NAMES = shipped_scenarios()
LEAST = 14
ROW = re.compile(r"\b[A-Z]{2}-20\d\d-\d\d-\d\d(?:[a-z]\b|-\d\d\b|\b)")
NEVER_SAID = re.compile(r"attack|enem|hostil|russia|belarus|ukrain", re.IGNORECASE)
SHORT_S, MOST_OF_A_TABLE = 100.0, 10
PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "scenarios.md"


def test_there_are_enough_of_them_each_with_a_page_entry() -> None:
    assert len(NAMES) >= LEAST
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in NAMES if f"## `{name}`" not in page] == []


def test_rows_of_the_list_are_found_in_words() -> None:
    said = "LT-2025-07-28a, PL-2025-09-10-01: LT-2025-10-21."
    assert ROW.findall(said) == ["LT-2025-07-28a", "PL-2025-09-10-01", "LT-2025-10-21"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_known_and_what_is_assumed_is_said(name: str) -> None:
    scenario = read_scenario(name).scenario
    assert scenario.facts.strip()
    assert scenario.assumed.strip()
    assert "(fictional)" in scenario.assumed or "did not stand there" in scenario.assumed, "where sensors stand"
    assert "Heights are above the\n# WGS-84" in (text := (SCENARIOS / f"{name}.toml").read_text()) or (
        "Heights are above the WGS-84" in text or "WGS-84 ellipsoid" in text
    )


@pytest.mark.parametrize("name", NAMES)
def test_incidents_that_are_named_are_in_the_list(name: str, corpus: Path) -> None:
    with (corpus / "incidents.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    scenario = read_scenario(name).scenario
    assert [row for row in ROW.findall(scenario.facts + scenario.assumed) if row not in known] == []
    if re.search(r"20\d\d$", name):
        assert ROW.search(scenario.facts), "which incident is it?"


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_accused_in_what_cells_are_told(name: str) -> None:
    scenario = read_scenario(name).scenario
    said = [scenario.name, *(inject.text for inject in scenario.injects)]
    said += [text for one in scenario.expectations for text in (one.objective, one.flight)]
    assert [text for text in said if NEVER_SAID.search(text)] == []


@pytest.mark.parametrize("name", NAMES)
def test_sensors_have_names_of_their_own(name: str) -> None:
    scenario = read_scenario(name).scenario
    ids = [sensor["id"] for sensor in sensors(scenario)]
    codes = [(one.sac, one.sic) for one in (*scenario.radars, *scenario.receivers)]
    assert len(ids) == len(set(ids)) > 0
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_expected_can_come(name: str) -> None:
    """Its objects are there, what it counts from happens, and a deadline is before the end."""
    read = read_scenario(name)
    scenario, truth = read.scenario, Truth(read.scenario)
    zones = site_of(read).zones
    ends_s = scenario.start_s + scenario.duration_s
    regions = [Region.from_rings(zone.polygons) for zone in zones]
    assert 2 <= len(scenario.injects) <= 8
    assert 3 <= len(scenario.expectations) <= 8
    assert all(one.objective for one in (*scenario.injects, *scenario.expectations))
    audiences = {cell.audience for cell in scenario.cells} - {""}
    assert audiences <= {audience["name"] for audience in scenario.config["alerting"]["audiences"]}
    for one in scenario.expectations:
        rows = rows_of(one, truth)
        assert rows, one.flight
        for row in rows if not one.what.startswith("no_") else ():
            times_s = np.arange(truth.start_s[row], min(truth.end_s[row], ends_s), 5.0)
            lat, lon, *_ = truth.positions(times_s, np.full(len(times_s), row))
            is_inside = np.logical_or.reduce([region.contains(lat, lon) for region in regions])
            since_s = {
                "start": scenario.start_s,
                "appears": truth.start_s[row],
                "enters": times_s[np.argmax(is_inside)] if is_inside.any() else np.inf,
                "arrives": truth.end_s[row],
            }[one.since]
            assert since_s + one.within_s <= ends_s, (one, truth.flights[row].id)
            assert since_s + one.within_s >= truth.start_s[row] - 5.0, (one, truth.flights[row].id)


def _short(name: str) -> Read:
    """The first of it, with no more of made traffic than is in the air at once."""
    read = read_scenario(name, duration_s=SHORT_S)
    traffic = tuple(
        msgspec.structs.replace(one, count=min(one.count, MOST_OF_A_TABLE)) for one in read.scenario.traffic
    )
    return read._replace(scenario=msgspec.structs.replace(read.scenario, traffic=traffic))


@pytest.mark.parametrize("name", NAMES)
def test_a_short_version_of_each_runs(name: str) -> None:
    report = played(_short(name), ticks_at_once=10)
    assert report.origin.duration_s == SHORT_S
    assert report.counts["faults"] == 0
    assert len(report.met) >= len(read_scenario(name).scenario.expectations)
    came = {message.format for message in report.messages if message.direction == "in" and message.count}
    quiet = {"acoustic", "citizen"}  # there may be nothing to hear yet, and nobody who calls
    assert came | quiet == {*forms(read_scenario(name).scenario)} | quiet


def test_the_same_seed_gives_the_same_report_and_another_another() -> None:
    first, second = (played(read_scenario("july_2025", duration_s=SHORT_S), ticks_at_once=10) for _ in range(2))
    other = played(read_scenario("july_2025", seed=1, duration_s=SHORT_S), ticks_at_once=10)
    assert msgspec.json.encode(first) == msgspec.json.encode(second)
    assert other.origin.bytes_sha256 != first.origin.bytes_sha256
