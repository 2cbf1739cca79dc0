"""Weather: wind and pressure at sea level, as METAR and SPECI, or a line each, as commas or JSON."""

from sargas.formats.format import Format
from sargas.formats.weather import metar
from sargas.formats.weather.decoder import Decoder
from sargas.formats.weather.settings import Settings

FORMAT = Format(name="weather", decoder=Decoder, settings=Settings, clock=metar.clock, sensor_kind="observer")
