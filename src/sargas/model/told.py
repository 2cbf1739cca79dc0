"""Told: what the core said after a batch that is kept as it was said: the payload of an OUTPUT record."""

from typing import Self

import msgspec

from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.incident import Incident
from sargas.model.search import Search
from sargas.model.warning import PublicWarning


class Told(msgspec.Struct, frozen=True):
    """After the batch that ended with `record`."""

    record: int = -1
    incidents: tuple[Incident, ...] = ()
    alerts: tuple[Alert, ...] = ()
    warnings: tuple[PublicWarning, ...] = ()
    searches: tuple[Search, ...] = ()
    """Without their maps."""

    @classmethod
    def of(cls, record: int, changes: Changes) -> Self | None:
        """What of `changes` is kept; None where there is nothing."""
        searches = tuple(search.outline for search in changes.searches)
        told = cls(record, changes.incidents, changes.alerts, changes.warnings, searches)
        return told if told.incidents or told.alerts or told.warnings or told.searches else None
