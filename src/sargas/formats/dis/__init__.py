"""DIS, Distributed Interactive Simulation (IEEE 1278.1): the entities of other simulators, and ours for them."""

from sargas.formats.dis.decoder import Decoder
from sargas.formats.dis.session import Session
from sargas.formats.dis.settings import Settings
from sargas.formats.format import Format

FORMAT = Format(
    name="dis",
    decoder=Decoder,
    settings=Settings,
    session=Session,
    marks_simulated=True,
    simulated_only=True,
    bare="whole",
    recorded={"exercise": 0},
    links=True,
    sensor_kind="system",
)
