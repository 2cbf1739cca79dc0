"""Notices to CAP 1.2.

Rule. Only what keeps every rule is written, those for others and our own: what is wrong is named, and nothing leaves.
A released notice says its label (`labels`). A simulated one is of status Exercise, and one that says Actual is refused
and not mended: its texts would not say EXERCISE.
"""

from typing import Any

from sargas.formats.cap.eu_alert import EU_ALERT, contradiction
from sargas.formats.cap.labels import labelled
from sargas.formats.cap.notices import wire_of
from sargas.formats.cap.rules import OURS, RULES, broken
from sargas.formats.cap.settings import Settings
from sargas.formats.cap.wire import MAX_BYTES, written
from sargas.model.notice import Notice
from sargas.model.released import Released, Reply, Simulated


def xml(notice: Notice, eu_alert_name: str = EU_ALERT) -> bytes:
    """The alert. Raises ValueError that names everything that is wrong with it, a line each."""
    wrong = broken(notice, (*OURS[:1], *RULES, *OURS[1:]))
    if reason := contradiction(notice, eu_alert_name):
        wrong.append(reason)
    if wrong:
        raise ValueError("\n".join(wrong))
    octets = written(wire_of(notice))
    if len(octets) > MAX_BYTES:
        raise ValueError("a notice of more than 1 MiB")
    return octets


class Encoder:
    """See `sargas.formats.format.Encoder`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def encode(self, item: Released[Any] | Reply | Simulated[Any]) -> list[bytes]:
        """One alert. TypeError for what is no notice; ValueError for one that may not be written, with the reasons."""
        if isinstance(item, Reply):
            return [item.payload]
        if not isinstance(item, Released | Simulated):
            raise TypeError(f"an encoder takes Released, Reply or Simulated, not {type(item).__name__}")
        notice = item.item
        if not isinstance(notice, Notice):
            raise TypeError(f"CAP says notices, not {type(notice).__name__}")
        if isinstance(item, Released):
            return [xml(labelled(notice, item.label), self._settings.eu_alert_name)]
        if not notice.simulated:
            raise ValueError(f"a simulated notice whose status is {notice.status}, not Exercise")
        return [xml(notice, self._settings.eu_alert_name)]
