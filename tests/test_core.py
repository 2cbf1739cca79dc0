"""The whole system as one call, on the re-enactment: what the demonstration promises, without a server."""

import math
from pathlib import Path

import msgspec
import numpy as np
import pytest

from incursion.land import ring, zone
from picture.scene import NOON_S
from sargas.commands.demo import demo_site
from sargas.commands.offline import batches
from sargas.commands.serve import SCENARIOS
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
from sargas.model.decision import Acknowledge, CloseSearch, Decision, Drop, RecordFind, Undo
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
    assert told[0] == (104, "inside")
