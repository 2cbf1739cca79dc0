"""SAPIENT, the British interface of sensors and fusion nodes (BSI Flex 335 v2.0), the base of NATO's for drones."""

from sargas.formats.format import Format
from sargas.formats.sapient.decoder import Decoder
from sargas.formats.sapient.session import Session
from sargas.formats.sapient.settings import Settings
from sargas.formats.sapient.wire import time_s

FORMAT = Format(
    name="sapient",
    decoder=Decoder,
    settings=Settings,
    session=Session,
    clock=time_s,
    braces="json",
    recorded={"registered": False},
    links=True,
    sensor_kind="system",
)
