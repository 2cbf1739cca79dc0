import msgspec
import pytest

from sargas.formats.weather.settings import Settings
from sargas.model.place import Site

PLACE = {"lat_deg": 54.63, "lon_deg": 25.28, "height_m": 222.0}


def test_stations() -> None:
    settings = msgspec.convert({"feed": "met", "stations": {"EYVI": PLACE}}, Settings)
    assert settings.stations == {"EYVI": Site(54.63, 25.28, 222.0)}


@pytest.mark.parametrize(
    "said",
    [
        {"stations": {"eyvi": PLACE}},
        {"stations": {"VILNIUS": PLACE}},
        {"stations": {"EYVI": {**PLACE, "lat_deg": 95.0}}},
        {"stations": {"EYVI": {"lat_deg": 54.63}}},
        {"qnh_radius_m": 0.0},
    ],
)
def test_values_that_cannot_be(said: dict) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"feed": "met", **said}, Settings)
