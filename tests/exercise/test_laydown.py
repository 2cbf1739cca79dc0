import msgspec
import pytest

from sargas.exercise.laydown import Ears, Radar


def test_a_sensor_says_what_it_is_and_the_rest_is_usual() -> None:
    site = {"lat_deg": 54.6, "lon_deg": 25.3, "height_m": 200.0}
    radar = msgspec.convert({"sensor": "a", "sac": 70, "sic": 1, "site": site, "ground_m": 180.0}, Radar)
    assert (radar.rotation_s, radar.screens) == (4.0, ())
    with pytest.raises(msgspec.ValidationError, match="unknown field `turns_s`"):
        msgspec.convert({**msgspec.to_builtins(radar), "turns_s": 4.0}, Radar)
    with pytest.raises(msgspec.ValidationError, match="Invalid enum value 'drum'"):
        msgspec.convert({"sensor": "e", "kind": "drum", "places": [[54.6, 25.3]], "height_m": 120.0}, Ears)
