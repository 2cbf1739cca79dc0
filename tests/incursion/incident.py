"""An incident for tests that need just any."""

from picture.scene import NOON_S
from sargas.model.incident import Incident

INCIDENT = Incident(
    number=1,
    zone="land",
    zone_name="the land",
    tracks=(5,),
    situation="inside",
    handling="new",
    version=1,
    opened_s=NOON_S,
    updated_s=NOON_S,
)
