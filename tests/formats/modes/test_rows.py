import pytest

from sargas.formats.modes.aircraft import Aircraft, Told, Velocity
from sargas.formats.modes.rows import Seen, plots, row, velocity_parts
from sargas.model.plot import Geodetic


def aircraft() -> Aircraft:
    known = Aircraft(100.0)
    known.velocity = Velocity(100.0, 50.0, -20.0, 3.0, 1.2)
    known.callsign, known.mode_3a = Told("TST001", 100.0), Told(0o7600, 100.0)
    known.sigma_m, known.sigma_height_m = Told(4.1, 100.0), Told(23.0, 100.0)
    known.above_pressure_m = Told(45.72, 100.0)
    return known


def test_a_young_aircraft_tells_all() -> None:
    seen = Seen(101.0, 0, 7, 0x503A11, 1000.0, None, 38.0)
    plot = plots([row(seen, 54.5, 24.25, aircraft())], ("receiver",)).plot(0)
    assert plot.measurement == Geodetic(54.5, 24.25, 1045.72, 50.0, -20.0, 3.0)
    assert plot.claims.callsign == "TST001"
    assert (plot.claims.mode_s, plot.claims.mode_3a) == (0x503A11, 0o7600)
    assert plot.claims.emergency == "no_communications"
    assert plot.claims.pressure_altitude_m == 1000.0
    assert plot.sigma.horizontal_m == pytest.approx(4.1)
    assert plot.sigma.height_m == pytest.approx(23.0)
    assert plot.sigma.velocity_mps == pytest.approx(1.2)
    assert (plot.sensor, plot.time_s, plot.record_number, plot.echo) == ("receiver", 101.0, 7, "adsb")


def test_an_old_one_tells_only_where_it_is() -> None:
    seen = Seen(1000.0, 0, 7, None, None, None, None)
    found = plots([row(seen, 54.5, 24.25, aircraft())], ("receiver",))
    assert int(found.has[0]) == 0
    for name in ("height_m", "east_mps", "sigma_horizontal_m", "mode_3a", "pressure_altitude_m", "emergency"):
        assert getattr(found, name)[0] == 0


def test_velocity_parts() -> None:
    assert velocity_parts(100.0, 90.0) == pytest.approx((51.4444, 0.0), abs=1e-3)
    assert velocity_parts(100.0, 180.0) == pytest.approx((0.0, -51.4444), abs=1e-3)
