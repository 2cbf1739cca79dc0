"""A camera: whom it sees, how often, in which direction, and for what it takes them."""

import datetime

import numpy as np
import pytest

from sargas.exercise.camera import CONFUSED_WITH, SURE, CameraModel
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Camera
from sargas.exercise.looks import OWN_CONTRAST, SIZE_M
from sargas.exercise.nodes import Sighting
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Layer, Scenario, Weather
from sargas.exercise.truth import Truth
from sargas.formats.sapient import FORMAT
from sargas.geo.geodesic import destination
from sargas.model.place import Site
from sargas.model.plots import BEARING, Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.sensing.seeing import NEEDED_PIXELS, pixels, resolved_probability, seen_probability

NOON = datetime.datetime(2026, 6, 5, 10, 0, tzinfo=datetime.UTC)
NIGHT = datetime.datetime(2026, 12, 5, 22, 0, tzinfo=datetime.UTC)
SITE = Site(54.65, 25.30, 200.0)


def flies(far_m: float, what: str = "fixed_wing_drone", azimuth_deg: float = 90.0, height_m: float = 500.0) -> Flight:
    """As good as stands still, for some 40 minutes."""
    lat, lon = (float(v) for v in destination(SITE.lat_deg, SITE.lon_deg, azimuth_deg, far_m))
    return Flight(
        "x", (Waypoint(lat, lon, height_m, 0.001), Waypoint(lat + 2.2e-5, lon, height_m, 1.0)), 0.1, what=what
    )


def camera(**said: object) -> Camera:
    return Camera("eye", SITE, 180.0, **{"azimuth_deg": 90.0, "false_per_hour": 0.0, **said})


def scenario(
    one: Camera, *flights: Flight, start: datetime.datetime = NOON, visibility_m: float | None = None
) -> Scenario:
    weather = Weather(54.6, 25.3, (Layer(0.0, 0.0, 0.0),), visibility_m=visibility_m) if visibility_m else None
    return Scenario("x", start, 1_800.0, 3, (), flights, weather=weather, cameras=(one,))


def seen(played: Scenario, count: int = 400) -> list[Sighting]:
    model = CameraModel(played.cameras[0], Truth(played), played, np.random.default_rng(1))
    return [sighting for k in range(count) for sighting in model.look(k)]


@pytest.mark.parametrize("far_m", [4_000.0, 5_000.0, 7_000.0])
def test_it_sees_and_recognises_as_often_as_the_formulae_say(far_m: float) -> None:
    found = seen(scenario(camera(), flies(far_m), visibility_m=50_000.0))
    size_m, range_m = SIZE_M["fixed_wing_drone"], float(np.hypot(far_m, 300.0))
    expected = seen_probability(size_m, OWN_CONTRAST, range_m, 50_000.0, 60.0, 4096, NEEDED_PIXELS["detect"])
    assert len(found) / 400 == pytest.approx(float(expected), abs=0.07)
    sure = resolved_probability(pixels(size_m, range_m, 60.0, 4096), NEEDED_PIXELS["recognise"])
    assert np.mean([one.confidence == SURE for one in found]) == pytest.approx(float(sure), abs=0.07)


def test_haze_and_night_blind_it_and_a_thermal_one_sees_by_night() -> None:
    drone = flies(3_000.0)
    assert len(seen(scenario(camera(), drone, visibility_m=2_000.0))) == 0  # exp(-5.9) of the contrast is left
    assert len(seen(scenario(camera(), drone, start=NIGHT))) == 0
    assert len(seen(scenario(camera(), flies(3_000.0, "light_aircraft"), start=NIGHT))) == 400  # it is lit
    assert len(seen(scenario(camera(thermal=True), drone, start=NIGHT))) > 300


def test_it_sees_only_its_field() -> None:
    for of in (flies(2_000.0, azimuth_deg=150.0), flies(2_000.0, height_m=2_500.0), flies(2_000.0, height_m=100.0)):
        assert len(seen(scenario(camera(), of))) == 0
    assert len(seen(scenario(camera(field_deg=360.0, across=24_000), flies(2_000.0, azimuth_deg=150.0)))) > 350


def test_directions_have_their_error() -> None:
    found = seen(scenario(camera(sigma_deg=0.2), flies(2_000.0)))
    azimuth, elevation = (np.array([getattr(one, f"{name}_deg") for one in found]) for name in ("azimuth", "elevation"))
    assert azimuth.std() == pytest.approx(0.2, rel=0.15)
    assert azimuth.mean() == pytest.approx(90.0, abs=0.05)
    assert elevation.mean() == pytest.approx(np.degrees(np.arctan2(300.0, 2_000.0)), abs=0.05)


def test_what_is_not_recognised_is_confused_as_often_as_is_said_or_unknown() -> None:
    found = seen(scenario(camera(confused=0.3), flies(7_500.0, "fixed_wing_drone"), visibility_m=80_000.0), 1_700)
    unsure = [one.what for one in found if one.confidence != SURE]
    assert set(unsure) == {None, *CONFUSED_WITH["fixed_wing_drone"]}
    assert 1.0 - unsure.count(None) / len(unsure) == pytest.approx(0.3, abs=0.08)


def test_false_detections_come_at_their_rate_each_an_object_of_its_own() -> None:
    found = seen(scenario(camera(false_per_hour=360.0)), 1_800)
    assert len(found) == pytest.approx(180, abs=42)
    assert len({one.object for one in found}) == len(found)


def test_it_is_a_node_of_sapient_whose_directions_become_bearings() -> None:
    played = scenario(camera(node_id="22222222-0000-4000-8000-000000000001", false_per_hour=60.0), flies(2_000.0))
    sent = list(chunks(played, "sapient"))
    sensors = [Sensor("eye", "x", "eo", {"node_id": "22222222-0000-4000-8000-000000000001"}, SITE)]
    decoder = FORMAT.decoder(sensors, FORMAT.settings(feed="x"))
    items = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(sent)])
    assert {type(item).__name__ for item in items} == {"Plots", "SensorStatus", "Reply"}
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    assert len(plots) > 1_700
    assert set(plots.kind.tolist()) == {BEARING}
    assert plots.sigma_azimuth_deg == pytest.approx(np.full(len(plots), 0.1))
    assert {item.status for item in items if type(item).__name__ == "SensorStatus"} == {"ok"}
    assert list(chunks(played, "sapient")) == sent
