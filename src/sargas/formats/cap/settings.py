"""What a feed of CAP is told."""

from sargas.formats import format
from sargas.model.label import classification_level


class Settings(format.Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of a feed."""

    security_classification: str = "UNCLASSIFIED"
    """Of the feed: a notice that says a higher one of itself is refused."""
    eu_alert_name: str = "EU-Alert"
    """What the parameter with the EU-Alert level is called: no standard gives it a name."""

    def __post_init__(self) -> None:
        if classification_level(self.security_classification) is None:
            raise ValueError(f"security_classification {self.security_classification!r} has no known level")
        if not self.eu_alert_name.strip():
            raise ValueError("eu_alert_name is empty")
