"""Session: one recipient of our tracks, as from another centre: CAT062 tracks, CAT065 status.

    open, every status_interval_s, when our picture begins or ceases to be kept up to date -> SDPS status
    tracks as they come -> CAT062, in blocks that fit a datagram
    the second tick without tracks after some -> end of batch
ASTERIX has no item for a label. So only what is unclassified leaves by it, and what the policy lets the recipient
have; a track whose label grows beyond that is told once more, as ended: where and when it was told last, no later. It
has no category for incidents and alerts of ours either: they are not told. Nobody is listened to.
Source: EUROCONTROL-SPEC-0149-9 and -15.
"""

from collections.abc import Sequence
from typing import Any

from sargas.formats.asterix import pack
from sargas.formats.asterix.settings import ExportSettings
from sargas.formats.asterix.system_tracks import Numbers, Told, columns
from sargas.formats.asterix.tables import table_of
from sargas.formats.asterix.write_statuses import end_of_batch, own_status
from sargas.formats.asterix.write_tracks import draft_062
from sargas.model.label import Label, classification_level
from sargas.model.released import Released
from sargas.model.track import Track

UNCLASSIFIED = 0


def says_no_label(label: Label) -> bool:
    """Whether an item of this label may leave without saying it."""
    return classification_level(label.security_classification) == UNCLASSIFIED


class Session:
    """See `sargas.formats.format.Session`."""

    def __init__(self, settings: ExportSettings) -> None:
        self._settings = settings
        self._tracks = table_of(62, settings.edition(62))
        self._states = table_of(65, settings.edition(65))
        self._numbers = Numbers()
        self._told: dict[int, Told] = {}
        """The tracks that the recipient has, as they were told last."""
        self._status_s: float | None = None
        self._in_batch = self._is_fresh = False
        self._runs = False
        self._asks = True
        self._notes: list[str] = []

    def open(self, time_s: float) -> list[bytes]:
        """Our state."""
        self._status_s = time_s
        return own_status(self._states, self._settings, time_s, self._runs)

    def stand(self, runs: bool, time_s: float) -> list[bytes]:
        """Our state, where this changes it."""
        is_news, self._runs = runs != self._runs and self._status_s is not None, runs
        return self.open(time_s) if is_news else []

    def hear(self, data: bytes, time_s: float) -> list[bytes]:
        """A recipient has nothing to say."""
        return []

    def tick(self, time_s: float) -> list[bytes]:
        """Our state now and then, and the end of a batch."""
        frames: list[bytes] = []
        if self._in_batch and not self._is_fresh:
            frames += end_of_batch(self._states, self._settings, time_s)
            self._in_batch = False
        self._is_fresh = False
        # A clock that was set back would otherwise be silent until it is where it was.
        was_told = self._status_s is not None and 0.0 <= time_s - self._status_s < self._settings.status_interval_s
        return frames if was_told else frames + self.open(time_s)

    def tell(self, items: Sequence[Released[Any]], time_s: float, as_of_s: float) -> list[bytes]:
        """Tracks; a recipient is told of the end of those only that it was told of."""
        found = [self._row(one, time_s, as_of_s) for one in items if isinstance(one.item, Track)]
        told = [row for row in found if row is not None]
        if not told:
            return []
        self._in_batch = self._is_fresh = True
        draft = draft_062(self._tracks, columns(told), self._settings)
        return pack.blocks(62, pack.records(self._tracks, draft))

    def _row(self, one: Released[Track], time_s: float, as_of_s: float) -> Told | None:
        """The track as it may be told; None where there is nothing to tell."""
        track = one.item
        before = self._told.get(track.number)
        if not says_no_label(one.label):
            self._note("a label that ASTERIX cannot say: only what is unclassified leaves")
            return self._over(before._replace(is_over=True), time_s) if before else None
        if track.status == "ended":
            return self._over(before._replace(track=track, time_s=time_s, as_of_s=as_of_s), time_s) if before else None
        number = before.number if before else self._numbers.of(track.number, time_s)
        if number is None:
            self._note("more tracks than CAT062 has numbers")
            return None
        told = self._told[track.number] = Told(track, number, time_s, as_of_s)
        return told

    def _over(self, told: Told, time_s: float) -> Told:
        """It is told of for the last time."""
        self._numbers.free(told.track.number, time_s)
        del self._told[told.track.number]
        return told

    def asks(self) -> bool:
        """A recipient wants everything, once it is there."""
        asks, self._asks = self._asks, False
        return asks

    def _note(self, note: str) -> None:
        if note not in self._notes:
            self._notes.append(note)

    def notes(self) -> list[str]:
        """What could not be told."""
        notes, self._notes = self._notes, []
        return notes
