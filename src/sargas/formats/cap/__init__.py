"""Common Alerting Protocol 1.2: warnings of authorities, ours to them and theirs to us, as XML."""

from sargas.formats.cap.decoder import Decoder
from sargas.formats.cap.encoder import Encoder
from sargas.formats.cap.session import Session
from sargas.formats.cap.settings import ExportSettings, Settings
from sargas.formats.format import Format
from sargas.model.label import CLASSIFICATIONS

FORMAT = Format(
    name="cap",
    decoder=Decoder,
    settings=Settings,
    encoder=Encoder,
    session=Session,
    export_settings=ExportSettings,
    media_type="application/cap+xml",
    marks_simulated=True,
    links=True,
    recorded={"security_classification": CLASSIFICATIONS[-1]},
)
