"""Citizen: what people and patrols report of what they saw or heard, as JSON."""

from sargas.formats.citizen.decoder import Decoder
from sargas.formats.citizen.settings import Settings
from sargas.formats.format import Format

FORMAT = Format(name="citizen", decoder=Decoder, settings=Settings, sensor_kind="observer", personal=True)
