"""Remote ID: what drones broadcast of themselves (ASTM F3411-22a, ASD-STAN EN 4709-002), as receivers pass it on."""

from sargas.formats.format import Format, Settings
from sargas.formats.remoteid.decoder import Decoder

FORMAT = Format(name="remoteid", decoder=Decoder, settings=Settings, sensor_kind="remote_id", personal=True)
