"""What sensors and systems say of themselves as sensor statuses: CAT002, CAT004, CAT034, CAT063, CAT065, and by the
words of `stations` CAT010, CAT019 and CAT023.

Rule: a status is told when it changes, with each north marker, and otherwise at most once a second of its own time: a
radar that sees nothing still turns, and "no tracks" must not look like "no sensor".
Of a server of safety nets (CAT004) only that is told: its alerts are about another's tracks and leave nothing here.
Sources: EUROCONTROL-SPEC-0149-2b (I034/000, /030, /041, /050), -2a (I002), -10 (I063/060), -15 (I065/040), -17
(I004/060).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sargas.formats.asterix.stations import (
    TIME_INVALID,
    Services,
    multilateration_state,
    released,
    remote_stations_out,
    troubles_of,
)
from sargas.formats.asterix.surface import TARGET_REPORT
from sargas.model.status import News, NewSensor, SensorStatus, StatusName

if TYPE_CHECKING:
    from collections.abc import Callable

    from sargas.formats.asterix.columns import Records
    from sargas.formats.asterix.plots import Look

COLUMNS_002 = ("010/SAC", "010/SIC", "000/TYPE", "030/TOD", "041/PERIOD")
COLUMNS_004 = ("010/SAC", "010/SIC", "000/TYPE", "020/TOD", "060/DG", "060/OF", "060/OL")
COLUMNS_034 = (
    *("010/SAC", "010/SIC", "000/TYPE", "030/TOD", "041/PERIOD", "050/COM/NOGO", "050/COM/OVLRDP", "050/COM/OVLXMT"),
    *("050/COM/MSC", "050/COM/TSV", "050/PSR/OVL", "050/PSR/MSC", "050/SSR/OVL", "050/SSR/MSC"),
    *("050/MDS/OVLSUR", "050/MDS/MSC"),
)
COLUMNS_063 = (
    *("010/SAC", "010/SIC", "030/TOD", "050/SAC", "050/SIC", "060/CON", "060/PSR", "060/SSR", "060/MDS", "060/ADS"),
    *("060/MLT", "060/OPS", "060/ODP", "060/OXT", "060/MSC", "060/TSV", "060/TTF/VAL", "060/SPO/VAL"),
)
COLUMNS_065 = ("010/SAC", "010/SIC", "000/TYPE", "030/TOD", "040/NOGO", "040/OVL", "040/TSV", "050/REPORT")

NORTH_MARKER = 1
ALIVE = 1
"""Of I004/000."""
MOST_OFTEN_S = 1.0

_TROUBLES_004 = {"060/DG": "information of sensors lost", "060/OF": "alerts overflow", "060/OL": "alerts overload"}
OVERLOADS_034 = {
    "050/COM/OVLRDP": "processor overload",
    "050/COM/OVLXMT": "transmission overload",
    "050/PSR/OVL": "PSR overload",
    "050/SSR/OVL": "SSR overload",
    "050/MDS/OVLSUR": "Mode S overload",
}
MONITORS_034 = {
    "050/COM/MSC": "monitoring disconnected",
    "050/PSR/MSC": "PSR monitoring disconnected",
    "050/SSR/MSC": "SSR monitoring disconnected",
    "050/MDS/MSC": "Mode S monitoring disconnected",
}
_LOST_063 = {f"060/{part}": f"{part} no-go" for part in ("PSR", "SSR", "MDS", "ADS", "MLT")}
_OVERLOADS_063 = {
    "060/ODP": "processor overload",
    "060/OXT": "transmission overload",
    "060/MSC": "monitoring disconnected",
    "060/TTF/VAL": "test target failure",
    "060/SPO/VAL": "spoofing suspected",
}


Told = tuple[int, SensorStatus | NewSensor]
"""Offset of the record in the bytes, by which items of several categories are put in order, and the item."""


class Statuses:
    """Last word of each sensor of a feed, so that only news is passed on; `said` is its whole state."""

    def __init__(self) -> None:
        self.said: dict[str, tuple[str, str, float, float]] = {}
        """Sensor -> status, detail, rotation period in s (0 unknown), time it was last passed on."""
        self.services = Services()

    def tell(
        self,
        sensor: str,
        time_s: float,
        news: News | None,
        rotation_s: float,
        always: bool,
        number: int,
    ) -> SensorStatus | None:
        """One status, or None when nothing is new; without `news` the last word stands."""
        status, detail, rotation, told_s = self.said.get(sensor, ("ok", "", 0.0, float("-inf")))
        now = news if news is not None else (status, detail)
        rotation_now = rotation_s or rotation
        changed = now != (status, detail) or sensor not in self.said
        if not (changed or always or abs(time_s - told_s) >= MOST_OFTEN_S):
            return None
        self.said[sensor] = (now[0], now[1], rotation_now, time_s)
        return SensorStatus(
            sensor,
            time_s,
            cast("StatusName", now[0]),
            now[1],
            rotation_now or None,
            record_number=number,
        )

    def radar(self, records: Records, look: Look) -> list[Told]:
        """CAT034 and CAT002: markers, sector crossings, and (CAT034) the radar's own state."""
        columns = records.table.columns
        found: list[Told] = []
        time_s, turning = look.utc_s(records, "030/TOD").tolist(), records.quantity("041/PERIOD")
        kind = records.raw("000/TYPE")
        stated = records.has("050/COM/NOGO") if "050/COM/NOGO" in columns else None
        for i in range(len(records)):
            news = _radar_state(records, i) if stated is not None and stated[i] else None
            sensor = look.sources.ids[look.index[i]]
            north = int(kind[i]) == NORTH_MARKER
            status = self.tell(sensor, time_s[i], news, float(turning[i]), north, int(look.number[i]))
            found += [(int(records.start[i]), status)] if status else []
        return found

    def seen(self, records: Records, look: Look) -> list[Told]:
        """CAT063: a system's view of the sensors it is fed by, of those that are configured here too."""
        found: list[Told] = []
        time_s = look.utc_s(records, "030/TOD").tolist()
        stated, named = records.has("060/CON"), records.has("050/SAC")
        for i in range(len(records)):
            if not (stated[i] and named[i]):
                continue
            sac, sic = int(records.raw("050/SAC")[i]), int(records.raw("050/SIC")[i])
            mine = look.sources.find(sac << 8 | sic)
            if mine < 0 or mine == look.index[i]:
                continue
            sensor = look.sources.ids[mine]
            status = self.tell(sensor, time_s[i], _sensor_state(records, i), 0.0, False, int(look.number[i]))
            found += [(int(records.start[i]), status)] if status else []
        return found

    def system(self, records: Records, look: Look) -> list[Told]:
        """CAT065: a system's state of itself."""
        stated = records.has("040/NOGO")
        return self._each(records, look, "030/TOD", lambda i: _system_state(records, i) if stated[i] else None)

    def safety_nets(self, records: Records, look: Look) -> list[Told]:
        """CAT004: what a server of safety nets says of itself; each of its messages says that it is alive."""
        alive = (records.raw("000/TYPE") == ALIVE) & records.has("060/octets")
        return self._each(records, look, "020/TOD", lambda i: _server_state(records, i) if alive[i] else None)

    def multilateration(self, records: Records, look: Look) -> list[Told]:
        """CAT019: a multilateration system's state of itself; a message without I019/550 says that it is alive."""
        stated, out = records.has("550/NOGO"), remote_stations_out(records)
        return self._each(
            records, look, "140/TOD", lambda i: multilateration_state(records, i, out[i]) if stated[i] else None
        )

    def surface(self, records: Records, look: Look) -> list[Told]:
        """CAT010: update cycles and status messages of a surface movement sensor among its reports."""
        rows = records.raw("000/TYPE") != TARGET_REPORT
        records, look = records.take(rows), look.take(rows)
        stated = records.has("550/NOGO")
        return self._each(
            records, look, "140/TOD", lambda i: multilateration_state(records, i, ()) if stated[i] else None
        )

    def station(self, records: Records, look: Look) -> list[Told]:
        """CAT023: a ground station's state and that of each of its services, put together."""
        ids = look.sources.ids
        of_station, of_service = records.has("100/NOGO"), records.has("110/STAT")

        def news(i: int) -> News | None:
            return self.services.news(records, i, ids[look.index[i]], bool(of_station[i]), bool(of_service[i]))

        return self._each(records, look, "070/TOD", news)

    def _each(self, records: Records, look: Look, time_of_day: str, news: Callable[[int], News | None]) -> list[Told]:
        """One sensor's word of itself a record."""
        found: list[Told] = []
        time_s = look.utc_s(records, time_of_day).tolist()
        for i in range(len(records)):
            status = self.tell(look.sources.ids[look.index[i]], time_s[i], news(i), 0.0, False, int(look.number[i]))
            found += [(int(records.start[i]), status)] if status else []
        return found


def _server_state(records: Records, i: int) -> News:
    """I004/060: a function that is not marked may be none of the server's, so only its own state counts."""
    troubles = troubles_of(records, i, _TROUBLES_004)
    return ("degraded", ", ".join(troubles)) if troubles else ("ok", "")


def _radar_state(records: Records, i: int) -> News:
    """I034/050: inhibited is not for operational use; then the clock; then overload and monitoring."""
    troubles = troubles_of(records, i, OVERLOADS_034 | MONITORS_034)
    return released(records.sets("050/COM/NOGO", i), records.sets("050/COM/TSV", i), troubles)


def _sensor_state(records: Records, i: int) -> News:
    """I063/060: connection first, then use, clock, parts."""
    connection = int(records.raw("060/CON")[i])
    troubles = troubles_of(records, i, _LOST_063 | _OVERLOADS_063)
    if connection == 3:
        return "unknown", ", ".join(["not connected", *troubles])
    if connection == 2 or records.raw("060/OPS")[i]:
        return "not_for_operational_use", ", ".join(["initialising or inhibited", *troubles])
    if records.raw("060/TSV")[i]:
        return "time_invalid", ", ".join([TIME_INVALID, *troubles])
    if connection == 1 or troubles:
        return "degraded", ", ".join(troubles or ["degraded"])
    return "ok", ""


def _system_state(records: Records, i: int) -> News:
    """I065/040: NOGO is operational, degraded, not connected, unknown."""
    troubles = ["overload"] if records.raw("040/OVL")[i] else []
    nogo = int(records.raw("040/NOGO")[i])
    if nogo >= 2:
        return "unknown", ", ".join(["not connected" if nogo == 2 else "state unknown", *troubles])
    if records.raw("040/TSV")[i]:
        return "time_invalid", ", ".join([TIME_INVALID, *troubles])
    return ("degraded", ", ".join(troubles or ["degraded"])) if nogo == 1 or troubles else ("ok", "")
