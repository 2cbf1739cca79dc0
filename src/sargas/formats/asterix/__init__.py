"""ASTERIX, EUROCONTROL's format of radar, ADS-B and system track messages (EUROCONTROL-SPEC-0149); see README.md."""

from sargas.formats.asterix.clock import time_of_day_s
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.session import Session
from sargas.formats.asterix.settings import ExportSettings, Settings
from sargas.formats.format import Format

FORMAT = Format(
    name="asterix",
    decoder=Decoder,
    settings=Settings,
    encoder=Encoder,
    session=Session,
    export_settings=ExportSettings,
    marks_simulated=True,
    clock=time_of_day_s,
    sensor_kind="ssr",
)
