import hashlib
from pathlib import Path

import msgspec
import pytest

from sargas.commands.demo import demo_site
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario, scenario_from_toml

JULY = Path(__file__).resolve().parents[2] / "src" / "sargas" / "exercise" / "scenarios" / "july_2025.toml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return msgspec.structs.replace(scenario_from_toml(JULY.read_text()), duration_s=120.0)


def test_bytes_come_in_time_order_and_are_the_same_every_time(scenario: Scenario) -> None:
    first, second = list(chunks(scenario)), list(chunks(scenario))
    assert first == second
    times = [time_s for time_s, _ in first]
    assert times == sorted(times)
    assert all(len(payload) <= 1400 for _, payload in first)


def test_no_byte_goes_back_in_time(scenario: Scenario) -> None:
    """For long enough that some object is seen due north, where an azimuth of a moment may be 0 or 359.9."""
    times = [time_s for time_s, _ in chunks(msgspec.structs.replace(scenario, duration_s=600.0))]
    assert times == sorted(times)
    assert times[-1] - scenario.start_s > 590.0


def test_the_demonstration_describes_the_radars_as_the_scenario_has_them(scenario: Scenario) -> None:
    sensors = {sensor.id: sensor for sensor in demo_site(1.0).sensors_of("july-2025-re-enacted")}
    assert list(sensors) == [radar.sensor for radar in scenario.radars]
    for radar in scenario.radars:
        sensor = sensors[radar.sensor]
        assert sensor.match == {"sac": radar.sac, "sic": radar.sic}
        assert (sensor.site, sensor.interval_s, sensor.range_m) == (radar.site, radar.rotation_s, radar.range_m)


def test_what_no_sensor_of_it_speaks_gives_nothing(scenario: Scenario) -> None:
    assert not list(chunks(scenario, "acoustic"))
    assert not list(chunks(scenario, "cap"))


@pytest.mark.parametrize(
    ("name", "form", "count", "digest"),
    [
        ("july_2025", "asterix", 5748, "4413858ba8c1886f"),
        ("normal_day", "weather", 1, "eb9b45a6077ab612"),
    ],
)
def test_the_bytes_of_shipped_scenarios_are_what_they_were(name: str, form: str, count: int, digest: str) -> None:
    """Ten minutes of each: what is added to scenarios changes nothing of those that do not say it."""
    scenario = scenario_from_toml((JULY.parent / f"{name}.toml").read_text())
    sent = list(chunks(msgspec.structs.replace(scenario, duration_s=600.0), form))
    found = hashlib.sha256(b"".join(repr(time_s).encode() + payload for time_s, payload in sent))
    assert (len(sent), found.hexdigest()[:16]) == (count, digest)
