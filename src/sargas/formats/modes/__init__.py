"""Mode S and ADS-B receivers: Beast, AVR, JSON lines of raw frames (jet1090) and SBS text."""

from sargas.formats.format import Format, Settings
from sargas.formats.modes.decoder import Decoder

FORMAT = Format(name="modes", decoder=Decoder, settings=Settings, sensor_kind="adsb")
