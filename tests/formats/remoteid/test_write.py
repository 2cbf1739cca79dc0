import math
import struct

import numpy as np
import pytest

from formats.remoteid import samples
from sargas.formats.remoteid import wire
from sargas.formats.remoteid.write import basic_id, location, pack


def octets(*messages: bytes) -> wire.Bytes:
    return np.frombuffer(b"".join(messages), np.uint8).reshape(-1, wire.OCTETS)


def test_it_writes_the_octets_of_the_samples() -> None:
    assert basic_id(b"1596F000000000592740", aircraft=2) == samples.basic_id()
    said = location(54.7, 25.3, 600.0, 161.0, 12.5, 2.0, (440.0, 452.0, 120.0), (10, 4, 3, 3, 2), above_ground=True)
    assert said == samples.location(state=0x24)
    assert pack([samples.basic_id(), said]) == samples.pack(samples.basic_id(), said)


@pytest.mark.parametrize("direction_deg", [0.0, 179.4, 180.0, 359.0])
@pytest.mark.parametrize("speed_mps", [0.0, 63.75, 100.0])
def test_what_is_written_is_read(direction_deg: float, speed_mps: float) -> None:
    one = wire.location(octets(location(-54.7, 25.3, 3_599.9, direction_deg, speed_mps, -3.0, (math.nan, 300.0, 80.0))))
    assert (one.lat_deg[0], one.lon_deg[0], one.of_hour_s[0]) == pytest.approx((-54.7, 25.3, 3_599.9))
    assert (one.direction_deg[0], one.speed_mps[0]) == pytest.approx((direction_deg, speed_mps), abs=0.51)
    assert (one.up_mps[0], one.height_m[0], one.above_m[0]) == (-3.0, 300.0, 80.0)
    assert np.isnan(one.pressure_altitude_m[0])


def test_what_is_not_told_is_read_as_none() -> None:
    one = wire.location(octets(location(54.7, 25.3, math.nan)))
    for name in ("direction_deg", "speed_mps", "up_mps", "height_m", "above_m", "of_hour_s"):
        assert np.isnan(getattr(one, name)[0]), name


def test_what_has_no_place_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 9"):
        pack([basic_id(b"x")] * 10)
    with pytest.raises(struct.error):
        basic_id("é")  # type: ignore[arg-type]
