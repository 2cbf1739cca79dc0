"""Cursor on Target, what responders see of each other on ATAK, WinTAK and iTAK: events as XML or protobuf."""

from sargas.formats.cot.decoder import Decoder
from sargas.formats.cot.session import Session
from sargas.formats.cot.settings import Settings
from sargas.formats.format import Format

FORMAT = Format(
    name="cot",
    decoder=Decoder,
    settings=Settings,
    session=Session,
    marks_simulated=True,
    bare="whole",
    links=True,
    sensor_kind="system",
)
