from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pytest

from sargas.commands.demo import demo_site
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario, scenario_from_toml
from sargas.exercise.truth import Truth
from sargas.formats.asterix import FORMAT
from sargas.formats.remoteid import FORMAT as REMOTE_ID
from sargas.formats.weather import FORMAT as WEATHER
from sargas.geo.geodesic import distance_m
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus

JULY = Path(__file__).resolve().parents[2] / "src" / "sargas" / "exercise" / "scenarios" / "july_2025.toml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return msgspec.structs.replace(scenario_from_toml(JULY.read_text()), duration_s=120.0)


def test_the_sensors_own_decoder_reads_them_as_simulated_plots(scenario: Scenario) -> None:
    sensors = demo_site(1.0).sensors_of("july-2025-re-enacted")
    decoder = FORMAT.decoder(sensors, FORMAT.settings(feed="radars"))
    items = decoder.feed([Chunk(i, time_s, payload) for i, (time_s, payload) in enumerate(chunks(scenario))])
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    assert len(plots) == sum(len(item) for item in items if isinstance(item, Plots)) > 500
    assert plots.simulated.all()
    assert set(plots.sources) == {"rudamina", "nemencine", "trakai"}
    assert not [item for item in items if type(item).__name__ in ("Fault", "NewSensor")]
    assert plots.time_s.min() >= scenario.start_s
    turning = [item for item in items if isinstance(item, SensorStatus) and item.sensor == "trakai"]
    period_s = next(radar.rotation_s for radar in scenario.radars if radar.sensor == "trakai")
    assert len(turning) == scenario.duration_s // period_s
    assert {(status.status, status.rotation_s) for status in turning} == {("ok", period_s)}
    gaps_s = [b.time_s - a.time_s for a, b in pairwise(turning)]
    assert gaps_s == pytest.approx([period_s] * len(gaps_s), abs=1 / 64)


def test_the_weather_is_told_in_the_words_of_its_own_format() -> None:
    scenario = scenario_from_toml((JULY.parent / "normal_day.toml").read_text())
    told = list(chunks(scenario, "weather"))
    assert len(told) == 24
    decoder = WEATHER.decoder((), WEATHER.settings(feed="met"))
    winds = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(told)])
    expected = list(Truth(scenario).air.winds())
    assert [wind.time_s for wind in winds] == [wind.time_s for wind in expected]
    for wind, true in zip(winds, expected, strict=True):
        assert (wind.east_mps, wind.north_mps) == pytest.approx((true.east_mps, true.north_mps), abs=0.05)


ALL = """name = "all"
start = 2026-09-05T12:00:00Z
duration_s = 240.0
seed = 5
[[radars]]
sensor = "radar"
sac = 70
sic = 1
site = { lat_deg = 54.65, lon_deg = 25.30, height_m = 200.0 }
ground_m = 150.0
[[receivers]]
sensor = "adsb"
sac = 70
sic = 2
site = { lat_deg = 54.65, lon_deg = 25.30, height_m = 200.0 }
ground_m = 150.0
[[direction_finders]]
sensor = "finder"
sac = 70
sic = 3
site = { lat_deg = 54.65, lon_deg = 25.30, height_m = 200.0 }
ground_m = 150.0
[[remote_id]]
sensor = "rid"
site = { lat_deg = 54.65, lon_deg = 25.30, height_m = 160.0 }
ground_m = 150.0
[[cameras]]
sensor = "camera"
azimuth_deg = 0.0
site = { lat_deg = 54.65, lon_deg = 25.30, height_m = 160.0 }
ground_m = 150.0
[[ears]]
sensor = "ears"
kind = "array"
places = [[54.651, 25.30], [54.652, 25.302]]
height_m = 150.0
[[people]]
lat_deg = 54.65
lon_deg = 25.30
radius_m = 500.0
count = 300
ground_m = 150.0
attention_per_s = 0.2
reports = 1.0
delay = { p50_s = 5.0, p90_s = 20.0 }
[[flights]]
id = "drone"
cross_section_m2 = 0.1
what = "multirotor"
emits_dbm = 30.0
remote_id = "1596F0123456789"
waypoints = [
  { lat_deg = 54.652, lon_deg = 25.295, height_m = 250.0, speed_mps = 4.0 },
  { lat_deg = 54.652, lon_deg = 25.315, height_m = 250.0, speed_mps = 4.0 },
]
[[flights]]
id = "airliner"
cross_section_m2 = 10.0
what = "airliner"
mode_3a = "1234"
mode_s = "500001"
adsb = true
waypoints = [
  { lat_deg = 54.60, lon_deg = 24.90, height_m = 9000.0, speed_mps = 220.0 },
  { lat_deg = 54.60, lon_deg = 25.80, height_m = 9000.0, speed_mps = 220.0 },
]
"""
OF = {"radar": "asterix", "adsb": "asterix", "finder": "asterix", "rid": "remoteid", "camera": "sapient",
      "ears": "acoustic", "people-citizen": "citizen"}  # fmt: skip


@pytest.mark.parametrize("sensor", OF)
def test_who_is_dead_sends_nothing_by_whatever_format_and_all_others_what_they_sent(sensor: str) -> None:
    quiet = scenario_from_toml(ALL)
    dead = scenario_from_toml(f'{ALL}[[events]]\nkind = "dies"\nsensor = "{sensor}"\nfrom_s = 80.0\nto_s = 160.0\n')
    for form in dict.fromkeys(OF.values()):
        before, after = list(chunks(quiet, form)), list(chunks(dead, form))
        if form != OF[sensor]:
            assert after == before
            continue
        assert len(before) > 10
        lost = [chunk for chunk in before if chunk not in after]
        assert lost
        since_s = [time_s - quiet.start_s for time_s, _ in lost]
        assert min(since_s) >= 79.9
        if form != "sapient":  # who comes back counts its messages anew
            assert max(since_s) < 166.0
            assert [chunk for chunk in after if chunk not in before] == []
        if form not in ("asterix",):
            assert not [time_s for time_s, _ in after if 82.0 < time_s - quiet.start_s < 159.0]


def test_satellites_that_are_jammed_lead_drones_astray_too() -> None:
    area = "lat_deg = 54.652\nlon_deg = 25.30\nradius_m = 3000.0"
    jammed = scenario_from_toml(f'{ALL}[[events]]\nkind = "gnss_jamming"\n{area}\ndrift_mps = 20.0\n')
    sensor = Sensor("rid", "x", "remote_id", {"receiver": "rid"})
    found = []
    for one in (scenario_from_toml(ALL), jammed):
        decoder = REMOTE_ID.decoder((sensor,), REMOTE_ID.settings(feed="x"))
        items = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(chunks(one, "remoteid"))])
        found.append(Plots.concatenate([item for item in items if isinstance(item, Plots)]))
    true, told = found
    assert len(told) == len(true) > 100
    off_m = distance_m(true.lat_deg, true.lon_deg, told.lat_deg, told.lon_deg)
    assert off_m[-1] > 3_000.0
    assert np.polyfit(true.time_s, off_m, 1)[0] == pytest.approx(20.0, rel=0.03)
