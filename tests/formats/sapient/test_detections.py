"""Places, directions, velocities and words of detection reports, in every unit they come in."""

import math

import numpy as np
import pytest
from pyproj import Transformer

from formats.sapient.talk import MADE, Talk
from sargas.geo.geoid import undulation_m
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.model.plots import BEARING, GEODETIC, POLAR

RAD = {"coordinateSystem": "LOCATION_COORDINATE_SYSTEM_LAT_LNG_RAD_M", "datum": "LOCATION_DATUM_WGS84_E"}
UTM = {"coordinateSystem": "LOCATION_COORDINATE_SYSTEM_UTM_M", "datum": "LOCATION_DATUM_WGS84_E"}


def seen(node=MADE.RADAR, talk=None, **more):
    return (talk or Talk()).say(MADE.detection(node, **more))


def one(node=MADE.RADAR, **more):
    plots = seen(node, **more).plots
    assert len(plots) == 1
    return plots.plot(0)


def test_x_is_longitude_and_errors_are_in_the_unit_of_their_axis() -> None:
    plot = one(location=MADE.place(54.65, 25.25, 300.0, xError=0.001, yError=0.001))
    assert (plot.measurement.lat_deg, plot.measurement.lon_deg, plot.measurement.height_m) == (54.65, 25.25, 300.0)
    east, north = 111.3195 * math.cos(math.radians(54.65)), 111.3195
    assert plot.sigma.horizontal_m == pytest.approx(math.hypot(east, north) / math.sqrt(2), rel=1e-6)
    assert plot.sigma.height_m == 20.0
    assert plot.time_s == pytest.approx(MADE.TIME_S - 0.2)


def test_radians_and_the_geoid() -> None:
    place = {"x": math.radians(25.25), "y": math.radians(54.65), "z": 300.0, "xError": 1e-5, "yError": 1e-5, **RAD}
    plot = one(location={**place, "datum": "LOCATION_DATUM_WGS84_G"})
    assert plot.measurement.lat_deg == pytest.approx(54.65)
    assert plot.measurement.height_m == pytest.approx(300.0 + float(undulation_m(54.65, 25.25)))
    assert plot.sigma.horizontal_m == pytest.approx(
        6_378_137 * 1e-5 * math.sqrt((1 + math.cos(math.radians(54.65)) ** 2) / 2), rel=1e-4
    )


@pytest.mark.parametrize(("zone", "code"), [("34U", 32634), ("", 32635), ("35U", 32635)])
def test_utm_is_of_the_zone_that_is_named_or_registered(zone: str, code: int) -> None:
    easting, northing = Transformer.from_crs(4326, code, always_xy=True).transform(25.25, 54.65)
    more = {"utmZone": zone} if zone else {}
    plot = one(location={"x": easting, "y": northing, "xError": 10, "yError": 10, **UTM, **more})
    assert plot.measurement.lat_deg == pytest.approx(54.65, abs=1e-9)
    assert plot.measurement.lon_deg == pytest.approx(25.25, abs=1e-9)
    assert plot.measurement.height_m is None
    assert plot.sigma.horizontal_m == pytest.approx(10.0)


def test_a_zone_that_is_none_is_a_fault_and_not_a_place() -> None:
    talk = seen(location={"x": 5e5, "y": 6e6, "utmZone": "99Q", **UTM})
    assert talk.faults == ["radar: location in a UTM zone that is none"]
    talk = seen(location={"x": 9e8, "y": 6e6, "utmZone": "35U", **UTM})
    assert talk.faults == ["radar: location beyond its UTM zone"]
    assert not len(talk.plots)


@pytest.mark.parametrize(
    ("system", "deg", "metres"),
    [
        ("DEGREES_M", 1, 1),
        ("RADIANS_M", math.radians(1), 1),
        ("DEGREES_KM", 1, 1e-3),
        ("RADIANS_KM", math.radians(1), 1e-3),
    ],
)
def test_directions_in_every_unit(system: str, deg: float, metres: float) -> None:
    direction = {
        "azimuth": -10.0 * deg,
        "elevation": 2.0 * deg,
        "range": 7000.0 * metres,
        "azimuthError": 0.5 * deg,
        "elevationError": 0.25 * deg,
        "rangeError": 15.0 * metres,
        "coordinateSystem": f"RANGE_BEARING_COORDINATE_SYSTEM_{system}",
        "datum": "RANGE_BEARING_DATUM_TRUE",
    }
    plot = one(rangeBearing=direction)
    assert plot.measurement.azimuth_deg == pytest.approx(350.0)
    assert plot.measurement.elevation_deg == pytest.approx(2.0)
    assert plot.measurement.range_m == pytest.approx(7000.0)
    assert plot.sigma.azimuth_deg == pytest.approx(0.5)
    assert plot.sigma.elevation_deg == pytest.approx(0.25)
    assert plot.sigma.range_m == pytest.approx(15.0)


def test_without_a_range_it_is_a_bearing() -> None:
    plots = seen(MADE.CAMERA, rangeBearing=MADE.direction()).plots
    assert plots.kind.tolist() == [BEARING]
    assert not plots.given("elevation_deg").any()
    assert plots.range_m.tolist() == [0.0]


def test_north_is_true_north() -> None:
    magnetic = MADE.direction(datum="RANGE_BEARING_DATUM_MAGNETIC")
    assert "magnetic north" in seen(rangeBearing=magnetic).faults[0]
    plots = seen(rangeBearing=magnetic, talk=Talk(declination_deg=8.5)).plots
    assert plots.azimuth_deg.tolist() == [53.5]
    for datum in ("GRID", "PLATFORM"):
        talk = seen(rangeBearing=MADE.direction(datum=f"RANGE_BEARING_DATUM_{datum}"))
        assert talk.faults == ["radar: azimuth from grid north or from a platform: not used"]
    blind = {name: value for name, value in MADE.direction(range=100.0).items() if name != "azimuth"}
    assert seen(rangeBearing=blind).faults == ["radar: detection without an azimuth"]


def test_a_node_that_moves_sees_from_where_it_says_to_be() -> None:
    talk = Talk()
    direction = MADE.direction(90.0, range=1000.0, rangeError=30.0, elevation=0.0, elevationError=1.0)
    assert seen(MADE.MICROPHONE, talk, rangeBearing=direction).faults == [
        "microphone: direction from a sensor whose place is not known: configure its site"
    ]
    talk.say(MADE.status(MADE.MICROPHONE, nodeLocation=MADE.place(54.66, 25.26, 120.0)))
    plot = seen(MADE.MICROPHONE, talk, rangeBearing=direction).plots.plot(0)
    lat, lon, height = geodetic_from_enu(1000.0, 0.0, 0.0, 54.66, 25.26, 120.0)
    assert plot.measurement.lat_deg == pytest.approx(float(lat))
    assert plot.measurement.lon_deg == pytest.approx(float(lon))
    assert plot.measurement.height_m == pytest.approx(float(height))
    across = 1000.0 * math.radians(1.0)
    assert plot.sigma.horizontal_m == pytest.approx(math.hypot(30.0, across) / math.sqrt(2.0))
    assert plot.sigma.height_m == pytest.approx(across)


def test_velocities_are_in_the_units_that_were_registered() -> None:
    velocity = {"eastRate": 36.0, "northRate": 0.0, "upRate": 2.0, "eastRateError": 3.6, "northRateError": 3.6}
    talk = Talk().say(MADE.status(MADE.MICROPHONE, nodeLocation=MADE.place()))
    plot = seen(MADE.MICROPHONE, talk, location=MADE.place(), enuVelocity=velocity).plots.plot(0)
    assert plot.measurement.east_mps == pytest.approx(10.0)
    assert plot.measurement.up_mps == pytest.approx(2.0)
    assert plot.sigma.velocity_mps == pytest.approx(1.0)
    plot = one(location=MADE.place(), enuVelocity=velocity)
    assert plot.measurement.east_mps == 36.0


def test_objects_keep_their_number_and_have_different_ones() -> None:
    talk = Talk()
    first = seen(talk=talk, location=MADE.place()).plots.sensor_track[0]
    assert seen(talk=talk, location=MADE.place()).plots.sensor_track[0] == first
    assert seen(talk=talk, name="other", location=MADE.place()).plots.sensor_track[0] != first


def test_what_a_sensor_takes_it_for() -> None:
    def warnings(*classification):
        return one(location=MADE.place(), classification=list(classification)).features.warnings

    assert warnings(*MADE.drone()) == ()
    assert warnings(*MADE.drone("Bird", "Animal")) == (19,)
    assert warnings(*MADE.drone("Manned Rotary Wing")) == (24,)
    person = {"type": "Human", "confidence": 0.4}
    assert warnings(*MADE.drone(), person) == ()
    assert seen(location=MADE.place(), classification=[{**person, "confidence": 0.9}, *MADE.drone()]).faults == [
        "radar: detection of what does not fly"
    ]


def test_an_id_is_a_claim() -> None:
    assert one(location=MADE.place(), id="LYABC").claims.callsign == "LYABC"
    assert one(location=MADE.place(), id="1596F000000000592740").claims.remote_id == "1596F000000000592740"
    assert one(location=MADE.place(), id="\n ė").claims.callsign is None


def test_a_lost_object_is_no_plot() -> None:
    assert not len(seen(location=MADE.place(), state="Object lost").plots)


def test_kinds_stand_side_by_side() -> None:
    plots = Talk().say(*MADE.MESSAGES).plots
    assert sorted(plots.kind.tolist()) == sorted([GEODETIC, GEODETIC, GEODETIC, POLAR, BEARING])
    assert np.isfinite(plots.lat_deg).all()
