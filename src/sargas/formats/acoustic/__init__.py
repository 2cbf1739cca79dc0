"""Acoustic: what listening posts hear, as SensorThings Observations (OGC 18-088), over MQTT or in lines."""

from sargas.formats.acoustic.decoder import Decoder
from sargas.formats.format import Format, Settings

FORMAT = Format(name="acoustic", decoder=Decoder, settings=Settings, sensor_kind="acoustic")
