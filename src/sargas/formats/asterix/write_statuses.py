"""What a radar (CAT034) and we ourselves (CAT065) say of themselves, as records.

Rule for a radar: a status becomes a north marker with its period, and I034/050 only where all that is known of it has
a bit there: a radar that is degraded by what has none would be told as sound. What is out for any reason is not for
operational use there (NOGO), whatever else is known, and a clock that is wrong is told as such. That it turns and
nothing is known to be wrong is no release for operational use. Of one that is silent or of unknown state nothing is
said in its name.
Rule for ourselves: nobody but the operator calls our data operational (`operational`), and only while our picture is
kept up to date; else their state is unknown. The SP field of each status says what our data are not for (`not_for`),
in ASCII, as no item can.
Sources: EUROCONTROL-SPEC-0149-2b (I034/000, /030, /041, /050), -15 (I065/000 to /040); the reading side is `statuses`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix import pack
from sargas.formats.asterix.stations import INHIBITED, TIME_INVALID
from sargas.formats.asterix.statuses import MONITORS_034, NORTH_MARKER, OVERLOADS_034
from sargas.formats.asterix.text import DAY_LSBS

if TYPE_CHECKING:
    from sargas.formats.asterix.settings import ExportSettings, Source
    from sargas.formats.asterix.tables import Table
    from sargas.model.status import SensorStatus

STATUS, END_OF_BATCH = 1, 2
"""Of I065/000."""
OPERATIONAL, UNKNOWN = 0, 3
"""Of I065/040 NOGO."""
_INHIBITED = ("not_for_operational_use", "fault", "maintenance")
_UNSAID = ("silent", "unknown")
_NOGO, _TSV = "050/COM/NOGO", "050/COM/TSV"
_WORDS_034 = OVERLOADS_034 | MONITORS_034 | {_NOGO: INHIBITED, _TSV: TIME_INVALID}
_ONE = np.array([True])


def _put(draft: pack.Draft, path: str, **elements: int) -> None:
    draft.put(path, _ONE, **{name: np.array([value], np.int64) for name, value in elements.items()})


def _draft(sac: int, sic: int, kind: int, time_s: float) -> pack.Draft:
    draft = pack.Draft(1)
    _put(draft, "010", SAC=sac, SIC=sic)
    _put(draft, "000", TYPE=kind)
    _put(draft, "030", TOD=round(time_s * 128) % DAY_LSBS)
    return draft


def north_marker(table: Table, status: SensorStatus, source: Source) -> list[bytes]:
    """A radar's status as one CAT034 block; none where it is of a kind that a radar does not say of itself."""
    if status.status in _UNSAID:
        return []
    draft = _draft(source.sac, source.sic, NORTH_MARKER, status.time_s)
    if status.rotation_s is not None:
        _put(draft, "041", PERIOD=min(round(status.rotation_s * 128), 65535))
    for path, bits in _state_034(status).items():
        _put(draft, path, **bits)
    return pack.blocks(34, pack.records(table, draft))


def _state_034(status: SensorStatus) -> dict[str, dict[str, int]]:
    """Subfields of I034/050 with the bits that are set; none where there is nothing to say, or no bit to say it."""
    words = [word for word in status.detail.split(", ") if word]
    said = [path for path, word in _WORDS_034.items() if word in words]
    if status.status in _INHIBITED:
        said.append(_NOGO)
    elif status.status == "time_invalid":
        said.append(_TSV)
    elif not words or any(word not in _WORDS_034.values() for word in words):
        return {}
    parts = dict.fromkeys(path.rpartition("/")[0] for path in (_NOGO, *said))
    return {part: {path.rpartition("/")[2]: 1 for path in said if path.startswith(f"{part}/")} for part in parts}


def own_status(table: Table, settings: ExportSettings, time_s: float, runs: bool) -> list[bytes]:
    """Our own state as one CAT065 block; `runs`: our picture is kept up to date."""
    draft = _draft(settings.sac, settings.sic, STATUS, time_s)
    _put(draft, "015", SI=settings.service)
    _put(draft, "040", NOGO=OPERATIONAL if settings.operational and runs else UNKNOWN)
    if settings.not_for:
        draft.whole["SP"] = [bytes((len(settings.not_for) + 1,)) + settings.not_for.encode("ascii")]
    return pack.blocks(65, pack.records(table, draft))


def end_of_batch(table: Table, settings: ExportSettings, time_s: float) -> list[bytes]:
    """All tracks of a cycle were told; a cycle has one batch, number 0."""
    draft = _draft(settings.sac, settings.sic, END_OF_BATCH, time_s)
    _put(draft, "015", SI=settings.service)
    _put(draft, "020", BATCH=0)
    return pack.blocks(65, pack.records(table, draft))
