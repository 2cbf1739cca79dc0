"""Heights from pressure with a QNH near by: against the standard atmosphere, and what a band then says."""

import numpy as np
import pytest

from incursion.land import zone
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.incursion import Incursions, Settings
from sargas.incursion.heights import WORDS, Air, bands
from sargas.incursion.pressure import MOST, Pressure
from sargas.incursion.shapes import shapes_of
from sargas.model.height import Height
from sargas.model.identity import IDENTITIES
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import Tracks
from sargas.model.weather import Qnh
from sargas.model.zone import Zone

STANDARD = HEIGHT_SOURCES.index("pressure_standard")


def qnh(hpa: float, lat_deg: float = LAT_DEG, time_s: float = NOON_S - 600.0) -> Qnh:
    return Qnh(time_s, lat_deg, LON_DEG, 80_000.0, hpa)


def told(*reports: Qnh) -> Pressure:
    pressure = Pressure(Settings())
    pressure.hear(reports)
    return pressure


@pytest.mark.parametrize(("hpa", "add_m"), [(1013.25, 0.0), (1003.25, -83.5), (1023.25, 82.9), (963.25, -424.8)])
def test_as_the_standard_atmosphere_has_it(hpa: float, add_m: float) -> None:
    """8.3 m a hectopascal at sea level, 8.6 where there are 970 of them."""
    found = told(qnh(hpa)).air(rows(NOON_S, {}))
    assert found.add_m[0] == pytest.approx(add_m, abs=1.0)


def test_the_nearest_that_is_near_and_new_enough_counts() -> None:
    near, far = qnh(1000.0, LAT_DEG + 0.1), qnh(1020.0, LAT_DEG + 0.3)
    tracks = rows(NOON_S, {}, {"north_m": 30_000.0}, {"north_m": 200_000.0})
    found = told(far, near).air(tracks)
    assert np.sign(found.add_m[:2]).tolist() == [-1.0, 1.0]
    assert np.isnan(found.add_m[2])
    assert found.sigma_m[0] == pytest.approx(6.0 + 11_130.0 * 2e-4, abs=0.1)
    old = told(qnh(1000.0, time_s=NOON_S - 7201.0)).air(tracks)
    assert np.isnan(old.add_m).all()
    assert np.isnan(Pressure(Settings()).air(tracks).add_m).all()


def test_of_a_place_the_newest_counts_and_they_are_bounded() -> None:
    pressure = told(qnh(1000.0, time_s=NOON_S - 60.0), qnh(1020.0, time_s=NOON_S - 600.0))
    found = pressure.air(rows(NOON_S, {}))
    assert found.add_m[0] < 0.0
    pressure.hear([qnh(1000.0, lat_deg=k / 10.0) for k in range(MOST + 10)])
    assert len(pressure.packed()) == MOST
    again = Pressure(Settings())
    again.unpack(pressure.packed())
    assert again.packed() == pressure.packed()


def against(land: Zone, track: Tracks, air: Air) -> tuple[float, str]:
    shapes = shapes_of([land])
    found = bands(shapes.floors, shapes.ceilings, np.zeros(1, np.int64), track, Settings(), air)
    return float(found.probability[0]), WORDS[found.words[0]]


def test_with_it_a_height_from_pressure_can_be_a_yes_and_without_it_never() -> None:
    """A ceiling of 500 m above sea level, 1,003 hPa, a pressure altitude of 550 m: it is at 466 m."""
    low = zone("restricted", ceiling=Height(500.0, "amsl"))
    track = rows(NOON_S, {"height_m": 550.0, "sigma_height_m": 8.0})
    track.height_source[:] = STANDARD
    unknown, air = Pressure(Settings()).air(track), told(qnh(1003.0)).air(track)
    track.height_m[:] += unknown.geoid_m
    probability, words = against(low, track, unknown)
    assert probability < 0.6
    assert "without QNH" in words
    probability, words = against(low, track, air)
    assert probability > 0.97
    assert words == "height within its limits"
    level = zone("restricted", ceiling=Height(500.0, "flight_level"))
    track.height_source[:] = HEIGHT_SOURCES.index("geometric")
    assert "level is assumed" in against(level, track, unknown)[1]
    assert against(level, track, air)[0] < 0.01, "634 m by the standard pressure"


def test_an_incident_rests_on_it_also_after_a_restart() -> None:
    low = zone("restricted", ceiling=Height(500.0, "amsl"), id="low")
    room = Incursions([low], Settings())
    room.hear([qnh(1003.0)])
    again = Incursions([low], Settings())
    again.restore(room.checkpoint())
    for t in range(0, 40, 4):
        said = {"number": 1, "identity": IDENTITIES.index("unknown"), "east_m": -500.0 + 50.0 * t, "east_mps": 50.0}
        track = rows(NOON_S + t, {**said, "height_m": 575.0, "sigma_height_m": 8.0})
        track.height_source[:] = STANDARD
        again.update(NOON_S + t, track)
    (incident,) = again.incidents
    assert incident.situation == "inside"
    assert "without QNH" not in incident.basis
