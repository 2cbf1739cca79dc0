import msgspec
import pytest

from sargas.exercise.laydown import (
    Camera,
    Clutter,
    DirectionFinder,
    Doppler,
    Ears,
    Lobes,
    Multilateration,
    People,
    Radar,
    Resolution,
)


def test_a_sensor_says_what_it_is_and_the_rest_is_usual() -> None:
    site = {"lat_deg": 54.6, "lon_deg": 25.3, "height_m": 200.0}
    radar = msgspec.convert({"sensor": "a", "sac": 70, "sic": 1, "site": site, "ground_m": 180.0}, Radar)
    assert (radar.rotation_s, radar.screens) == (4.0, ())
    with pytest.raises(msgspec.ValidationError, match="unknown field `turns_s`"):
        msgspec.convert({**msgspec.to_builtins(radar), "turns_s": 4.0}, Radar)
    with pytest.raises(msgspec.ValidationError, match="Invalid enum value 'drum'"):
        msgspec.convert({"sensor": "e", "kind": "drum", "places": [[54.6, 25.3]], "height_m": 120.0}, Ears)


SITE = {"lat_deg": 54.6, "lon_deg": 25.3, "height_m": 200.0}


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        (Doppler, {"intervals_s": []}, "one at least"),
        (Doppler, {"notch_mps": -1.0}, "notch_mps -1.0 is outside 0..1000"),
        (Lobes, {"reflection": 1.5}, "reflection 1.5"),
        (Clutter, {"what": "sea", "near_m": 9.0, "far_m": 1.0}, "near_m is beyond far_m"),
        (Clutter, {"what": "sea", "near_m": 0.0, "far_m": 1.0, "plots_per_turn": -1.0}, "plots_per_turn"),
        (Resolution, {"range_m": -1.0, "azimuth_deg": 1.0}, "range_m"),
        (Radar, {"sensor": "a", "sac": 1, "sic": 1, "site": SITE, "ground_m": 0.0, "garbled_m": 9.0}, "resolution"),
        (DirectionFinder, {"sensor": "a", "sac": 1, "sic": 1, "site": SITE, "ground_m": 0.0, "to_hz": 1.0}, "from_hz"),
        (Camera, {"sensor": "a", "site": SITE, "ground_m": 0.0, "azimuth_deg": 0.0, "interval_s": 0.0}, "interval_s"),
        (Camera, {"sensor": "a", "site": SITE, "ground_m": 0.0, "azimuth_deg": 0.0, "node_id": "x"}, "no UUID"),
        (Camera, {"sensor": "a", "site": SITE, "ground_m": 0.0, "azimuth_deg": 0.0, "lowest_deg": 60.0}, "lowest_deg"),
        (People, {"lat_deg": 54.6, "lon_deg": 25.3, "radius_m": 9.0, "count": 0, "ground_m": 0.0}, "count 0"),
        (
            Multilateration,
            {"sensor": "a", "sac": 1, "sic": 1, "site": SITE, "ground_m": 0.0, "stations": [SITE] * 3},
            "needed",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_name(kind: type, said: dict[str, object], why: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert(said, kind)
