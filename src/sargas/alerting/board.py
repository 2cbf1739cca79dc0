"""Board: what one audience has been told, and what waits for it. Book: every alert, of all audiences.

Subjects are named by their keys (`sargas.alerting.subject`).
"""

import msgspec

from sargas.model.alert import Alert, Level

SECRET_FROM = 1_000_000_000
"""Alerts with numbers from here on are, and stay, for those alone who are cleared."""


class Board(msgspec.Struct):
    """Of one audience."""

    open: dict[int, int] = {}
    """Subject -> number of its alert that has not ended."""
    told: dict[int, str] = {}
    """... and the word for how it was when it was told."""
    waiting: dict[int, Level] = {}
    """Subjects of which there is something to tell one by one, with their level."""
    escalated: dict[int, str] = {}
    """Why somebody is told of a subject who would not be, or not again, until that is told."""
    since_s: dict[int, float] = {}
    """Since when a subject waits to be acknowledged here."""
    passed_on: dict[int, bool] = {}
    """Subjects that were escalated from here."""
    muted: dict[int, str] = {}
    """What was not told of a subject last, because of a silence."""
    opened_s: list[float] = []
    """Times of the new alerts of the last minute."""
    alarms_s: list[float] = []
    """Times of what counts for `most_alarms`, of the last ten minutes."""
    distress_s: list[float] = []
    """Times of what was told of aircraft in distress, of the last minute."""
    again_s: list[float] = []
    """Times at which something of these was repeated, of the last minute."""
    digest: int = 0
    """Number of the digest that has not ended, 0 for none."""
    digest_s: float | None = None
    """When a digest was told last."""
    digested: list[int] = []
    """Subjects that it names ..."""
    digest_said: list[str] = []
    """... as what."""

    def forget(self, key: int) -> None:
        """The subject is over, as far as this audience is concerned."""
        for of in (self.open, self.told, self.waiting, self.escalated, self.since_s, self.passed_on, self.muted):
            of.pop(key, None)


class Book:
    """The last word of every alert, and what is to be told now."""

    def __init__(self, first_number: int) -> None:
        self.next_number = first_number
        self.next_secret = SECRET_FROM + first_number
        self.alerts: dict[int, Alert] = {}
        self._told: dict[int, Alert] = {}

    def number(self, is_secret: bool = False) -> int:
        """The number of a new alert; those for the cleared alone count apart, or a gap would tell others of them."""
        if is_secret:
            self.next_secret += 1
            return self.next_secret - 1
        self.next_number += 1
        return self.next_number - 1

    def tell(self, alert: Alert) -> None:
        """It is told with this update."""
        before = self.alerts.get(alert.number)
        first_s = alert.time_s if before is None else before.first_s
        self.alerts[alert.number] = self._told[alert.number] = msgspec.structs.replace(alert, first_s=first_s)

    def told(self) -> list[Alert]:
        """What is told, in order of number, once."""
        told, self._told = self._told, {}
        return [told[number] for number in sorted(told)]
