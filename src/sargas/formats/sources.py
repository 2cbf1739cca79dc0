"""Sources: which sensor of a feed a message belongs to, by one key of its `match`, and what to do when none does.

For feeds whose messages name their receiver (or nothing). A sensor without `match` takes everything that no other does.
"""

from collections.abc import Sequence
from typing import Any

from sargas.model.batch import Item
from sargas.model.fault import Fault
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor, SensorKind
from sargas.model.status import NewSensor

MOST_NEW = 256
"""Unknown sources told of; a feed that makes up names is not followed further."""


class Sources:
    """Sensors of one feed by name of the receiver. `ids` are the sensors' ids; indices point into it. `kind`: of those
    that are suggested.
    """

    def __init__(self, sensors: Sequence[Sensor], feed: str, key: str, kind: str = "adsb") -> None:
        self.ids = tuple(sensor.id for sensor in sensors)
        self.fault_source = self.ids[0] if len(self.ids) == 1 else feed
        self._sensors = tuple(sensors)
        self._feed = feed
        self._key, self._kind = key, kind
        self._by_name = {str(s.match[key]): i for i, s in enumerate(sensors) if key in s.match}
        self._other = next((i for i, s in enumerate(sensors) if not s.match), -1)
        self._new: list[str] = []
        self._items: list[Item] = []
        self._missed: dict[str, Fault] = {}

    def called(self, names: Sequence[object]) -> str:
        """The one of a source's names that is configured; else the first it has; "" for none."""
        given = [str(name) for name in names if name is not None]
        return next((name for name in given if name in self._by_name), given[0] if given else "")

    def index(self, name: str, chunk: Chunk) -> int:
        """Index of the sensor of this source, -1 if it is not configured (which `take` then tells)."""
        found = self.find(name)
        if found < 0:
            self._miss(name, chunk)
        return found

    def site_deg(self, index: int) -> tuple[float, float] | None:
        """Where the sensor is, if that is configured."""
        site = self._sensors[index].site
        return None if site is None else (site.lat_deg, site.lon_deg)

    def range_m(self, index: int) -> float | None:
        """Instrumented range, if configured."""
        return self._sensors[index].range_m

    def sigma_m(self, index: int) -> float | None:
        """Configured one-sigma error of a horizontal axis."""
        return self._sensors[index].accuracy.horizontal_m

    def take(self) -> list[Item]:
        """New sources and Faults of messages without a sensor, since the last call."""
        items = self._items + list(self._missed.values())
        self._items, self._missed = [], {}
        return items

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"new": self._new}

    def set_state(self, state: dict[str, Any]) -> None:
        """Inverse of `state`."""
        self._new = list(state["new"])

    def find(self, name: str) -> int:
        """Index of the sensor of this source, -1 if it is not configured; tells nothing."""
        return self._by_name.get(name, self._other)

    def name_of(self, name: str) -> str:
        """Id of that sensor; the feed's where it is not configured."""
        found = self.find(name)
        return self._feed if found < 0 else self.ids[found]

    def introduce(self, name: str, kind: SensorKind, chunk: Chunk) -> None:
        """Tells of a source that is not configured before it has said anything else; `kind` is what it says to be."""
        if self.find(name) < 0:
            self._suggest(name, kind, chunk)

    def _miss(self, name: str, chunk: Chunk) -> None:
        self._suggest(name, self._kind, chunk)
        reason = "message of a source that is not configured"
        count = self._missed[reason].count + 1 if reason in self._missed else 1
        self._missed[reason] = Fault(self._feed, reason, chunk.time_s, record_number=chunk.number, count=count)

    def _suggest(self, name: str, kind: str, chunk: Chunk) -> None:
        if name not in self._new and len(self._new) < MOST_NEW:
            self._new.append(name)
            match: dict[str, int | str] = {self._key: name} if name else {}
            text = f'[[sensors]]\nid = "{self._feed}-{len(self._new)}"\nfeed = "{self._feed}"\nkind = "{kind}"\n'
            if name:
                quoted = name.replace("\\", "\\\\").replace('"', '\\"')
                text += f'match = {{ {self._key} = "{quoted}" }}\n'
            self._items.append(NewSensor(self._feed, match, text, chunk.time_s, chunk.number))


def callsign_text(text: str | None) -> str | None:
    """A callsign as columns hold it: at most 8 printable ASCII characters; None if nothing is left."""
    kept = "".join(letter for letter in (text or "").strip() if " " <= letter <= "~")[:8].strip()
    return kept or None
