"""Incursions: over the border that both states have in common, as often and as far as their distributions say."""

import datetime

import numpy as np
import pytest

from sargas.errors import ConfigError
from sargas.exercise.incursions import Incursions, drawn
from sargas.exercise.scenario import Scenario, scenario_from_toml
from sargas.exercise.truth import Truth
from sargas.geo.bundled import third_party
from sargas.geo.geodesic import distance_m
from sargas.geo.region import Region
from sargas.incursion.zones import border_of

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
START_S = START.timestamp()
LITHUANIA, BELARUS = (
    Region.from_rings([rings for zone in border_of(third_party("osm_borders"), code) for rings in zone.polygons])
    for code in ("LTU", "BLR")
)
MANY = Incursions(count=300, into="LTU", out_of="BLR", depth_m=(4_000.0, 30_000.0), sigma_course_deg=20.0)


def test_they_begin_with_the_neighbour_and_end_with_us_and_the_seed_decides() -> None:
    flights = drawn(MANY, 0, 1, 36_000.0)
    assert flights == drawn(MANY, 0, 1, 36_000.0) != drawn(MANY, 0, 2, 36_000.0)
    assert drawn(MANY, 1, 1, 36_000.0)[0].waypoints != flights[0].waypoints
    assert [flight.id for flight in flights[:2]] == ["incursion-1-1", "incursion-1-2"]
    first, last = ([flight.waypoints[k] for flight in flights] for k in (0, -1))
    out = BELARUS.contains([w.lat_deg for w in first], [w.lon_deg for w in first])
    inside = LITHUANIA.contains([w.lat_deg for w in last], [w.lon_deg for w in last])
    assert out.all()
    assert inside.all()
    assert {flight.what for flight in flights} == {"fixed_wing_drone", "multirotor", "light_aircraft"}
    drones = np.mean([flight.what == "fixed_wing_drone" for flight in flights])
    assert drones == pytest.approx(0.7, abs=0.08)


def test_entries_are_as_likely_on_each_metre_and_only_in_the_part_that_was_said() -> None:
    flights = drawn(MANY, 0, 3, 36_000.0)
    lat = np.array([flight.waypoints[0].lat_deg for flight in flights])
    assert np.ptp(lat) > 1.2  # from Druskininkai to Turmantas
    near = drawn(
        Incursions(count=60, into="LTU", out_of="BLR", near=(54.55, 25.75), radius_m=15_000.0, before_m=(100.0, 200.0)),
        0, 3, 36_000.0,
    )  # fmt: skip
    places = [flight.waypoints[0] for flight in near]
    assert max(float(distance_m(w.lat_deg, w.lon_deg, 54.55, 25.75)) for w in places) < 15_210.0


def test_what_becomes_of_them_is_what_was_said() -> None:
    then = {"lands": 1.0, "turns_back": 1.0, "loiters": 1.0, "drifts": 1.0, "glides": 1.0}
    table = Incursions(count=200, into="LTU", out_of="BLR", then=then, swarm=0.1, crosses_s=(3_000.0, 5_000.0))
    flights = drawn(table, 0, 1, 36_000.0)
    kinds = [
        type(flight.becomes[0]).__name__ if flight.becomes
        else "Back" if len(flight.waypoints) == 3
        else "Loiter" if flight.waypoints[1].loiter_s > 0.0
        else "Lands"
        for flight in flights
    ]  # fmt: skip
    shares = {kind: kinds.count(kind) / 200 for kind in kinds}
    assert set(shares) == {"Drift", "Glide", "Back", "Loiter", "Lands"}
    assert all(share == pytest.approx(0.2, abs=0.09) for share in shares.values())
    assert np.mean([flight.swarm is not None for flight in flights]) == pytest.approx(0.1, abs=0.06)
    truth = Truth(Scenario("x", START, 36_000.0, 1, (), incursions=(table,), ground_m=150.0))
    assert len(truth) > 200
    alone = [flight.id for flight in flights if flight.swarm is None]
    assert all(flown.path.height_m.min() >= 150.0 for flown in truth.flights if flown.id in alone)
    leader = next(k for k, flown in enumerate(truth.flights) if flown.id in alone)
    times = np.linspace(truth.start_s[leader], truth.end_s[leader], 2_000)
    lat, lon, *_ = truth.positions(times, np.full(2_000, leader))
    crossed_s = times[np.flatnonzero(LITHUANIA.contains(lat, lon))[0]] - START_S
    assert 2_500.0 < crossed_s < 5_500.0


def test_what_cannot_be_is_told_together() -> None:
    text = """name = "x"
start = 2026-09-05T00:00:00Z
duration_s = 60.0
seed = 1
radars = []
[[incursions]]
count = 1
into = "LTU"
out_of = "XYZ"
[[incursions]]
count = 1
into = "LTU"
out_of = "FIN"
[[incursions]]
count = 1
into = "LTU"
out_of = "BLR"
near = [57.0, 24.0]
then = { lands = 0.0 }
"""
    with pytest.raises(ConfigError) as caught:
        scenario_from_toml(text, "x.toml")
    assert caught.value.findings == (
        "x.toml: incursions[2]: then names one thing at least, each with a positive weight",
    )
    with pytest.raises(ConfigError) as caught:
        scenario_from_toml(text.replace("lands = 0.0", "lands = 1.0"), "x.toml")
    ground = "above which ground? a scenario says it as ground_m, or as terrain"
    assert caught.value.findings == (
        "x.toml: incursions[0].out_of: 'XYZ' is none of BLR, EST, FIN, LTU, LVA, NOR, POL, RUS, SWE, UKR",
        f"x.toml: incursions[0]: {ground}",
        "x.toml: incursions[1]: LTU and FIN have no border in common",
        f"x.toml: incursions[1]: {ground}",
        "x.toml: incursions[2]: LTU and BLR have no border in common within 50000 m of (57.0, 24.0)",
        f"x.toml: incursions[2]: {ground}",
    )
