"""What multilateration systems (CAT019, CAT010) and ADS-B ground stations (CAT023) say of themselves.

Rule for a station: of its services only those that report aircraft count (I023/015 types 1, 2, 3 and 9; TIS-B, FIS-B
and GRAS send to aircraft), and a disabled one counts only when there is no other. One that works among others that do
not is degraded. The worse of the station's own state and that of its services stands.
Sources: EUROCONTROL-SPEC-0149-18 (I019/550 to /553), -7 (I010/550), -16 (I023/015, /100, /110).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.columns import repetitions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sargas.formats.asterix.columns import Records
    from sargas.model.status import News

COLUMNS_019 = (
    *("010/SAC", "010/SIC", "140/TOD", "550/NOGO", "550/OVL", "550/TSV", "550/TTF", "552/count", "552/at"),
    *(f"551/TP{processor}{part}" for processor in (1, 2, 3, 4) for part in "AB"),
    *(f"553/REFTR{transponder}" for transponder in (1, 2, 3, 4)),
)
COLUMNS_023 = (
    *("010/SAC", "010/SIC", "015/SID", "015/STYP", "070/TOD", "110/STAT"),
    *("100/NOGO", "100/ODP", "100/OXT", "100/TSV", "100/SPO"),
)

MOST_NAMED = 8
"""Remote stations named in a detail; of the others the number is told."""

INHIBITED, TIME_INVALID = "operational use inhibited", "time source invalid"
_OK: News = ("ok", "")
_SERVICES = {1: "ADS-B VDL4", 2: "ADS-B 1090", 3: "ADS-B UAT", 9: "MLT"}
_UNKNOWN, _FAILED, _DISABLED, _DEGRADED, _NORMAL, _INITIALISING = range(6)
_STATES = {
    _UNKNOWN: "unknown",
    _FAILED: "failed",
    _DISABLED: "disabled",
    _DEGRADED: "degraded",
    _INITIALISING: "initialising",
}
_WORST_FIRST = ("not_for_operational_use", "unknown", "time_invalid", "degraded", "ok")


_STATION = {"100/SPO": "spoofing suspected", "100/ODP": "processor overload", "100/OXT": "transmission overload"}
_SYSTEM = {"550/OVL": "overload", "550/TTF": "test target failure", "550/DIV": "diversity degraded"}


def troubles_of(records: Records, i: int, wanted: dict[str, str]) -> list[str]:
    """Names of those of the one-bit elements `wanted`, path -> name, that are set in record i."""
    return [name for path, name in wanted.items() if records.sets(path, i)]


def released(inhibited: bool, clock_wrong: bool, troubles: list[str]) -> News:
    """Release for operational use first, then the clock, then any trouble."""
    if inhibited:
        return "not_for_operational_use", ", ".join([INHIBITED, *troubles])
    if clock_wrong:
        return "time_invalid", ", ".join([TIME_INVALID, *troubles])
    return ("degraded", ", ".join(troubles)) if troubles else _OK


def remote_stations_out(records: Records) -> list[list[int]]:
    """I019/552: numbers of the remote stations that are faulted or offline, for each record."""
    rows, said = repetitions(records, "552")
    out: list[list[int]] = [[] for _ in range(len(records))]
    for k in np.flatnonzero((said["RSS"] == 0) | (said["RSO"] == 0)).tolist():
        out[rows[k]].append(int(said["RSI"][k]))
    return out


def multilateration_state(records: Records, i: int, out: Sequence[int]) -> News:
    """I019/550 and I010/550: release, the clock, then parts that are wrong; `out` are remote stations that are."""
    nogo = int(records.raw("550/NOGO")[i])
    troubles = troubles_of(records, i, _SYSTEM)
    # I019/551: a processor in standby may not exist; one that executes and is not good is wrong.
    troubles += [
        f"tracking processor {n} faulted"
        for n in (1, 2, 3, 4)
        if records.sets(f"551/TP{n}A", i) and not records.sets(f"551/TP{n}B", i)
    ]
    if out:
        named = ", ".join(map(str, out[:MOST_NAMED]))
        more = f" and {len(out) - MOST_NAMED} more" if len(out) > MOST_NAMED else ""
        troubles.append(f"remote station{'s' if len(out) > 1 else ''} {named}{more} out")
    for n in (1, 2, 3, 4) if "553/REFTR1" in records.table.columns else ():
        word = {1: "warning", 2: "faulted"}.get(int(records.raw(f"553/REFTR{n}")[i]))
        troubles += [f"reference transponder {n} {word}"] if word else []
    if nogo == 2:
        return "not_for_operational_use", ", ".join(["not for operational use", *troubles])
    if nogo == 3:
        return "unknown", ", ".join(["state undefined", *troubles])
    if records.raw("550/TSV")[i]:
        return "time_invalid", ", ".join([TIME_INVALID, *troubles])
    return ("degraded", ", ".join(troubles or ["degraded"])) if nogo == 1 or troubles else _OK


class Services:
    """Last words of the ground stations of a feed, which tell of themselves and of each service in turn."""

    def __init__(self) -> None:
        self.stations: dict[str, News] = {}
        """Sensor -> what the station said of itself."""
        self.states: dict[tuple[str, int, int], int] = {}
        """Sensor, type and number of the service (I023/015) -> its state (I023/110)."""

    def news(self, records: Records, i: int, sensor: str, of_station: bool, of_service: bool) -> News | None:
        """State of a sensor after one record, that has I023/100 or I023/110 or neither; None where it tells of none."""
        if of_station:
            self.stations[sensor] = _station_state(records, i)
        kind = int(records.raw("015/STYP")[i])
        if of_service and kind in _SERVICES:
            self.states[sensor, kind, int(records.raw("015/SID")[i])] = int(records.raw("110/STAT")[i])
        elif not of_station:
            return None
        mine = {key[1:]: state for key, state in self.states.items() if key[0] == sensor}
        said = (self.stations.get(sensor, _OK), _services_state(mine))
        worst = min((status for status, _ in said), key=_WORST_FIRST.index)
        return worst, ", ".join(detail for _, detail in said if detail)


def _station_state(records: Records, i: int) -> News:
    """I023/100: release, the clock, then what may be wrong. MSC 0 may be "unknown" and says nothing."""
    return released(records.sets("100/NOGO", i), records.sets("100/TSV", i), troubles_of(records, i, _STATION))


def _services_state(services: dict[tuple[int, int], int]) -> News:
    """States of the services of one station, by type and number, as one."""
    enabled = {key: state for key, state in services.items() if state != _DISABLED} or services
    wrong = {key: state for key, state in enabled.items() if state != _NORMAL}
    if not wrong:
        return _OK
    detail = ", ".join(
        f"{_SERVICES[kind]} {_STATES.get(state, 'undefined')}" for (kind, _), state in sorted(wrong.items())
    )
    states = set(enabled.values())
    if states & {_NORMAL, _DEGRADED}:
        return "degraded", detail
    if states & {_FAILED, _DISABLED, _INITIALISING}:
        return "not_for_operational_use", detail
    return "unknown", detail
