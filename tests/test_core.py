"""The whole system as one call, on the re-enactment: what the demonstration promises, without a server."""

import math
from pathlib import Path

import msgspec
import numpy as np
import pytest

from incursion.land import ring, zone
from picture.scene import NOON_S
from sargas.alerting import Settings as AlertingSettings
from sargas.alerting.settings import Audience
from sargas.commands.demo import demo_site
from sargas.commands.offline import batches
from sargas.commands.scenarios import SCENARIOS
from sargas.config import load_text
from sargas.core import Core, Settings
from sargas.exercise.player import chunks
from sargas.exercise.scenario import scenario_from_toml
from sargas.geo.geodesic import distance_m
from sargas.geo.region import Region
from sargas.geo.wgs84 import enu_from_geodetic, geodetic_from_enu, polar_from_enu
from sargas.ingest import Ingest
from sargas.model.alert import Alert
from sargas.model.batch import Batch, Changes
from sargas.model.checkpoint import pack
from sargas.model.decision import (
    Acknowledge,
    Act,
    BeginSilence,
    CloseSearch,
    Decision,
    DrawZone,
    Drop,
    EndSilence,
    EndZone,
    HandOver,
    RecordFind,
    Undo,
)
from sargas.model.flight import Flight
from sargas.model.incident import Incident
from sargas.model.notice import Notice
from sargas.model.place import Site
from sargas.model.plots import GEODETIC, HAS, POLAR, Plots
from sargas.model.sensor import Sensor
from sargas.model.tracks import ENDED, Tracks

PARTITION = "july-2025-re-enacted"


class Story:
    """What a run of the core told, in order."""

    def __init__(self) -> None:
        self.incidents: list[Incident] = []
        self.alerts: list[Alert] = []
        self.changes: list[Changes] = []

    def add(self, changes: Changes) -> None:
        self.incidents += changes.incidents
        self.alerts += changes.alerts
        self.changes.append(changes)


def new_core() -> Core:
    site = demo_site(1.0)
    return Core(site.sensors_of(PARTITION), site.zones, site.core_settings(PARTITION))


@pytest.fixture(scope="module")
def july() -> list[Batch]:
    """The first eight minutes of the re-enactment, decoded."""
    scenario = scenario_from_toml((SCENARIOS / "july_2025.toml").read_text())
    scenario = msgspec.structs.replace(scenario, duration_s=480.0)
    site = demo_site(1.0)
    ingest = Ingest(site.feeds_of(PARTITION), site.sensors_of(PARTITION), "exercise")
    source = ((time_s, "radars", payload) for time_s, payload in chunks(scenario))
    return [ingest.feed(records) for records in batches(source, PARTITION)]


@pytest.fixture(scope="module")
def story(july: list[Batch]) -> Story:
    core, story = new_core(), Story()
    for batch in july:
        story.add(core.update(batch))
    return story


def test_the_drone_of_10_july_is_an_incident_with_distance_and_time(story: Story, july: list[Batch]) -> None:
    start_s = july[0].time_s
    inside = [i for i in story.incidents if i.situation == "inside"]
    assert inside, "no incursion was noticed"
    first = inside[0]
    assert first.zone.startswith("LTU")
    assert first.updated_s - start_s < 240.0, "within a minute at the demonstration's speed of 4"
    assert abs(first.lat_deg - 54.603) < 0.01
    assert abs(first.lon_deg - 25.757) < 0.02
    assert first.distance_m < 0.0
    assert 0.0 < first.distance_sigma_m < 500.0
    assert first.probability > 0.9
    assert first.simulated


def test_it_is_told_as_an_exercise_and_blames_nobody(story: Story) -> None:
    assert story.alerts
    for alert in story.alerts:
        assert alert.message.startswith("EXERCISE")
        assert "unidentified aerial object" in alert.message.lower()
        assert "attack" not in alert.message.lower()


def test_lawful_traffic_opens_nothing(story: Story) -> None:
    """Both drones, and no airliner or light aircraft with its transponder on."""
    numbers = {number for incident in story.incidents for number in incident.tracks}
    claims = {
        int(n): bool(s)
        for changes in story.changes
        for n, s in zip(changes.tracks.number, changes.tracks.given("mode_3a"), strict=True)
    }
    assert numbers
    assert not [number for number in numbers if claims[number]]


def test_what_fell_is_lost_and_its_incident_stays(story: Story) -> None:
    first = next(i for i in story.incidents if i.situation == "inside")
    assert [i for i in story.incidents if i.number == first.number][-1].situation == "lost"


def test_what_was_lost_is_searched_for_and_an_act_on_the_search_is_taken_in_order(
    story: Story, july: list[Batch]
) -> None:
    first = next(i for i in story.incidents if i.situation == "inside")
    lost = [i for i in story.incidents if i.number == first.number][-1]
    searches = [s for changes in story.changes for s in changes.searches if s.incident == first.number]
    assert [s.version for s in searches] == list(range(1, len(searches) + 1))
    assert searches[0].simulated
    assert (searches[0].zone, searches[0].tracks) == (lost.zone, lost.tracks)
    assert distance_m(searches[0].lat_deg, searches[0].lon_deg, lost.lat_deg, lost.lon_deg) < 500.0
    # it came down within seconds of being seen last, which is nearer than anything else it may have done
    inside = Region.from_rings(searches[-1].areas[1].polygons)
    assert inside.contains(lost.lat_deg, lost.lon_deg)

    core = new_core()
    for batch in july:
        if core.update(batch).searches:
            break
    number = core.searches[0].number
    find = Decision("Ona", batch.time_s, RecordFind(number, 54.6, 25.6, "a wing"), "told by radio")
    stale = Decision("Jonas", batch.time_s, CloseSearch(number), "found", expected_version=1)
    later = msgspec.structs.replace(
        july[0], time_s=batch.time_s + 0.1, plots=july[0].plots.take(np.array([], int)), decisions=(find, stale)
    )
    changes = core.update(later)
    assert changes.decisions == (find,)
    assert "has changed since version 1" in changes.refused[0][1]
    assert [(s.number, len(s.finds), s.status) for s in changes.searches] == [(number, 1, "open")]


def test_every_track_is_simulated_and_ends_once(story: Story) -> None:
    ended: list[int] = []
    for changes in story.changes:
        assert changes.tracks.simulated.all()
        ended += changes.tracks.number[changes.tracks.status == ENDED].tolist()
    assert len(ended) == len(set(ended))


def test_the_picture_is_what_the_changes_add_up_to(july: list[Batch]) -> None:
    core, rows = new_core(), {}
    for batch in july[:2400]:
        changes = core.update(batch)
        for i, number in enumerate(changes.tracks.number.tolist()):
            rows[number] = int(changes.tracks.status[i])
    current = {number for number, status in rows.items() if status != ENDED}
    assert set(core.picture.number.tolist()) == current


def test_an_incident_is_acknowledged_once(july: list[Batch]) -> None:
    core, incidents = new_core(), []
    for batch in july:
        incidents = core.update(batch).incidents or incidents
        if core.incidents:
            break
    incident = core.incidents[-1]
    decision = Decision("Ona", batch.time_s, Acknowledge(incident.number), expected_version=incident.version)
    later = msgspec.structs.replace(july[0], time_s=batch.time_s + 0.1, plots=july[0].plots.take(np.array([], int)))
    changes = core.update(msgspec.structs.replace(later, decisions=(decision, decision)))
    assert [i.handling for i in changes.incidents if i.number == incident.number] == ["acknowledged"]
    assert changes.decisions == (decision,) or len(changes.refused) == 1
    assert changes.refused[0][1]


def test_acts_on_tracks_are_taken_refused_and_reversed(july: list[Batch]) -> None:
    core = new_core()
    for batch in july[:1500]:
        core.update(batch)
    number = int(core.picture.number[core.picture.stands()][0])
    quiet = msgspec.structs.replace(batch, plots=batch.plots.take(np.array([], int)), foreign=Tracks.empty())

    def decided(k: int, act: Drop | Undo) -> tuple[int, list[str]]:
        decision = Decision("Ona", batch.time_s, act, "a windmill", record_number=k)
        later = msgspec.structs.replace(quiet, time_s=batch.time_s + k / 10, decisions=(decision,))
        changes = core.update(later)
        return len(changes.decisions), [reason for _, reason in changes.refused]

    assert decided(1, Drop(999_999)) == (0, ["there is no track 999999"])
    assert decided(2, Drop(number)) == (1, [])
    assert number not in core.picture.number[core.picture.stands()]
    assert decided(3, Undo(2)) == (1, [])
    assert number in core.picture.number[core.picture.stands()]
    again = new_core()
    again.restore(core.checkpoint())
    standing = again.standing(batch.time_s)
    assert [decision.act for decision in standing.decisions] == [Drop(number), Undo(2)], "they may still be undone"
    assert [line.text for line in standing.log[-2:]] == [
        f"drop track {number}: a windmill",
        "undo record 2: a windmill",
    ]


def test_a_checkpoint_in_mid_stream_gives_the_same_future(july: list[Batch]) -> None:
    straight, restored = new_core(), new_core()
    for batch in july[:1500]:
        straight.update(batch)
    restored.restore(straight.checkpoint())
    for batch in july[1500:3000]:
        one, two = straight.update(batch), restored.update(batch)
        assert pack(one.tracks.packed()) == pack(two.tracks.packed())
        assert (one.incidents, one.alerts, one.searches) == (two.incidents, two.alerts, two.searches)
    assert straight.checkpoint() == restored.checkpoint()


def test_scenarios_are_where_the_program_looks() -> None:
    assert (Path(SCENARIOS) / "july_2025.toml").exists()


def test_warnings_of_others_pass_through() -> None:
    notice = Notice("a", "b", 1.0, "Actual", "Alert", "Public")
    changes = new_core().update(Batch(1.0, Plots.empty(), Tracks.empty(), notices=(notice,)))
    assert changes.notices == (notice,)


def test_a_listed_drone_that_falls_silent_is_an_incident() -> None:
    """Remote ID, in small letters, for 40 s; then radar alone: the list counts for a minute more."""
    lat_deg, lon_deg = 54.7, 25.3
    radar = Sensor("radar", "lan", "psr", site=Site(lat_deg, lon_deg - 0.3, 100.0))
    place = zone("site", (-3, -3), (3, -3), (3, 3), (-3, 3))
    box = ((ring((-4, -4), (4, -4), (4, 4), (-4, 4)),),)
    listed = Flight("inspection", "uas", NOON_S, NOON_S + 9000.0, remote_id="1596F1234567", polygons=box)
    core = Core((radar, Sensor("ears", "air", "remote_id")), [place], Settings(lat_deg, lon_deg), [listed])
    told = []
    for t in range(0, 140, 4):
        lat, lon, _ = geodetic_from_enu(
            1000.0 * math.cos(t / 50), 1000.0 * math.sin(t / 50), 0.0, lat_deg, lon_deg, 0.0
        )
        r, a, _ = polar_from_enu(*enu_from_geodetic(lat, lon, 200.0, lat_deg, lon_deg - 0.3, 100.0))
        common = {"time_s": [NOON_S + t], "record_number": [0]}
        parts = [Plots(("radar",), **common, kind=[POLAR], range_m=[r], azimuth_deg=[a])]
        if t < 40:
            bits = HAS["sigma_horizontal_m"] | HAS["remote_id"]
            at = {"lat_deg": [lat], "lon_deg": [lon], "sigma_horizontal_m": [15.0], "remote_id": [b"1596f1234567"]}
            parts.append(Plots(("ears",), **common, kind=[GEODETIC], has=[bits], **at))
        changes = core.update(Batch(NOON_S + t + 0.1, Plots.concatenate(parts), Tracks.empty()))
        told += [(t, incident.situation) for incident in changes.incidents]
    assert told[0][1] == "inside"
    assert 100 <= told[0][0] <= 104


def coded(t: float, code: int) -> Plots:
    """An aircraft 60 km out, answering a radar every four seconds."""
    has = [HAS["mode_3a"] | HAS["mode_s"] | HAS["callsign"] | (HAS["emergency"] if code in CODES else 0)]
    return Plots(
        ("radar",), time_s=[NOON_S + t], record_number=[0], kind=[POLAR], range_m=[60_000.0 + 100.0 * t],
        azimuth_deg=[45.0], has=has, mode_3a=[code], mode_s=[0x503A11], callsign=[b"LYABC"],
        emergency=[CODES.get(code, 0)],
    )  # fmt: skip


CODES = {0o7700: 1, 0o7600: 4, 0o7500: 5}


@pytest.mark.parametrize(("code", "audiences"), [(0o7700, ["operators", "command"]), (0o7500, ["command"])])
def test_an_emergency_is_told_within_one_update_and_changes_no_identity(code: int, audiences: list[str]) -> None:
    alerting = AlertingSettings((Audience("operators"), Audience("command", cleared=True)))
    radar = Sensor("radar", "lan", "ssr", site=Site(54.7, 25.0, 100.0))
    core = Core((radar,), [], Settings(54.7, 25.3, alerting=alerting))
    told, identities = [], set()
    for k in range(40):
        sent = code if 20 <= k < 25 else 0o4321
        changes = core.update(Batch(NOON_S + 4 * k + 0.1, coded(4.0 * k, sent), Tracks.empty()))
        told += [(k, alert.audience, alert.kind, alert.why) for alert in changes.alerts]
        if k >= 19:
            identities |= {changes.tracks.identity[i] for i in range(len(changes.tracks))}
    opened = [(20, name, "distress", "opened") for name in audiences]
    assert told == [*opened, *((27, name, "distress", "no longer declared") for name in audiences)]
    assert len(identities) == 1
    assert not core.incidents


def test_acts_on_alerts_are_taken_refused_and_told() -> None:
    core = Core((), [], Settings(54.7, 25.3))

    def decided(k: int, act: Act) -> Changes:
        decision = Decision("Ona", NOON_S, act, "a balloon of ours", record_number=k)
        return core.update(Batch(NOON_S + k, Plots.empty(), Tracks.empty(), decisions=(decision,)))

    changes = decided(1, BeginSilence(60.0, zone="LTU"))
    assert [silence.number for silence in changes.silences] == [1]
    assert not changes.is_quiet()
    assert [reason for _, reason in decided(2, BeginSilence(60.0)).refused] == [
        "a silence names an incident, a zone or an audience"
    ]
    changes = decided(3, HandOver("Jonas"))
    assert changes.duty is not None
    assert (changes.duty.name, [alert.kind for alert in changes.alerts]) == ("Jonas", ["hand_over"])
    again = Core((), [], Settings(54.7, 25.3))
    again.restore(core.checkpoint())
    standing = again.standing(NOON_S)
    assert (standing.silences, standing.duty) == (core.standing(NOON_S).silences, changes.duty)
    assert [silence.ended for silence in decided(61, EndSilence(1)).silences] == [True]


def test_zones_are_drawn_ended_refused_and_told() -> None:
    core = Core((), [], Settings(54.7, 25.3))

    def decided(k: int, act: Act, core: Core = core) -> Changes:
        decision = Decision("Ona", NOON_S + k, act, "a visit", record_number=k)
        return core.update(Batch(NOON_S + k, Plots.empty(), Tracks.empty(), decisions=(decision,)))

    visit = DrawZone("the visit", "restricted", NOON_S + 900.0, lat_deg=54.7, lon_deg=25.3, radius_m=3000.0)
    changes = decided(1, visit)
    assert [drawn.zone.id for drawn in changes.zones] == ["drawn-1"]
    assert not changes.is_quiet()
    assert [reason for _, reason in decided(2, EndZone("drawn-2")).refused] == ["drawn-2: no zone that was drawn"]
    again = Core((), [], Settings(54.7, 25.3))
    again.restore(core.checkpoint())
    assert again.standing(NOON_S).zones == changes.zones
    assert [drawn.until_s for drawn in decided(60, EndZone("drawn-1"), again).zones] == [NOON_S + 60.0]


def test_an_exercise_beside_a_live_picture_alerts_nobody_of_the_live_one() -> None:
    """One site, one process, two partitions: each core by its own settings, both fed the same."""
    text = """
    [site]
    name = "x"
    lat_deg = 54.7
    lon_deg = 25.3
    [[partitions]]
    name = "live"
    [[partitions]]
    name = "school"
    kind = "exercise"
    [[alerting.audiences]]
    name = "operators"
    """
    site = load_text(text, Path())
    place = zone("site", (-30, -30), (30, -30), (30, 30), (-30, 30))
    radar = Sensor("radar", "lan", "psr", site=Site(54.7, 25.0, 100.0))
    told: dict[str, list[tuple[str, bool]]] = {}
    for partition, simulated in (("live", False), ("school", True), ("live", True)):
        core = Core((radar,), [place], site.core_settings(partition))
        for k in range(40):
            plots = coded(4.0 * k, 0o1234).take(np.array([0]))
            plots.has[:], plots.range_m[:], plots.azimuth_deg[:] = 0, 20_000.0 + 160.0 * k, 88.0
            plots.mode_3a[:], plots.mode_s[:], plots.callsign[:] = 0, 0, b""
            plots.simulated[:] = simulated
            changes = core.update(Batch(NOON_S + 4 * k + 0.1, plots, Tracks.empty()))
            of = told.setdefault(f"{partition} {simulated}", [])
            of += [(alert.audience, alert.simulated) for alert in changes.alerts]
    assert set(told["live False"]) == {("operators", False)}
    assert set(told["school True"]) == {("exercise", True)}
    assert told["live True"] == []
