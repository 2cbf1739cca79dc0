"""The watch log: which lines come of what changed, and which do not."""

import msgspec

from alerting.scene import NOON_S, incident
from sargas.alerting import Alerting, Settings
from sargas.alerting.log import WatchLog, words_of
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.decision import (
    AcknowledgeAlert,
    Act,
    Assign,
    BeginSilence,
    Close,
    Decision,
    DrawZone,
    HandOver,
    LockIdentity,
    NoteIncident,
    NoteWatch,
)
from sargas.model.plots import Plots
from sargas.model.status import SensorStatus
from sargas.model.tracks import Tracks
from sargas.model.warning import PublicWarning
from sargas.model.watch import MOST_ENTRIES


def changed(seconds: float = 0.0, **what: object) -> Changes:
    return Changes(NOON_S + seconds, Plots.empty(), Tracks.empty(), **what)


def by_ona(act: Act, why: str = "") -> Decision:
    return Decision("Ona", NOON_S, act, why, record_number=7)


def told(alert: str, why: str, **more: object) -> Alert:
    return msgspec.structs.replace(Alert(3, 1, "warning", "shift lead", alert, why, NOON_S), **more)


def lines(*updates: Changes) -> list[tuple[str, str, str, int]]:
    log = WatchLog()
    return [(one.what, one.text, one.by, one.incident) for each in updates for one in log.update(each)]


def test_incidents_are_written_down_as_they_come_and_go() -> None:
    play = [
        incident(basis="it comes nearer"),
        incident(version=2, distance_m=9_000.0),
        incident(version=3, situation="inside"),
        incident(version=4, situation="inside", handling="closed"),
    ]
    assert lines(*(changed(k, incidents=(one,)) for k, one in enumerate(play))) == [
        ("incident", "Lithuania: approaching: it comes nearer", "", 1),
        ("incident", "Lithuania: inside", "", 1),
    ]


def test_what_people_do_is_a_line_with_their_name_and_reason() -> None:
    acts = (
        by_ona(Assign(3, "Jonas"), "nearest to it"),
        by_ona(NoteIncident(3, "<b>two engines</b>")),
        by_ona(HandOver("Jonas", "a calm night")),
        by_ona(NoteWatch("the generator runs")),
        by_ona(AcknowledgeAlert(4)),
    )
    assert lines(changed(decisions=acts)) == [
        ("act", "assign incident 3 to Jonas: nearest to it", "Ona", 3),
        ("act", "note incident 3: <b>two engines</b>", "Ona", 3),
        ("duty", "hand over to Jonas: a calm night", "Ona", 0),
        ("note", "the generator runs", "Ona", 0),
        ("act", "acknowledge alert 4", "Ona", 0),
    ]
    assert words_of(by_ona(Close(3, "no_object"), "birds")) == "close incident 3 ground no_object: birds"
    assert words_of(by_ona(LockIdentity(7, "hostile"), "seen")) == "lock identity track 7 identity hostile: seen"
    assert words_of(by_ona(BeginSilence(600.0, zone="LTU"), "x")) == "silence for s 600 level advisory zone LTU: x"
    shape = DrawZone("a fair", "restricted", NOON_S, outline=((24.0, 54.0), (25.0, 54.0), (25.0, 55.0)))
    assert "24.0" not in words_of(by_ona(shape, "x"))


def test_sensors_and_warnings_when_that_is_news() -> None:
    def status(word: str, detail: str = "") -> Changes:
        return changed(statuses=(SensorStatus("north", NOON_S, word, detail),))

    def warning(state: str) -> Changes:
        return changed(warnings=(PublicWarning(5, 1, state, False, incident=3),))

    assert lines(
        status("ok"), status("ok"), status("silent", "for 12 s"), status("silent", "for 13 s"), status("ok")
    ) == [
        ("sensor", "north: silent (for 12 s)", "", 0),
        ("sensor", "north: ok", "", 0),
    ]
    assert lines(warning("draft"), warning("draft"), warning("released")) == [
        ("warning", "warning to the public 5: draft", "", 3),
        ("warning", "warning to the public 5: released", "", 3),
    ]


def test_what_nobody_acknowledged_and_distress_but_nothing_for_the_cleared_alone() -> None:
    escalated = told("look", "escalated: nobody acknowledged in 120 s")
    distress = told("LYABC declares an emergency", "opened", kind="distress", incident=0)
    secret = msgspec.structs.replace(distress, cleared=True)
    over = msgspec.structs.replace(distress, ended=True, why="no longer declared")
    assert lines(changed(alerts=(escalated, distress, secret, told("look", "repeated"), over))) == [
        ("alert", "to shift lead: escalated: nobody acknowledged in 120 s", "", 1),
        ("alert", "to shift lead: LYABC declares an emergency", "", 0),
        ("alert", "to shift lead: LYABC declares an emergency (over)", "", 0),
    ]
    assert lines(changed(decisions=(by_ona(AcknowledgeAlert(1_000_000_001)),))) == []


def test_the_latest_lines_are_kept_and_go_on_after_a_restart() -> None:
    alerting = Alerting(Settings())
    for k in range(MOST_ENTRIES + 2):
        alerting.write_down(changed(k, decisions=(by_ona(NoteWatch(f"line {k}")),)))
    alerting.write_down(changed(incidents=(incident(),)))
    assert [one.number for one in alerting.log] == list(range(4, MOST_ENTRIES + 4))
    again = Alerting(Settings())
    again.restore(alerting.checkpoint())
    assert again.log == alerting.log
    assert again.write_down(changed(incidents=(incident(version=2),))) == []
    (line,) = again.write_down(changed(incidents=(incident(version=3, situation="lost"),)))
    assert line.number == MOST_ENTRIES + 4


def test_a_note_is_a_text() -> None:
    alerting = Alerting(Settings())
    assert alerting.decide(NOON_S, by_ona(NoteWatch("calm"))) is None
    for text in ("", "  ", "x" * 2_001):
        assert alerting.decide(NOON_S, by_ona(NoteWatch(text))) == "a note is a text of 1 to 2000 characters"
