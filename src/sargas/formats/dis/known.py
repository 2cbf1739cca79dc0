"""Known: simulators and entities that were heard of, both bounded, found by the simulator that an entity is of.

number of an entity   its simulator's place, 15 bits, and its own number, 16 bits below. Places are given one after the
                      other; where there are more simulators than places, the one that was silent longest gives its
                      place to the new one
"""

from typing import Any

from sargas.formats.dis.wire import EVERY, Identifier

MOST_KNOWN, MOST_SIMULATORS = 8192, 32_768


class Known:
    """Last Entity State of each entity of the air. Names are octets: of a simulator 4, of an entity 6."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}
        self._states: dict[bytes, bytes] = {}
        self._of: dict[bytes, dict[bytes, None]] = {}
        """Simulator -> its entities, of those that are known."""

    def number_of(self, who: bytes) -> int:
        """Of an entity, 31 bits; no other that is heard of has it."""
        simulator = who[:4]
        place = self._places.pop(simulator, None)
        if place is None:
            count = len(self._places)
            place = count if count < MOST_SIMULATORS else self._places.pop(next(iter(self._places)))
        self._places[simulator] = place
        return place << 16 | who[4] << 8 | who[5]

    def take(self, who: bytes, state: bytes) -> None:
        """What an entity said last."""
        if self._states.pop(who, None) is None:
            if len(self._states) >= MOST_KNOWN:
                self.let_go(next(iter(self._states)))
            self._of.setdefault(who[:4], {})[who] = None
        self._states[who] = state

    def let_go(self, who: bytes) -> bytes | None:
        """An entity is no more: what it said last, None of one that is not known."""
        state = self._states.pop(who, None)
        if state is not None:
            entities = self._of[who[:4]]
            del entities[who]
            if not entities:
                del self._of[who[:4]]
        return state

    def covered(self, whom: Identifier) -> list[bytes]:
        """Entities that are known and addressed, each simulator's together."""
        wanted = [b"" if number == EVERY else number.to_bytes(2) for number in whom]
        if wanted[0] and wanted[1]:
            simulators = [wanted[0] + wanted[1]]
        else:
            simulators = [one for one in self._of if one[:2].startswith(wanted[0]) and one[2:].startswith(wanted[1])]
        if wanted[2]:
            return [one + wanted[2] for one in simulators if one + wanted[2] in self._states]
        return [who for one in simulators for who in self._of.get(one, ())]

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"states": list(self._states.values()), "places": list(self._places.items())}

    def set_state(self, state: dict[str, Any]) -> None:
        """Inverse of `state`."""
        self._places = dict(state["places"])
        self._states, self._of = {}, {}
        for octets in state["states"]:
            self.take(octets[12:18], octets)
