"""Incursions as plays: who flies, and what the list of incidents says of it."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incursion.land import zone
from picture.scene import NOON_S, NOTHING, rows
from sargas.incursion import Incursions, Settings
from sargas.incursion.settings import Rule
from sargas.incursion.situation import SITUATION
from sargas.model.decision import Acknowledge, Assign, Close, Decision, Reopen
from sargas.model.height import Height
from sargas.model.identity import IDENTITIES
from sargas.model.incident import Incident
from sargas.model.tracks import ENDED, FUSED, PART

UNKNOWN = {"identity": IDENTITIES.index("unknown"), "identity_basis": 1}
LAWFUL = {"identity": IDENTITIES.index("neutral"), "identity_basis": 3, "mode_3a": 0o2345, "mode_s": 0x501234}


class Stage:
    """A country to the east, tracks that fly straight, and everything that was told."""

    def __init__(self, *zones: Any, first_number: int = 1, **tuned: Any) -> None:
        self.incursions = Incursions(zones or [zone()], Settings(**tuned), first_number)
        self.told: list[Incident] = []

    def fly(self, seconds: range, *tracks: dict, reporter: str | None = None) -> list[Incident]:
        """`east_m` and `north_m` are those at second 0; returns what was told meanwhile."""
        before = len(self.told)
        for t in seconds:
            moved = [
                {
                    "number": 1,
                    **track,
                    "east_m": track.get("east_m", 0.0) + t * track.get("east_mps", 0.0),
                    "north_m": track.get("north_m", 0.0) + t * track.get("north_mps", 0.0),
                    "first_s": track.get("first_s", NOON_S + seconds[0]),
                }
                for track in tracks
            ]
            now = rows(NOON_S + t, *moved, reporter=reporter)
            if reporter:
                now.number[:] = [track["number"] for track in moved]
            self.told += self.incursions.update(NOON_S + t, now)
        return self.told[before:]

    def end(self, second: float, number: int) -> list[Incident]:
        told = self.incursions.update(NOON_S + second, rows(NOON_S + second, {"number": number, "status": ENDED}))
        self.told += told
        return told

    @property
    def now(self) -> list[tuple[str, tuple[int, ...]]]:
        return [(incident.situation, incident.tracks) for incident in self.incursions.incidents]


def test_a_drone_approaches_enters_and_leaves() -> None:
    stage = Stage()
    east = {**UNKNOWN, "east_m": -6000.0, "east_mps": 50.0, "sigma_m": 30.0}
    told = stage.fly(range(0, 117, 4), east)
    first = told[0]
    assert (first.number, first.situation, first.handling, first.version) == (1, "approaching", "new", 1)
    assert first.opened_s == NOON_S + 8
    assert first.time_to_border_s == pytest.approx(112.0, abs=1.5)
    assert first.distance_m == pytest.approx(5600.0, abs=5.0)
    assert first.distance_sigma_m == pytest.approx(30.0, abs=0.5)
    told = stage.fly(range(120, 161, 4), east)
    inside = next(incident for incident in told if incident.situation == "inside")
    # On the edge at 120 s; sigma 30 m, 200 m an update: sure from 124 s on, two updates.
    assert inside.updated_s == NOON_S + 128
    assert inside.entered_s == pytest.approx(NOON_S + 120.0, abs=0.1)
    assert inside.probability == 1.0
    assert inside.time_to_border_s is None
    back = {**UNKNOWN, "east_m": 2000.0 + 160 * 50.0, "east_mps": -50.0, "sigma_m": 30.0}
    left = next(incident for incident in stage.fly(range(164, 240, 4), back) if incident.situation == "left")
    assert left.left_s == pytest.approx(NOON_S + 200.0, abs=0.1)
    assert left.entered_s == inside.entered_s
    assert stage.now == [("left", (1,))]
    assert [incident.version for incident in stage.told] == list(range(1, len(stage.told) + 1))


def test_the_times_of_its_steps_stay_with_an_incident() -> None:
    """First plot, confirmed, over the edge, at the protected place: foreseen, then actual; lost."""
    depot = zone("site", (4, -0.5), (5, -0.5), (5, 0.5), (4, 0.5), id="depot", name="the depot")
    stage = Stage(zone(), depot, rules={"site": Rule(judged=False)})
    east = {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0, "first_s": NOON_S - 8.0, "confirmed_s": NOON_S - 2.0}
    stage.fly(range(0, 60, 4), east)
    (incident,) = stage.incursions.incidents
    assert (incident.first_plot_s, incident.confirmed_s) == (NOON_S - 8.0, NOON_S - 2.0)
    assert (incident.arrived, incident.arrival_at) == (False, "the depot")
    assert incident.arrival_s == pytest.approx(NOON_S + 120.0, abs=2.0), "6 km at 50 m/s"
    stage.fly(range(60, 180, 4), east)
    (incident,) = stage.incursions.incidents
    assert incident.arrived
    assert NOON_S + 120.0 <= incident.arrival_s <= NOON_S + 128.0, "within a turn, and 3 s"
    (lost,) = stage.end(190, 1)
    assert (lost.arrival_s, lost.lost_s) == (incident.arrival_s, NOON_S + 190)


def test_lawful_airliners_open_nothing() -> None:
    stage = Stage()
    liners = [
        {**LAWFUL, "number": k, "east_m": -20_000.0, "north_m": 3000.0 * k, "east_mps": 230.0} for k in range(1, 20)
    ]
    assert stage.fly(range(0, 200, 4), *liners) == []
    assert stage.incursions.checkpoint() == Stage().incursions.checkpoint(), "nor is anything remembered of them"


def test_a_code_still_being_weighed_opens_nothing_but_silence_does() -> None:
    stage = Stage()
    pending = {"east_m": -2000.0, "east_mps": 50.0}
    told = stage.fly(range(0, 60, 4), {**pending, "number": 1, "mode_3a": 0o2345}, {**pending, "number": 2})
    assert {incident.tracks for incident in told} == {(2,)}


def test_a_claim_alone_is_no_leave() -> None:
    stage = Stage()
    claim = {**UNKNOWN, "mode_s": 0x501234, "east_m": -2000.0, "east_mps": 50.0}
    assert stage.fly(range(0, 60, 4), claim)


def test_the_high_seas_are_free() -> None:
    assert Stage(zone("fir")).fly(range(0, 100, 4), {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0}) == []


def test_what_rises_inland_has_crossed_nothing_unless_near_the_border() -> None:
    stage = Stage()
    glider = {**UNKNOWN, "east_m": 40_000.0, "east_mps": 25.0}
    assert stage.fly(range(0, 60, 4), glider) == []
    low = {**UNKNOWN, "number": 2, "east_m": 9_000.0, "east_mps": 25.0}
    assert stage.fly(range(60, 180, 4), low) == [], "not yet for two minutes"
    told = stage.fly(range(180, 200, 4), low)
    assert told[0].situation == "inside"
    assert "not seen crossing" in told[0].basis
    echo = {"number": 3, "east_m": 9_000.0, "north_m": 20e3, "east_mps": 25.0}
    assert all(incident.tracks != (3,) for incident in stage.fly(range(200, 400, 4), echo)), "still to be identified"
    high = {**UNKNOWN, "number": 4, "east_m": 9_000.0, "north_m": 40e3, "east_mps": 25.0, "height_m": 9_000.0}
    assert all(incident.tracks != (4,) for incident in stage.fly(range(400, 600, 4), high)), "it was seen to come"


def test_along_the_border_nothing_is_declared() -> None:
    stage = Stage()
    rng = np.random.default_rng(3)
    for t in range(0, 600, 4):
        noise = {"east_m": -300.0 + rng.normal() * 40.0, "north_m": 45.0 * t - 13_000.0, "north_mps": 45.0}
        wobble = {"east_mps": rng.normal() * 1.5, "sigma_m": 40.0, "sigma_mps": 1.5}
        track = rows(NOON_S + t, {**UNKNOWN, "number": 1, **noise, **wobble})
        stage.told += stage.incursions.update(NOON_S + t, track)
    assert all(incident.situation != "inside" for incident in stage.told)


def test_the_eighteen_seconds_of_october() -> None:
    """700 m deep and 18 s long, seen every 4 s with a sigma of 100 m: caught."""
    stage = Stage()
    depth_m, half_s = 700.0, 9.0
    for t in np.arange(-120.0, 120.0, 4.0):
        east_m = depth_m * (1.0 - (t / half_s) ** 2) if abs(t) < 30 else -7000.0 - 250.0 * (abs(t) - 30)
        speed = {"east_mps": -2 * depth_m * t / half_s**2 if abs(t) < 30 else -250.0 * np.sign(t)}
        said = {**UNKNOWN, "number": 1, "east_m": float(east_m), **speed, "north_mps": 150.0, "sigma_m": 100.0}
        stage.told += stage.incursions.update(NOON_S + t, rows(NOON_S + t, said))
    assert any(incident.situation == "inside" for incident in stage.told)
    assert stage.now == [("left", (1,))]
    (incident,) = stage.incursions.incidents
    assert incident.left_s - incident.entered_s == pytest.approx(18.0, abs=2.5)


def test_found_lawful_it_ends_and_says_why() -> None:
    stage = Stage()
    stage.fly(range(0, 60, 4), {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0})
    told = stage.fly(range(60, 68, 4), {**LAWFUL, "identity_basis": 2, "east_m": -2000.0, "east_mps": 50.0})
    assert [incident.situation for incident in told] == ["left"]
    assert told[0].basis.endswith("; found lawful: flight plan correlated.")
    assert told[0].left_s is None


def test_a_pair_is_one_incident() -> None:
    stage = Stage()
    foreign = {**UNKNOWN, "number": 900, "east_m": -2000.0, "east_mps": 50.0}
    stage.fly(range(0, 40, 4), {**foreign, "first_s": NOON_S - 60.0}, reporter="LVA")
    assert stage.now == [("approaching", (900,))]
    stage.fly(range(40, 44, 4), {**foreign, "fused_with": 1, "fusion": PART}, reporter="LVA")
    stage.fly(
        range(40, 100, 4),
        {**UNKNOWN, "number": 1, "east_m": -2000.0, "east_mps": 50.0, "fused_with": 900, "fusion": FUSED},
    )
    assert stage.now == [("inside", (900, 1))]
    assert stage.incursions.incidents_of(np.array([1, 900, 7])).tolist() == [1, 1, 0]
    # Ours is lost, the neighbour still sees it.
    stage.end(110, 1)
    stage.fly(range(112, 140, 4), {**foreign, "first_s": NOON_S}, reporter="LVA")
    assert stage.now == [("inside", (900, 1))]


def test_a_closed_incident_takes_no_new_presence() -> None:
    stage = Stage()
    inward = {**UNKNOWN, "east_m": -1000.0, "east_mps": 50.0}
    stage.fly(range(0, 60, 4), inward)
    stage.fly(range(60, 120, 4), {**UNKNOWN, "east_m": 5000.0, "east_mps": -50.0})
    assert stage.now == [("left", (1,))]
    assert isinstance(stage.incursions.decide(Decision("ana", NOON_S + 121, Close(1), "over")), Incident)
    stage.fly(range(140, 220, 4), {**UNKNOWN, "east_m": -9000.0, "east_mps": 50.0})
    assert stage.now == [("left", (1,)), ("inside", (1,))]


@pytest.mark.parametrize("ceiling_m", [50.0, 120.0, 2_990.0])
def test_of_an_unknown_height_no_ceiling_makes_a_yes_or_a_no(ceiling_m: float) -> None:
    thin = zone("uas", floor=Height(0.0, "agl"), ceiling=Height(ceiling_m, "agl"), id="thin")
    told = Stage(thin).fly(range(0, 40, 4), {**UNKNOWN, "east_m": -1000.0, "east_mps": 100.0})
    assert told[-1].situation == "inside"
    assert told[-1].probability <= 0.95
    assert "height unknown, so its limits do not exclude it" in told[-1].basis


def test_height_limits() -> None:
    low = zone("restricted", ceiling=Height(500.0), id="low")
    fast = {**UNKNOWN, "east_m": -1000.0, "east_mps": 100.0}
    assert Stage(low).fly(range(0, 40, 4), {**fast, "height_m": 5000.0}) == []
    told = Stage(low).fly(range(0, 40, 4), {**fast, "height_m": 300.0})
    assert told[-1].probability > 0.99
    told = Stage(low).fly(range(0, 40, 4), fast)
    assert told[-1].situation == "inside"
    assert told[-1].probability <= 0.95
    assert "height unknown" in told[-1].basis


def test_outside_its_hours_a_zone_watches_nobody() -> None:
    site = zone("site", (0, -5), (10, -5), (10, 5), (0, 5), hours=((NOON_S, NOON_S + 40.0),))
    stage = Stage(site)
    stage.fly(range(0, 60, 4), {**UNKNOWN, "east_m": 500.0, "east_mps": 20.0})
    (incident,) = stage.incursions.incidents
    assert incident.situation == "left"
    assert "hours" in incident.basis
    assert Stage(site).fly(range(60, 100, 4), {**UNKNOWN, "east_m": 500.0, "east_mps": 20.0}) == []


def test_a_decision_on_nothing() -> None:
    assert Stage().incursions.decide(Decision("ana", NOON_S, Close(5), "over")) == "there is no incident 5"


def test_closed_and_over_it_is_forgotten_after_a_day() -> None:
    stage = Stage(keep_closed_s=100.0)
    stage.fly(range(0, 40, 4), {**UNKNOWN, "east_m": -1000.0, "east_mps": 50.0})
    stage.end(41, 1)
    stage.incursions.decide(Decision("ana", NOON_S + 42, Close(1), "over"))
    stage.incursions.update(NOON_S + 130, NOTHING)
    assert len(stage.now) == 1
    stage.incursions.update(NOON_S + 141, NOTHING)
    assert stage.now == []


def shift_end(state: bytes) -> Incursions:
    restored = Incursions([zone("site")], Settings())
    restored.restore(state)
    return restored


def test_hours_and_forgetting_come_on_quiet_ticks_too() -> None:
    """Whoever was restored a moment ago knows of nothing that is due, and says the same at the same ticks."""

    def shift(forgetful: bool) -> tuple[list[tuple[int, Incident]], list[list[int]], bytes]:
        site = zone("site", (0, -5), (10, -5), (10, 5), (0, 5), hours=((NOON_S, NOON_S + 40.5), (NOON_S + 60, 2e9)))
        stage, told, known = Stage(site, keep_closed_s=100.0), [], []
        for t in range(200):
            if forgetful:
                data = stage.incursions.checkpoint()
                stage.incursions = Incursions([site], Settings(keep_closed_s=100.0))
                stage.incursions.restore(data)
            if t % 4 == 0 and t < 80:
                told += [(t, i) for i in stage.fly(range(t, t + 1), {**UNKNOWN, "east_m": 500.0, "east_mps": 20.0})]
            else:
                told += [(t, i) for i in stage.incursions.update(NOON_S + t, NOTHING)]
            if t == 50:
                stage.incursions.decide(Decision("ana", NOON_S + t, Close(1), "over"))
            known.append(stage.incursions.incidents_of(np.array([1, 2])).tolist())
        return told, known, stage.incursions.checkpoint()

    told, known, state = shift(forgetful=False)
    assert (told, known, state) == shift(forgetful=True)
    assert (41, "left") in [(t, incident.situation) for t, incident in told]
    assert {numbers[0] for numbers in known} == {0, 1, 2}
    assert [i.number for i in shift_end(state).incidents] == [2]


places = st.sampled_from([-3000.0, -800.0, -100.0, 100.0, 800.0, 3000.0])
steps = st.tuples(
    st.integers(1, 4),
    places,
    st.sampled_from([-50.0, 0.0, 50.0]),
    st.sampled_from(["unknown", "unknown", "unknown", "neutral", "ended", "act"]),
    st.integers(0, 3),
)


def act(stage: Incursions, kind: int, number: int, time_s: float) -> Incident | str:
    what = (Acknowledge(number), Assign(number, "police"), Close(number, "identified"), Reopen(number))[kind]
    return stage.decide(Decision("ana", time_s, what, "as seen"))


def play(stage: Incursions, story: list, time_s: float) -> tuple[list[list[Incident]], float]:
    told = []
    for number, east_m, east_mps, kind, choice in story:
        time_s += 4.0
        if kind == "act":
            outcome = act(stage, choice, number, time_s)
            told.append([outcome] if isinstance(outcome, Incident) else [])
            continue
        said = {**(LAWFUL if kind == "neutral" else UNKNOWN), "number": number, "east_m": east_m, "east_mps": east_mps}
        if kind == "ended":
            said["status"] = ENDED
        repeats = 1 if kind != "unknown" else 4
        for k in range(repeats):
            moved = {**said, "east_m": east_m + 4.0 * k * east_mps, "sigma_m": 20.0, "first_s": time_s - 8}
            told.append(stage.update(time_s, rows(time_s, moved)))
            time_s += 4.0
    return told, time_s


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=30))
def test_whatever_happens(story: list) -> None:
    """Situation only by its table, handling only by people, versions one by one, facts that make sense."""
    stage = Incursions([zone()], Settings())
    last: dict[int, Incident] = {}
    moves = {(before, after) for (before, _), after in SITUATION.items()}
    acts = iter([kind == "act" for *_, kind, _ in story for _ in range(1 if kind != "unknown" else 4)])
    for changed in play(stage, story, NOON_S)[0]:
        by_person = next(acts)
        for now in changed:
            before = last.get(now.number)
            if before is None:
                assert (now.version, now.handling) == (1, "new")
                assert (None, now.situation) in moves
                assert now.number == len(last) + 1
            else:
                assert now.version == before.version + 1
                assert now.situation == before.situation or (before.situation, now.situation) in moves
                assert by_person or now.handling == before.handling
                assert not by_person or now.situation == before.situation
                assert now.tracks[: len(before.tracks)] == before.tracks
                assert now.opened_s == before.opened_s
            assert 0.0 <= now.probability <= 1.0
            assert math.isfinite(now.distance_m)
            assert now.entered_s is not None or now.situation != "inside"
            assert (now.time_to_border_s is None) or now.situation == "approaching"
            last[now.number] = now
    assert list(last.values()) == stage.incidents


@settings(max_examples=20, deadline=None)
@given(st.lists(steps, max_size=24), st.integers(0, 24))
def test_restored_in_the_middle_the_future_is_the_same(story: list, cut: int) -> None:
    whole, halved, again = (Incursions([zone()], Settings()) for _ in range(3))
    expected, _ = play(whole, story, NOON_S)
    first, time_s = play(halved, story[:cut], NOON_S)
    again.restore(halved.checkpoint())
    assert again.checkpoint() == halved.checkpoint()
    second, _ = play(again, story[cut:], time_s)
    assert first + second == expected
    assert again.checkpoint() == whole.checkpoint()


def test_the_picture_is_told_of_its_incidents() -> None:
    stage = Stage()
    stage.fly(range(0, 40, 4), {**UNKNOWN, "east_m": -1000.0, "east_mps": 50.0}, {**LAWFUL, "number": 2})
    assert stage.incursions.incidents_of(np.array([2, 1, 99])).tolist() == [0, 1, 0]
    assert stage.incursions.incidents_of(NOTHING.number).tolist() == []


def test_who_is_inside_a_zone_that_the_site_has_no_more_after_a_restart_has_left() -> None:
    """Nobody would watch it, and its incident would say `inside` for ever."""
    stage = Stage(zone(), zone("restricted", (1, -1), (3, -1), (3, 1), (1, 1), id="field", name="the field"))
    into = {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0, "sigma_m": 30.0}
    stage.fly(range(0, 81, 4), into)
    assert [(i.zone, i.situation) for i in stage.incursions.incidents] == [("land", "inside"), ("field", "inside")]
    again = Stage(zone())
    again.incursions.restore(stage.incursions.checkpoint())
    (gone,) = again.incursions.update(NOON_S + 81.0, NOTHING)
    assert (gone.zone, gone.situation) == ("field", "left")
    assert gone.basis.endswith("; the zone is not judged any more.")
    assert again.incursions.update(NOON_S + 81.1, NOTHING) == []
    told = again.fly(range(84, 120, 4), into)
    assert {(incident.zone, incident.situation) for incident in told} == {("land", "inside")}
