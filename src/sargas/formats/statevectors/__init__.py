"""State vectors in JSON, as the library `traffic` saves them: decoded ADS-B of whole flights."""

from sargas.formats.format import Format, Settings
from sargas.formats.statevectors.decoder import Decoder

FORMAT = Format(name="statevectors", decoder=Decoder, settings=Settings, sensor_kind="adsb")
