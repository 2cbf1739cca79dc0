"""What people say becomes a track when enough of them say it, not when one does, or two."""

from samples_of import samples
from sargas.core import Core, Settings
from sargas.ingest import Ingest
from sargas.model.record import Record, RecordKind
from sargas.model.sensor import Feed, Sensor
from sargas.model.tracks import CONFIRMED

MADE = samples("citizen")
PEOPLE = (Sensor("people", "f", "observer", match={"reporter": "citizen"}),)


def confirmed(count: int) -> list[bool]:
    """Whether there is a confirmed track after each of so many reports of one object, six seconds apart."""
    ingest = Ingest((Feed("f", "http://127.0.0.1:1?listen", "citizen"),), PEOPLE)
    core, number, seen = Core(PEOPLE, (), Settings(54.7, 25.3)), 0, []
    for k in range(count * 12):
        time_s, records = MADE.TIME_S + k / 2.0, []
        if k % 12 == 2:
            number += 1
            said = MADE.report(k, time=None, lat_deg=54.64 + 0.0001 * k, lon_deg=25.28, azimuth_deg=90.0)
            records.append(Record(number, time_s, "f", "live", RecordKind.BYTES, MADE.text(said)))
        number += 1
        core.update(ingest.feed([*records, Record(number, time_s, "", "live", RecordKind.TICK, b"")]))
        if k % 12 == 11:
            seen.append(bool((core.picture.status == CONFIRMED).any()))
    return seen


def test_two_that_agree_are_not_enough_and_six_are() -> None:
    seen = confirmed(7)
    assert not any(seen[:3])
    assert seen[6]
