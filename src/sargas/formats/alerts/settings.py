"""What a feed and an export of alerts are told."""

from sargas.formats import format
from sargas.model.label import classification_level


class Settings(format.Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of a feed: another system's alerts."""

    security_classification: str = "UNCLASSIFIED"
    """Of the feed: a message that says a higher one of itself is refused."""

    def __post_init__(self) -> None:
        if classification_level(self.security_classification) is None:
            raise ValueError(f"security_classification {self.security_classification!r} has no known level")


class ExportSettings(format.Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of an export."""

    source: str = "SARGAS"
    """Who tells it; with the number of an alert it is what recipients know it by."""
    text: bool = False
    """Plain text for people instead of JSON: the first line is a subject, alerts only."""

    def __post_init__(self) -> None:
        if not self.source.strip() or not self.source.isprintable() or len(self.source) > 60:
            raise ValueError("source is 1 to 60 letters")
        if self.text and self.stream:
            raise ValueError("text: a stream has no end of a message; post it, mail it, or publish it")

    @property
    def media_type(self) -> str:
        """Of what is posted."""
        return "text/plain; charset=utf-8" if self.text else "application/json"
