"""One recipient: our state, tracks and their ends, ends of batches, and what may not be said without a label."""

from typing import Any

import msgspec
import pytest

from oracle.items import block, chunks, faults, statuses, tracks
from oracle.rewriting import blocks_of
from picture.scene import NOON_S, rows
from sargas.formats.asterix.columns import Records, read
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.session import Session
from sargas.formats.asterix.settings import ExportSettings, Settings
from sargas.formats.asterix.tables import EDITIONS, table_of
from sargas.model.alert import Alert
from sargas.model.label import Label
from sargas.model.released import Released
from sargas.model.sensor import Sensor
from sargas.model.track import Track
from sargas.model.tracks import Tracks

FREE = Label("UNCLASSIFIED", ("POL",))
OURS = [Sensor("we", "f", "system", {"sac": 70, "sic": 16}, nation="LTU")]


def session(**more: Any) -> Session:
    return Session(ExportSettings(feed="to", **{"sac": 70, "sic": 16, **more}))


def track(number: int = 4, **more: Any) -> Track:
    made = rows(NOON_S, {"number": number, "height_m": 321.0}).track(0)
    return msgspec.structs.replace(made, **{"height_source": "geometric", **more})


def told(made: Session, *items: Any, label: Label = FREE, at_s: float = NOON_S) -> list[bytes]:
    return made.tell([Released(item, "POL", label) for item in items], at_s, at_s)


def heard(frames: list[bytes], **more: Any) -> list[Track]:
    found = Decoder(OURS, Settings("f", **more)).feed(chunks(frames, NOON_S))
    assert not faults(found)
    return list(tracks(found)) if any(isinstance(item, Tracks) for item in found) else []


def states(frames: list[bytes]) -> Records:
    return read(blocks_of(frames).of(65), table_of(65))[0][0]


@pytest.mark.parametrize("edition", EDITIONS[62])
def test_tracks_arrive_in_every_edition(edition: str) -> None:
    made = session(editions={"062": edition})
    first, second = heard(told(made, track(4), track(70_000, simulated=True)), editions={"062": edition})
    assert (first.reported_by, first.reported_number, first.status) == ("LTU", 4, "confirmed")
    assert (second.reported_number, second.simulated, first.simulated) == (70_000 % 65_536, True, False)
    assert first.height_m == pytest.approx(321.0, abs=1.0)


@pytest.mark.parametrize(
    ("source", "item", "src"), [("geometric", True, 0), ("radar", True, 2), ("operator", False, 0)]
)
@pytest.mark.parametrize("reporter", ["own", "LVA"])
def test_what_made_a_track_and_its_height_is_not_made_up(source: str, item: bool, src: int, reporter: str) -> None:
    frames = told(session(), track(4, height_source=source, reported_by=reporter, contributors={"radar": 1.0}))
    made = read(blocks_of(frames), table_of(62))[0][0]
    assert [int(made.raw(f"080/{name}")[0]) for name in ("MON", "SRC", "MRH")] == [0, src, int(item)]
    assert [bool(made.has(name)[0]) for name in ("130/ALT", "500/AGA/AGA", "136/MFL")] == [item, item, False]


def test_our_state_is_told_at_once_and_now_and_then() -> None:
    made = session(status_interval_s=4.0, service=9)
    first = states(made.open(NOON_S))
    assert [int(first.raw(name)[0]) for name in ("000/TYPE", "015/SI", "040/NOGO")] == [1, 9, 3]
    assert made.tick(NOON_S + 3.9) == []
    assert len(made.tick(NOON_S + 4.0)) == 1
    assert made.tick(NOON_S + 5.0) == []
    assert statuses(Decoder(OURS, Settings("f")).feed(chunks(made.open(NOON_S))))[0].status == "unknown"
    assert b"not for engagement" in made.open(NOON_S)[0]


@pytest.mark.parametrize("words", ["", "Nur zur Lage.", "x" * 254])
def test_what_our_data_are_not_for_is_said_in_the_operators_words(words: str) -> None:
    said = session(not_for=words).open(NOON_S)[0]
    assert said.endswith(bytes((len(words) + 1,)) + words.encode() if words else b"\xc0")
    assert bool(states([said]).has("SP/count")[0]) == bool(words)


def test_our_data_are_for_operational_use_only_while_our_picture_is_kept_up_to_date() -> None:
    made = session(operational=True, status_interval_s=4.0)
    assert made.stand(False, NOON_S) == [], "before the connection opens nothing is said"
    told = [made.open(NOON_S), made.stand(True, NOON_S + 1.0), made.stand(True, NOON_S + 2.0)]
    told += [made.tick(NOON_S + 5.0), made.stand(False, NOON_S + 6.0), made.tick(NOON_S + 10.0)]
    nogo = [states(frames).raw("040/NOGO").tolist() if frames else [] for frames in told]
    assert nogo == [[3], [0], [], [0], [3], [3]]


def test_our_state_goes_on_when_the_clock_is_set_back() -> None:
    made = session(status_interval_s=4.0)
    made.open(NOON_S)
    assert [len(made.tick(NOON_S - 3_600.0 + k)) for k in (0.0, 1.0, 3.9, 4.0)] == [1, 0, 0, 1]


def test_a_batch_is_over_when_no_more_tracks_come() -> None:
    made = session()
    made.open(NOON_S)
    told(made, track(4))
    assert made.tick(NOON_S + 0.01) == []
    told(made, track(5))
    assert made.tick(NOON_S + 0.02) == [], "more of the same turn"
    end = states(made.tick(NOON_S + 0.1))
    assert [int(end.raw(name)[0]) for name in ("000/TYPE", "020/BATCH")] == [2, 0]
    assert made.tick(NOON_S + 0.2) == []


def test_an_end_is_told_once_and_only_to_who_knew_the_track() -> None:
    made = session()
    assert told(made, track(4, status="ended")) == []
    told(made, track(4))
    (end,) = heard(told(made, track(4, status="ended")))
    assert (end.status, end.reported_number) == ("ended", 4)
    assert told(made, track(4, status="ended")) == []


@pytest.mark.parametrize("classification", ["NATO RESTRICTED", "SECRET", "OUR OWN WORD", ""])
def test_what_is_not_unclassified_does_not_leave(classification: str) -> None:
    made = session()
    assert told(made, track(4), label=Label(classification, ("POL",))) == []
    assert made.notes() == ["a label that ASTERIX cannot say: only what is unclassified leaves"]
    assert made.notes() == []
    assert len(heard(told(made, track(4), label=Label("NATO UNCLASSIFIED", ("POL",))))) == 1


def test_a_track_whose_label_grows_ends_as_it_was_told_last() -> None:
    made = session()
    before = heard(told(made, track(4)))[0]
    moved = track(4, lat_deg=55.5, claims=msgspec.structs.replace(track().claims, callsign="SECRET1"))
    (end,) = heard(told(made, moved, label=Label("NATO SECRET", ("POL",))))
    assert (end.status, end.lat_deg, end.claims.callsign) == ("ended", before.lat_deg, None)
    assert told(made, moved, label=Label("NATO SECRET", ("POL",))) == []


def test_nor_does_it_step_back_to_where_it_was_before_it_was_moved_on() -> None:
    made, flying = session(), track(4, north_mps=200.0)
    (before,) = heard(told(made, flying, at_s=NOON_S + 9.0))
    assert before.lat_deg - flying.lat_deg > 0.01
    (end,) = heard(told(made, flying, label=Label("NATO SECRET", ("POL",)), at_s=NOON_S + 10.0))
    assert (end.status, end.lat_deg, end.time_s) == ("ended", before.lat_deg, NOON_S + 9.0)


def test_a_number_is_not_given_again_at_once() -> None:
    made = session()
    told(made, track(4))
    ended, begun = heard(told(made, track(4, status="ended"), track(65_540)))
    assert (ended.reported_number, ended.status) == (4, "ended")
    assert (begun.reported_number, begun.status) == (5, "confirmed")


def test_incidents_and_alerts_have_no_category() -> None:
    assert told(session(), Alert(9, 7, "warning", "all", "Unidentified aerial object", "opened", NOON_S)) == []


def test_nobody_is_listened_to_and_everything_is_asked_for_once() -> None:
    made = session()
    assert made.hear(block(48, b"\xff" * 9), NOON_S) == []
    assert (made.asks(), made.asks()) == (True, False)
    assert made.notes() == []


def test_blocks_fit_a_datagram() -> None:
    frames = told(session(), *(track(number) for number in range(1, 201)))
    assert max(map(len, frames)) <= 1400
    assert len(heard(frames)) == 200


def test_more_tracks_than_numbers_are_said_to_be() -> None:
    made = session()
    for number in range(1 << 16):
        made._numbers.of(number, NOON_S)
    assert told(made, track(70_000)) == []
    assert made.notes() == ["more tracks than CAT062 has numbers"]
