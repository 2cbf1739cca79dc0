"""A track may be released as everything that ever made it may be, and not as more."""

from picture.scene import NOON_S, rows
from sargas.model.label import Label
from sargas.model.sensor import Sensor
from sargas.model.tracks import PART
from sargas.sharing.labels import Labels, joined

OPEN = Label(releasable_to=("POL", "LVA"))
POLES = Label("NATO RESTRICTED", ("POL",))
SENSORS = [
    Sensor("radar", "f", "psr", label=OPEN),
    Sensor("primary", "f", "psr", label=POLES),
    Sensor("receiver", "f", "psr"),
    Sensor("riga", "f", "system", nation="LVA", label=OPEN),
    Sensor("rezekne", "f", "system", nation="LVA", label=POLES),
]


def labels(*made):
    found = Labels(SENSORS)
    for tracks in made:
        found.see(tracks)
    return found


def track(number, *sensors, **more):
    return rows(NOON_S, {"number": number, "sensors": list(sensors), **more})


def test_of_several_the_highest_classification_and_the_nations_that_all_name() -> None:
    assert joined([]) is None
    assert joined([OPEN]) == OPEN
    assert joined([OPEN, POLES]) == Label("NATO RESTRICTED", ("POL",))
    assert joined([OPEN, Label()]) == Label("UNCLASSIFIED", ())
    assert joined([Label("COSMIC NONSENSE", ("POL",)), POLES]).security_classification == "COSMIC NONSENSE"


def test_a_track_is_its_sensors() -> None:
    found = labels(track(1, "radar"), track(2, "radar", "primary"), track(3, "receiver", "radar"), track(4))
    assert found.of([1]) == OPEN
    assert found.of([2]) == Label("NATO RESTRICTED", ("POL",))
    assert found.of([3]) == Label()
    assert found.of([4]) is None, "begun by hand"
    assert found.of([5]) is None, "never seen"
    assert found.of([]) is None
    assert found.of([1, 2]) == Label("NATO RESTRICTED", ("POL",))
    assert found.of([1, 4]) is None


def test_who_made_it_once_made_it_for_good() -> None:
    found = labels(track(1, "receiver"), track(1, "radar"))
    assert found.of([1]) == Label()


def test_what_was_fused_into_it_made_it_too() -> None:
    part = track(2, "primary")
    part.fusion[:], part.fused_with[:] = PART, 1
    found = labels(track(1, "radar"), part)
    assert found.of([1]) == Label("NATO RESTRICTED", ("POL",))


def test_what_was_fused_into_it_brings_all_that_ever_made_it() -> None:
    part = track(2, "radar")
    part.fusion[:], part.fused_with[:] = PART, 1
    assert labels(track(1, "radar"), track(2, "receiver"), part).of([1]) == Label()
    nobodys = labels(track(1, "radar"))
    nobodys.distrust([2])
    nobodys.see(part)
    assert nobodys.of([1]) is None


def test_makers_survive_a_restart_and_who_is_not_configured_any_more_is_nobody() -> None:
    before = labels(track(1, "radar"), track(2, "radar", "primary"))
    after = Labels(SENSORS)
    after.set_state(before.state())
    assert (after.of([1]), after.of([2])) == (OPEN, Label("NATO RESTRICTED", ("POL",)))
    fewer = Labels([sensor for sensor in SENSORS if sensor.id != "primary"])
    fewer.set_state(before.state())
    assert (fewer.of([1]), fewer.of([2])) == (OPEN, None)


def test_one_maker_that_is_not_known_makes_a_track_nobodys() -> None:
    found = labels(track(1, "radar", "unheard of"), track(2, "radar"))
    assert found.of([1]) is None
    found.distrust([2])
    found.see(track(2, "radar"))
    assert found.of([2]) is None


def test_a_nation_is_all_of_its_systems() -> None:
    foreign = rows(NOON_S, {}, reporter="LVA")
    foreign.number[:] = 7
    assert labels(foreign).of([7]) == Label("NATO RESTRICTED", ("POL",))
