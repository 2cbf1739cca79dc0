"""Alerts as JSON for other programs (webhooks, MQTT, NATS), or as text for people (mail)."""

from sargas.formats.alerts.decoder import Decoder
from sargas.formats.alerts.session import Session
from sargas.formats.alerts.settings import ExportSettings, Settings
from sargas.formats.format import Format

FORMAT = Format(
    name="alerts",
    decoder=Decoder,
    settings=Settings,
    session=Session,
    export_settings=ExportSettings,
    media_type="application/json",
    marks_simulated=True,
)
