"""Decoder of Mode S receivers: ADS-B positions as geodetic plots with the claims that go with them.

Beast, AVR, JSON lines of raw frames and SBS text are told apart message by message. Frames are read by rs1090: extended
squitters of transponders (DF17) and of other ADS-B emitters (DF18, CF 0 and 1); Mode 3/A codes come from DF5 and DF21
of aircraft already known. TIS-B and ADS-R repeat what others saw and are left out, and so are
Comm-B registers, which can only be guessed.

A plot's time is the receiver's timestamp where JSON tells one, else the arrival of its message. Messages are taken in
the order in which they came.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from sargas.formats.format import Settings
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.formats.modes import wire
from sargas.formats.modes.aircraft import RANGE_M, Aircraft, Told, Velocity, distance_m
from sargas.formats.modes.rows import (
    GVA_SIGMA_M,
    M_PER_FT,
    MPS_PER_FTPM,
    NACP_SIGMA_M,
    NACV_SIGMA_MPS,
    NUCP_SIGMA_M,
    Row,
    Seen,
    plots,
    row,
    velocity_parts,
)
from sargas.formats.sources import Sources, callsign_text
from sargas.model.batch import Item
from sargas.model.checkpoint import pack, unpack
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

MOST_AIRCRAFT = 20_000
"""Addresses remembered; when more come, the quarter heard longest ago is forgotten."""

_ANONYMOUS = 1 << 24
"""Added to an address that is not an ICAO address (DF18, CF 1)."""

_REPLIES = (5, 21)

_STATES = {
    "none": "none",
    "general": "general",
    "medical": "lifeguard",
    "minimum_fuel": "minimum_fuel",
    "no_communication": "no_communications",
    "unlawful_interference": "unlawful_interference",
    "downed_aircraft": "downed",
}


class Heard(NamedTuple):
    """One message on its way: a frame of a squitter, or (address, code) of a reply, or the fields of SBS text."""

    time_s: float
    record_number: int
    source: int
    frame: str
    other: tuple[int, int] | wire.Sbs | None


class Decoder:
    """See `sargas.formats.format.Decoder`."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sources = Sources(sensors, settings.feed, "receiver")
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._aircraft: dict[int, Aircraft] = {}
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Plots of these chunks, then new receivers and Faults."""
        heard: list[Heard] = []
        for chunk in chunks:
            messages = self._cutter.feed(chunk.payload)
            if not self._settings.stream:
                messages += self._cutter.flush()
            self._hear(messages, chunk, heard)
            self._last = Chunk(chunk.number, chunk.time_s, b"")
        return self._items(heard)

    def flush(self) -> list[Item]:
        """Plots of the last line."""
        heard: list[Heard] = []
        self._hear(self._cutter.flush(), self._last, heard)
        return self._items(heard)

    def checkpoint(self) -> bytes:
        """Unfinished bytes, receivers told of, and all aircraft."""
        return pack(
            {
                "cutter": self._cutter.state(),
                "sources": self._sources.state(),
                "aircraft": list(self._aircraft.items()),
                "last": [self._last.number, self._last.time_s],
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        self._sources.set_state(state["sources"])
        self._aircraft = dict(msgspec.convert(state["aircraft"], list[tuple[int, Aircraft]]))
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")

    def _hear(self, messages: list[bytes], chunk: Chunk, heard: list[Heard]) -> None:
        for message in messages:
            time_s, frame, receiver = chunk.time_s, b"", ""
            other: tuple[int, int] | wire.Sbs | None = None
            first = message[0]
            try:
                if first == 0x1A:
                    frame = wire.beast_frame(message)
                elif first in b"*@":
                    frame = wire.avr_frame(message)
                elif first == 0x7B:
                    frame, stamp_s, found = wire.json_frame(message)
                    time_s = chunk.time_s if stamp_s is None else stamp_s
                    receiver = self._sources.called((found.name, found.serial))
                elif message[:4] == b"MSG,":
                    other = wire.sbs_fields(message)
                elif message[:4] not in (b"SEL,", b"AIR,", b"STA,", b"CLK,") and message[:3] != b"ID,":
                    frame, stamp_s = wire.csv_frame(message)
                    time_s = chunk.time_s if stamp_s is None else stamp_s
            except ValueError as error:
                self._findings.add(str(error))
                continue
            if other is None and not _wanted(frame):
                continue
            source = self._sources.index(receiver, chunk)
            if source < 0:
                continue
            if frame and frame[0] >> 3 in _REPLIES:
                other = wire.identity_reply(frame)
            heard.append(Heard(time_s, chunk.number, source, "" if other else frame.hex(), other))

    def _items(self, heard: list[Heard]) -> list[Item]:
        rows: list[Row] = []
        messages = iter(_decoded([h.frame for h in heard if h.frame]))
        for one in heard:
            found = None
            if isinstance(one.other, wire.Sbs):
                found = self._text(one, one.other)
            elif one.other is not None:
                self._reply(one.time_s, *one.other)
            else:
                message = next(messages)
                if message is None:
                    self._findings.add("Mode S frame with a wrong checksum or no valid content")
                    continue
                found = self._message(one, message)
            if found is not None:
                rows.append(found)
        items: list[Item] = [plots(rows, self._sources.ids)] if rows else []
        items += self._sources.take()
        time_s, number = self._last.time_s, self._last.number
        items += self._findings.take(self._sources.fault_source, time_s, number)
        return items

    def _known(self, key: int, time_s: float) -> Aircraft:
        aircraft = self._aircraft.get(key)
        if aircraft is None:
            if len(self._aircraft) >= MOST_AIRCRAFT:
                by_age = sorted(self._aircraft, key=lambda k: self._aircraft[k].seen_s)
                for old in by_age[: MOST_AIRCRAFT // 4]:
                    del self._aircraft[old]
            aircraft = self._aircraft[key] = Aircraft(time_s)
        aircraft.seen_s = time_s
        return aircraft

    def _reply(self, time_s: float, address: int, mode_3a: int) -> None:
        """The address is overlaid on the parity: only one that is known already proves that the reply is whole."""
        aircraft = self._aircraft.get(address)
        if aircraft is not None:
            aircraft.mode_3a = Told(mode_3a, time_s)

    def _message(self, one: Heard, message: dict[str, Any]) -> Row | None:
        address = int(message["icao24"], 16)
        kind, time_s = message.get("bds"), one.time_s
        if (
            "squawk" in message and kind is None
        ):  # DF5, DF21: the address is overlaid on the checksum, so only known ones
            known = self._aircraft.get(address)
            if known is not None:
                known.mode_3a = Told(int(message["squawk"], 8), time_s)
            return None
        anonymous = message["df"] == "18" and int(one.frame[:2], 16) & 7 == 1
        aircraft = self._known(address | _ANONYMOUS if anonymous else address, time_s)
        if kind in ("05", "06"):
            return self._position(one, message, aircraft, None if anonymous else address)
        if kind == "09":
            _hear_velocity(aircraft, message, time_s)
        elif kind == "08":
            callsign = message["callsign"].strip(" _")
            if callsign and "#" not in callsign:
                aircraft.callsign = Told(callsign, time_s)
        elif kind == "61" and message["subtype"] == "emergency_priority":
            aircraft.emergency = Told(_STATES.get(message["emergency_state"]), time_s)
            aircraft.mode_3a = Told(int(message["squawk"], 8), time_s)
        elif kind in ("62", "65"):
            if "NACp" in message:
                aircraft.sigma_m = Told(NACP_SIGMA_M.get(message["NACp"]), time_s)
            if "GVA" in message:
                aircraft.sigma_height_m = Told(GVA_SIGMA_M.get(message["GVA"]), time_s)
        return None

    def _position(self, one: Heard, message: dict[str, Any], aircraft: Aircraft, mode_s: int | None) -> Row | None:
        odd, time_s = message["parity"] == "odd", one.time_s
        site = self._sources.site_deg(one.source)
        pressure_m = height_m = None
        if message["bds"] == "05":
            place = aircraft.airborne(time_s, message["lat_cpr"], message["lon_cpr"], odd)
            if message["altitude"] is not None:
                altitude_m = message["altitude"] * M_PER_FT
                pressure_m, height_m = (altitude_m, None) if message["source"] == "barometric" else (None, altitude_m)
        else:
            place = aircraft.on_ground(time_s, message["lat_cpr"], message["lon_cpr"], odd, site)
            if message["groundspeed"] is not None and message["track"] is not None:
                east, north = velocity_parts(message["groundspeed"], message["track"])
                aircraft.velocity = Velocity(time_s, east, north, None, None)
        if place is None:
            return None
        if site is not None and distance_m(*site, *place) > (self._sources.range_m(one.source) or RANGE_M):
            self._findings.add("implausible position: out of the receiver's range")
            return None
        if not aircraft.believes(time_s, *place):
            self._findings.add("implausible position: too far from the one before")
            return None
        sigma_m = self._sources.sigma_m(one.source) or NUCP_SIGMA_M.get(message["NUCp"])
        seen = Seen(time_s, one.source, one.record_number, mode_s, pressure_m, height_m, sigma_m)
        return row(seen, *place, aircraft)

    def _text(self, one: Heard, text: wire.Sbs) -> Row | None:
        aircraft, time_s = self._known(text.address, one.time_s), one.time_s
        callsign = callsign_text(text.callsign)
        if callsign is not None:
            aircraft.callsign = Told(callsign, time_s)
        if text.squawk is not None:
            aircraft.mode_3a = Told(text.squawk, time_s)
        if text.speed_kt is not None and text.track_deg is not None:
            up = None if text.vertical_rate_ftpm is None else text.vertical_rate_ftpm * MPS_PER_FTPM
            aircraft.velocity = Velocity(time_s, *velocity_parts(text.speed_kt, text.track_deg), up, None)
        if text.lat_deg is None or text.lon_deg is None:
            return None
        if abs(text.lat_deg) > 90.0 or abs(text.lon_deg) > 180.0:
            self._findings.add("implausible position: no such place")
            return None
        if not aircraft.believes(time_s, text.lat_deg, text.lon_deg):
            self._findings.add("implausible position: too far from the one before")
            return None
        pressure_m = None if text.altitude_ft is None else text.altitude_ft * M_PER_FT
        sigma_m = self._sources.sigma_m(one.source)
        seen = Seen(time_s, one.source, one.record_number, text.address, pressure_m, None, sigma_m)
        return row(seen, text.lat_deg, text.lon_deg, aircraft)


def _wanted(frame: bytes) -> bool:
    """Frames that are read: DF17, DF18 of ADS-B emitters, DF5 and DF21."""
    if not frame:
        return False
    form = frame[0] >> 3
    if len(frame) == 7:
        return form == 5
    return form in (17, 21) or (form == 18 and frame[0] & 7 < 2)


def _hear_velocity(aircraft: Aircraft, message: dict[str, Any], time_s: float) -> None:
    east = north = up = None
    if "groundspeed" in message and "track" in message:
        east, north = velocity_parts(message["groundspeed"], message["track"])
    if "vertical_rate" in message:
        up = message["vertical_rate"] * MPS_PER_FTPM
    sigma_mps = NACV_SIGMA_MPS.get(message["NACv"]) if east is not None else None
    aircraft.velocity = Velocity(time_s, east, north, up, sigma_mps)
    above_ft = message.get("geo_minus_baro")
    if above_ft is not None:
        aircraft.above_pressure_m = Told(above_ft * M_PER_FT, time_s)


def _decoded(frames: list[str]) -> list[dict[str, Any] | None]:
    """What rs1090 reads in each frame; one by one if it should break on one of them."""
    import rs1090

    if not frames:
        return []
    try:
        return list(rs1090.decode(frames))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the library is no Exception
        return [_decoded(frames[k : k + 1])[0] for k in range(len(frames))] if len(frames) > 1 else [None]
