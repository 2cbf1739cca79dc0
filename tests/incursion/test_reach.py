"""What is in reach: a kernel against the same rule written out in numpy, and the order and number of its pairs."""

import numpy as np

from sargas.incursion.reach import PLACE, WAY, in_reach

rng = np.random.default_rng(8)


def ways(count: int) -> np.ndarray:
    made = np.zeros(count, WAY)
    made["lat_deg"], made["lon_deg"] = rng.uniform(53.0, 58.0, count), rng.uniform(20.0, 28.0, count)
    speed, course = rng.uniform(0.0, 250.0, count), rng.uniform(0.0, 6.28, count)
    speed[::10] = 0.0
    made["east_mps"], made["north_mps"] = speed * np.sin(course), speed * np.cos(course)
    made["sigma_m"] = rng.uniform(10.0, 500.0, count)
    made["lowest_m"], made["highest_m"] = -np.inf, np.inf
    return made


def places(count: int) -> np.ndarray:
    made = np.zeros(count, PLACE)
    middle, half = rng.uniform([20.0, 53.0], [28.0, 58.0], (count, 2)), rng.uniform(0.01, 0.3, (count, 2))
    (made["west"], made["south"]), (made["east"], made["north"]) = (middle - half).T, (middle + half).T
    made["radius_m"] = np.hypot(*(2.0 * half * [70_000.0, 111_700.0]).T) / 2.0
    made["floor_m"], made["ceiling_m"], made["within_s"], made["active"] = -np.inf, np.inf, 600.0, True
    return made


def pairs(flown: np.ndarray, zones: np.ndarray, lawful: np.ndarray | None = None) -> list[tuple[int, int]]:
    leave = np.zeros((1, len(flown)), np.bool_) if lawful is None else lawful
    return list(zip(*(found.tolist() for found in in_reach(flown, zones, leave, 300e3)), strict=True))


def test_all_that_fly_over_a_place_in_time_have_it_in_reach() -> None:
    """By walking along each way; of the others most are left out."""
    flown, zones = ways(400), places(60)
    found = set(pairs(flown, zones))
    steps_s = np.linspace(0.0, 600.0, 400)
    over = 0
    for n, way in enumerate(flown):
        lat = way["lat_deg"] + way["north_mps"] * steps_s / 111_200.0
        lon = way["lon_deg"] + way["east_mps"] * steps_s / (111_320.0 * np.cos(np.radians(way["lat_deg"])))
        for z, zone in enumerate(zones):
            inside = (lat > zone["south"]) & (lat < zone["north"]) & (lon > zone["west"]) & (lon < zone["east"])
            if inside.any():
                over += 1
                assert (z, n) in found
    assert 100 < over < len(found) < 3 * over


def test_pairs_are_many_and_ascend_by_way() -> None:
    """More than the first room that is made for them."""
    zone = places(1).repeat(9)
    zone["west"], zone["east"], zone["south"], zone["north"], zone["radius_m"] = 10.0, 40.0, 50.0, 60.0, 1e6
    found = pairs(ways(700), zone)
    assert len(found) == 6300
    assert found == sorted(found, key=lambda pair: (pair[1], pair[0]))


def test_heights_hours_and_leave_keep_out() -> None:
    flown, zone = ways(4), places(1).repeat(3)
    flown["lat_deg"], flown["lon_deg"] = zone[0]["south"], zone[0]["west"]
    zone["ceiling_m"][0], zone["floor_m"][1], zone["active"][2] = 500.0, 3_000.0, False
    flown["lowest_m"], flown["highest_m"] = [0.0, 600.0, 0.0, 0.0], [400.0, 9_000.0, 2_999.0, 9_000.0]
    lawful = np.array([[False, False, False, True]])
    assert pairs(flown, zone, lawful) == [(0, 0), (1, 1), (0, 2)]
