"""A picture and who sits before it."""

from typing import Any

import msgspec

from picture.scene import NOON_S, NOTHING, SENSORS, rows
from sargas.model.decision import Act, Decision
from sargas.model.tracks import Tracks
from sargas.picture import Picture, Settings

FIRST = 1_000_001


class Desk:
    """A picture and who sits before it: our tracks 1 and 2 side by side, the neighbour's 7 close to 1."""

    def __init__(self) -> None:
        self.picture = Picture(SENSORS, Settings(), FIRST)
        self.second = 0
        self.record = 0
        self.told: list[Tracks] = []

    def fly(self, seconds: int, **change: Any) -> "Desk":
        """`own` numbers, `foreign` or not, and what is said of each own number."""
        own, foreign = change.pop("own", (1, 2)), change.pop("foreign", True)
        for _ in range(seconds):
            self.second += 1
            mine, theirs = NOTHING, NOTHING
            if self.second % 4 == 0:
                time_s = self.at_s
                place = {"east_m": 60.0 * self.second, "east_mps": 60.0, "sensors": ["primary"]}
                lanes = {1: 0.0, 2: 1500.0, 3: 3000.0}
                said = [{"number": n, **place, "north_m": lanes[n], **change.get(f"of_{n}", {})} for n in own]
                mine = rows(time_s, *said) if said else NOTHING
                mine.uid[:, 0] = mine.number
                if foreign:
                    row = {"reported_number": 7, **place, "north_m": 80.0, **change.get("of_7", {})}
                    theirs = rows(time_s, row, reporter="LVA")
            self.told.append(self.picture.update(self.at_s, mine, theirs))
        return self

    @property
    def at_s(self) -> float:
        return NOON_S + self.second

    def act(
        self, what: Act, why: str = "seen on the camera", version: int | None = None, by: str = "ona"
    ) -> str | None:
        self.record += 1
        decision = Decision(by, self.at_s, what, why, version, self.record)
        # As the journal hands it on.
        decision = msgspec.msgpack.decode(msgspec.msgpack.encode(decision), type=Decision)
        asked = self.picture.refusal(self.at_s, decision)
        refused = self.picture.decide(self.at_s, decision)
        assert asked == refused
        return refused

    def row(self, number: int) -> Any:
        return next((t for t in self.picture.tracks() if t.number == number), None)

    def groups(self) -> dict[int, tuple[str, tuple[int, ...]]]:
        return {t.number: (t.fusion, t.fused_with) for t in self.picture.tracks()}

    def standing(self) -> list[int]:
        tracks = self.picture.tracks()
        return tracks.number[tracks.stands()].tolist()


def desk(seconds: int = 40) -> Desk:
    made = Desk().fly(seconds)
    assert made.groups() == {1: ("fused", (FIRST,)), 2: ("alone", ()), FIRST: ("part", (1,))}
    return made
