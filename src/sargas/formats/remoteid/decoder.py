"""Decoder of Remote ID: each Location with a place is a geodetic plot, with the identity its transmitter told.

A transmitter tells who it is and where it is in messages of their own; what it said last of who it is stands for
FORGET_S. Where the carrier does not tell the transmitter, only what came together belongs together.
One broadcast is heard by several receivers, and sent by several carriers: what a transmitter said less than REPEAT_S
ago, to the last bit, is no second measurement, whoever passes it on.
Personal data: where the operator is, who, and the free text stay in the recorded bytes; nothing of them comes out here.
"""

import base64
import string
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sargas.errors import DecodeError
from sargas.formats.format import Settings
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.formats.remoteid import carriers, wire
from sargas.formats.sources import Sources
from sargas.model.batch import Item
from sargas.model.bounded import keep
from sargas.model.checkpoint import pack, unpack
from sargas.model.claims import EMERGENCIES
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

FORGET_S, REPEAT_S = 600.0, 1.0
MOST_TRANSMITTERS = 4096
HOUR_S, AGREES_S = 3600.0, 30.0
"""A drone's time that is further from that of its arrival is not believed."""

# 95 % bounds (F3411-22a, tables 5 to 7) over 2.448 (a circle) and 1.960 (a line) are one sigma.
_PLACE_M = np.array([0, 18520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3, 1, 0, 0, 0]) / 2.448
_HEIGHT_M = np.array([0, 150, 45, 25, 10, 3, 1, *[0] * 9]) / 1.96
_SPEED_MPS = np.array([0, 10, 3, 1, 0.3, *[0] * 11]) / 2.448
_RANK = {wire.SERIAL_NUMBER: 4, wire.SESSION_ID: 3, wire.UTM_ID: 2, wire.REGISTRATION: 1, wire.NO_KIND: 0}
"""Of several identities the one that is of this aircraft alone; some tell one and that it is of no kind."""
_GENERAL = EMERGENCIES.index("general")
_PRINTED = frozenset(string.printable.encode()) - frozenset(b"\t\n\r\x0b\x0c")

Known = tuple[int, bytes, float]
"""(rank, identity, when it was told) of a transmitter."""


class Decoder:
    """See `sargas.formats.format.Decoder`. State: an unfinished line, identities, sources told of."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sources = Sources(sensors, settings.feed, "receiver", "remote_id")
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._known: dict[str, Known] = {}
        self._said: dict[str, tuple[bytes, float]] = {}
        """Transmitter -> its last Location, as it was sent, and when that was heard first."""
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Plots of these chunks, then new receivers and Faults."""
        heard: list[tuple[Chunk, carriers.Heard]] = []
        for chunk in chunks:
            if self._settings.stream or carriers.is_text(chunk.payload):
                lines = self._cutter.feed(chunk.payload)
                if not self._settings.stream:
                    lines += self._cutter.flush()
                self._hear(lines, True, chunk, heard)
            else:
                self._hear([chunk.payload], False, chunk, heard)
            self._last = Chunk(chunk.number, chunk.time_s, b"")
        return self._items(heard)

    def flush(self) -> list[Item]:
        """Plots of the last line."""
        heard: list[tuple[Chunk, carriers.Heard]] = []
        self._hear(self._cutter.flush(), True, self._last, heard)
        return self._items(heard)

    def checkpoint(self) -> bytes:
        """Unfinished line, identities and sources told of."""
        return pack(
            {
                "cutter": self._cutter.state(),
                "sources": self._sources.state(),
                "said": [[transmitter, *said] for transmitter, said in self._said.items()],
                "known": [[transmitter, *known] for transmitter, known in self._known.items()],
                "last": [self._last.number, self._last.time_s],
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        self._sources.set_state(state["sources"])
        self._known = {transmitter: (rank, name, told_s) for transmitter, rank, name, told_s in state["known"]}
        self._said = {transmitter: (message, heard_s) for transmitter, message, heard_s in state["said"]}
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")

    def _hear(self, payloads: list[bytes], text: bool, chunk: Chunk, heard: list[tuple[Chunk, carriers.Heard]]) -> None:
        for payload in payloads:
            try:
                found = carriers.line(payload) if text else carriers.octets(payload)
            except DecodeError as error:
                self._findings.add(error.reason)
                continue
            if found.messages:
                heard.append((chunk, found))

    def _items(self, heard: list[tuple[Chunk, carriers.Heard]]) -> list[Item]:
        items: list[Item] = []
        if heard:
            plots = self._plots(heard)
            items += [plots] if len(plots) else []
        items += self._sources.take()
        items += self._findings.take(self._sources.fault_source, self._last.time_s, self._last.number)
        return items

    def _plots(self, heard: list[tuple[Chunk, carriers.Heard]]) -> Plots:
        counts = [len(one.messages) // wire.OCTETS for _, one in heard]
        messages = np.frombuffer(b"".join(one.messages for _, one in heard), np.uint8).reshape(-1, wire.OCTETS)
        owner, kinds = np.repeat(np.arange(len(heard)), counts), wire.types(messages)
        unknown = int(np.count_nonzero(kinds > wire.OPERATOR_ID))
        self._findings.add("Remote ID message of a type that is not known", count=unknown)
        names = self._identities(heard, owner, messages, kinds)
        rows = np.flatnonzero(kinds == wire.LOCATION)
        location = wire.location(messages[rows])
        source = np.full(len(rows), -1, np.int64)
        for k in np.flatnonzero(np.isfinite(location.lat_deg)).tolist():
            chunk, one = heard[owner[rows[k]]]
            source[k] = self._sources.index(one.receiver, chunk)
            if source[k] >= 0 and not self._is_new(chunk, one, messages[rows[k]].tobytes()):
                source[k] = -1
        ours = source >= 0
        owner = owner[rows[ours]]
        arrived_s = np.array([_heard_s(*heard[k]) for k in owner], np.float64)
        plots = Plots.empty(len(owner), self._sources.ids)
        plots.source[:], plots.record_number[:] = source[ours], [heard[k][0].number for k in owner]
        self._fill(plots, wire.Location._make(column[ours] for column in location), arrived_s)
        plots.remote_id[:] = [names[k] for k in owner]
        plots.has[plots.remote_id != b""] |= np.uint32(HAS["remote_id"])
        return plots

    def _is_new(self, chunk: Chunk, one: carriers.Heard, message: bytes) -> bool:
        """Whether a Location is not what its transmitter has just said."""
        if not one.transmitter:
            return True
        now_s = _heard_s(chunk, one)
        before, heard_s = self._said.pop(one.transmitter, (b"", 0.0))
        repeated = before == message and abs(now_s - heard_s) < REPEAT_S
        keep(self._said, one.transmitter, (message, heard_s if repeated else now_s), MOST_TRANSMITTERS)
        return not repeated

    def _identities(
        self,
        heard: list[tuple[Chunk, carriers.Heard]],
        owner: NDArray[np.int64],
        messages: wire.Bytes,
        kinds: NDArray[np.int64],
    ) -> list[bytes]:
        """Who each of `heard` is, b"" where nothing was told."""
        rows = np.flatnonzero(kinds == wire.BASIC_ID)
        id_types, _, octets = wire.identity(messages[rows])
        told: dict[int, list[tuple[int, bytes]]] = {}
        for k, id_type, name in zip(owner[rows].tolist(), id_types.tolist(), octets.tolist(), strict=True):
            if id_type in _RANK and name.strip():
                told.setdefault(k, []).append((_RANK[id_type], _text(id_type, name)))
        names = []
        for k, (chunk, one) in enumerate(heard):
            now_s = _heard_s(chunk, one)
            before = self._known.pop(one.transmitter, None) if one.transmitter else None
            if before is not None and now_s - before[2] > FORGET_S:
                before = None
            if k in told:
                rank, name = max(told[k])
                if before is None or rank >= before[0]:
                    before = (rank, name, now_s)
            names.append(b"" if before is None else before[1])
            if one.transmitter and before is not None:
                keep(self._known, one.transmitter, before, MOST_TRANSMITTERS)
        return names

    def _fill(self, plots: Plots, at: wire.Location, arrived_s: NDArray[np.float64]) -> None:
        plots.kind[:], plots.echo[:] = GEODETIC, ECHOES.index("other")
        plots.time_s[:] = self._times(at.of_hour_s, arrived_s)
        plots.lat_deg[:], plots.lon_deg[:] = at.lat_deg, at.lon_deg

        turn_rad = np.radians(at.direction_deg)
        plots.give("height_m", at.height_m)
        plots.give("pressure_altitude_m", at.pressure_altitude_m)
        plots.give("east_mps", at.speed_mps * np.sin(turn_rad))
        plots.give("north_mps", at.speed_mps * np.cos(turn_rad))
        plots.give("up_mps", at.up_mps)
        configured = [self._sources.sigma_m(int(k)) or 0.0 for k in plots.source]
        plots.give("sigma_horizontal_m", np.where(at.place_accuracy > 0, _PLACE_M[at.place_accuracy], configured))
        plots.give("sigma_height_m", _HEIGHT_M[at.height_accuracy])
        plots.give("sigma_velocity_mps", _SPEED_MPS[at.speed_accuracy])
        emergency = at.status == wire.EMERGENCY
        plots.emergency[emergency] = _GENERAL
        plots.has[emergency] |= np.uint32(HAS["emergency"])

    def _times(self, of_hour_s: NDArray[np.float64], arrived_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The time nearest to arrival at that second of an hour; that of arrival where it is not told or not true."""
        since_s = np.mod(arrived_s - of_hour_s + HOUR_S / 2, HOUR_S) - HOUR_S / 2
        untrue = int(np.count_nonzero(np.abs(since_s) > AGREES_S))
        self._findings.add("time of a drone that cannot be true: that of its arrival was taken", count=untrue)
        result: NDArray[np.float64] = arrived_s - np.where(np.abs(since_s) <= AGREES_S, since_s, 0.0)
        return result


def _heard_s(chunk: Chunk, one: carriers.Heard) -> float:
    """When it was heard: as the receiver says, or when it came here."""
    return chunk.time_s if one.time_s is None else one.time_s


def _text(id_type: int, octets: bytes) -> bytes:
    """An identity as columns hold it: text as it is, octets in base64 (22 and 24 letters; RFC 4648, 5)."""
    if id_type not in (wire.UTM_ID, wire.SESSION_ID):
        return bytes(octet if octet in _PRINTED else 0x3F for octet in octets).strip()
    length = 16 if id_type == wire.UTM_ID else 18
    return base64.urlsafe_b64encode(octets.ljust(length, b"\0")[:length]).rstrip(b"=")
