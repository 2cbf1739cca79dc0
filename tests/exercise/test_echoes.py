import numpy as np
import pytest

from sargas.exercise.echoes import CODES, Echoes, Look, garbled, inside, merged
from sargas.exercise.laydown import Clutter, Doppler, Lobes, Radar, Resolution
from sargas.model.place import Site
from sargas.sensing.detection import reference_snr, signal_to_noise
from sargas.sensing.lobes import cosecant_gain, ground_gain, over_tangent_m
from sargas.sensing.moving import passed, passed_bank


def radar(**said: object) -> Radar:
    return Radar("r", 70, 201, Site(54.6, 25.3, 250.0), 220.0, **said)


def look(azimuth_deg: list[float], range_m: list[float], **more: list[float]) -> Look:
    n = len(range_m)
    columns = {
        "elevation_deg": [1.0] * n, "height_m": [500.0] * n, "above_ground_m": [280.0] * n, "radial_mps": [30.0] * n,
        "distance_m": range_m, **more,
    }  # fmt: skip
    of = {name: np.array(values, float) for name, values in columns.items()}
    return Look(
        rows=np.arange(n), time_s=np.zeros(n), azimuth_deg=np.array(azimuth_deg), range_m=np.array(range_m),
        exists=np.ones(n, np.bool_), **of,
    )  # fmt: skip


def test_power_is_that_of_the_formulae_of_sensing() -> None:
    of = look([10.0, 20.0], [20_000.0, 40_000.0], above_ground_m=[100.0, 600.0], radial_mps=[12.0, 33.0])
    free = signal_to_noise(of.range_m, np.array([1.0, 0.1]), 60_000.0, reference_snr(0.8))
    area_m2 = np.array([1.0, 0.1])
    assert Echoes(radar(), area_m2).snr(of) == pytest.approx(free)
    lobes = Echoes(radar(lobes=Lobes(reflection=0.8, full_deg=0.5, top_deg=30.0)), area_m2).snr(of)
    gain = cosecant_gain(1.0, 0.5, 30.0) * ground_gain(
        of.distance_m, *over_tangent_m(of.distance_m, 30.0, of.above_ground_m), 0.1, 0.8
    )
    assert lobes == pytest.approx(free * gain)
    mti = Echoes(radar(doppler=Doppler("mti", (0.001, 0.0008))), area_m2).snr(of)
    assert mti == pytest.approx(free * passed(of.radial_mps, 0.1, (0.001, 0.0008)))
    mtd = Echoes(radar(doppler=Doppler("mtd", (0.001,), 15.0)), area_m2).snr(of)
    assert mtd == pytest.approx(free * passed_bank(of.radial_mps, 0.1, (0.001,), 15.0))
    assert mtd[0] == 0.0 < mtd[1]
    rain = Echoes(radar(clutter=(Clutter("weather", 0.0, 30_000.0, noise_db=20.0),)), area_m2).snr(of)
    assert rain / free == pytest.approx([1.0 / 101.0, 1.0])
    case_3 = Echoes(radar(fluctuation="swerling_3"), area_m2).snr(of)
    assert case_3 / free == pytest.approx(reference_snr(0.8, fluctuation="swerling_3") / reference_snr(0.8))


def test_what_is_near_the_strongest_is_one_with_it() -> None:
    """Four in a row 100 m apart and one aside: the second is strongest and takes its neighbours, the last is alone."""
    of = look([10.0, 10.0, 10.0, 10.0, 50.0], [20_000.0, 20_100.0, 20_200.0, 20_300.0, 20_100.0])
    snr = np.array([1.0, 8.0, 3.0, 2.0, 1.0])
    leads, power, azimuth_deg, range_m = merged(Resolution(150.0, 1.5), of, snr)
    assert leads.tolist() == [False, True, False, True, True]
    assert power[leads].tolist() == [12.0, 2.0, 1.0]
    assert range_m[1] == pytest.approx((1 * 20_000 + 8 * 20_100 + 3 * 20_200) / 12)
    assert azimuth_deg[leads].tolist() == [10.0, 10.0, 50.0]


def test_cells_reach_over_north() -> None:
    leads, _, azimuth_deg, _ = merged(
        Resolution(150.0, 1.5), look([359.6, 0.4], [9_000.0, 9_000.0]), np.array([1.0, 1.0])
    )
    assert leads.sum() == 1
    assert (azimuth_deg[leads] % 360.0).tolist() == pytest.approx([0.0], abs=1e-9)


def test_replies_overlap_with_those_that_are_asked_too() -> None:
    of = look([10.0, 10.5, 10.2, 80.0], [30_000.0, 31_000.0, 32_000.0, 30_000.0])
    asked = np.array([True, True, False, True])
    assert garbled(of, asked, 3_000.0, 1.5).tolist() == [True, True, False, False]


def test_a_patch_is_a_part_of_a_ring_also_over_north() -> None:
    patch = Clutter("sea", 5_000.0, 20_000.0, 350.0, 20.0)
    azimuth_deg, range_m = np.array([355.0, 10.0, 30.0, 10.0]), np.array([9_000.0, 9_000.0, 9_000.0, 21_000.0])
    assert inside(patch, azimuth_deg, range_m).tolist() == [True, True, False, False]
    assert inside(Clutter("sea", 0.0, 1e5), azimuth_deg, range_m).all()
    bits = Echoes(radar(clutter=(patch,)), np.ones(4)).warnings(azimuth_deg, range_m)
    assert bits.tolist() == [1 << 13, 1 << 13, 0, 0]
    assert CODES["wind_turbines"] == (23,)
