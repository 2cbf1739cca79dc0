"""Weather: reports of the wind and of the pressure at sea level, a line each, as commas or JSON."""

from sargas.formats.format import Format, Settings
from sargas.formats.weather.decoder import Decoder

FORMAT = Format(name="weather", decoder=Decoder, settings=Settings, sensor_kind="observer")
