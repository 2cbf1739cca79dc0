"""Identity by rule, as plays: what a track says and who hears it, and what it is taken for in the end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picture.scene import NOON_S, NOTHING, SENSORS, rows
from sargas.model.claims import EMERGENCIES
from sargas.model.identity import BY_CODE, IDENTITIES
from sargas.model.sensor import Sensor
from sargas.model.track import Track
from sargas.picture import Picture, Settings

LAWFUL = {"mode_3a": 0o2345, "mode_s": 0x501234}


def after(seconds: int, said: dict, *, every: int = 4, reporter: str | None = None, **tuned: object) -> Track:
    """The track after so many seconds of saying the same."""
    picture = Picture(SENSORS, Settings(**tuned), 1000)
    for t in range(0, seconds + 1, every):
        news = rows(NOON_S + t, {"number": 1, "reported_number": 1, **said}, reporter=reporter)
        picture.update(NOON_S + t, *((NOTHING, news) if reporter else (news, NOTHING)))
    return picture.tracks().track(0)


PLAYS = [
    # what is said, sensors, seconds -> identity, basis
    ({}, ["primary"], 56, "pending", "not judged yet"),
    ({}, ["primary"], 60, "unknown", "no evidence in the time allowed"),
    (LAWFUL, ["radar"], 28, "pending", "not judged yet"),
    (LAWFUL, ["radar"], 32, "neutral", "transponder code and address held for the time required"),
    ({**LAWFUL, "mode_3a": 0o7000}, ["radar"], 120, "unknown", "no evidence in the time allowed"),
    ({**LAWFUL, "mode_3a": 0}, ["radar"], 120, "unknown", "no evidence in the time allowed"),
    ({**LAWFUL, "mode_3a": 0o1000}, ["radar"], 120, "unknown", "no evidence in the time allowed"),
    (
        {**LAWFUL, "mode_3a": 0o1000, "callsign": b"BTI1AB"},
        ["radar"],
        32,
        "neutral",
        "transponder code and address held for the time required",
    ),
    (
        {"mode_3a": 0o2345},
        ["radar"],
        60,
        "neutral",
        "transponder code held for the time required, no sensor gives an address",
    ),
    # A claim heard by nobody who measures: nothing.
    (LAWFUL, ["receiver"], 120, "unknown", "no evidence in the time allowed"),
    # The same claim where a primary radar sees the object.
    ({"mode_s": 0x501234}, ["receiver", "primary"], 32, "neutral", "position claim agrees with radar"),
    ({"flight_plan": True}, ["primary"], 0, "neutral", "flight plan correlated"),
]


@pytest.mark.parametrize(("said", "sensors", "seconds", "identity", "basis"), PLAYS)
def test_plays(said: dict, sensors: list[str], seconds: int, identity: str, basis: str) -> None:
    track = after(seconds, {**said, "sensors": sensors})
    assert (track.identity.name, track.identity.basis) == (identity, basis)


def test_a_remote_id_that_radar_confirms_is_no_leave() -> None:
    """Else who carries a module that is sold to anybody is lawful everywhere."""
    for ears, identity in (("remote_id", "unknown"), ("adsb", "neutral")):
        picture = Picture((*SENSORS, Sensor("ears", "air", ears)), Settings(), 1000)
        for t in range(0, 120, 4):
            said = {"number": 1, "sensors": ["ears", "primary"], "remote_id_hash": 7}
            picture.update(NOON_S + t, rows(NOON_S + t, said, sensors=["ears"]), NOTHING)
        assert picture.tracks().track(0).identity.name == identity


def test_a_code_that_changes_all_the_time_is_held_by_nobody() -> None:
    picture = Picture(SENSORS, Settings(), 1000)
    for k, t in enumerate(range(0, 200, 4)):
        said = {"number": 1, "mode_3a": 0o2000 + 1 + k, "mode_s": 0x500000 + k, "sensors": ["radar"]}
        picture.update(NOON_S + t, rows(NOON_S + t, said), NOTHING)
    assert picture.tracks().track(0).identity.name == "unknown"


def test_a_new_code_under_the_same_address_is_an_instruction_followed() -> None:
    picture = Picture(SENSORS, Settings(), 1000)
    for t in range(0, 60, 4):
        said = {"number": 1, **LAWFUL, "mode_3a": 0o2345 if t < 40 else 0o4611, "sensors": ["radar"]}
        picture.update(NOON_S + t, rows(NOON_S + t, said), NOTHING)
        if t > 32:
            assert picture.tracks().track(0).identity.name == "neutral"


def test_evidence_that_is_gone_gives_time_again_and_then_unknown() -> None:
    picture = Picture(SENSORS, Settings(), 1000)
    seen = []
    for t in range(0, 160, 4):
        said = {"number": 1, **LAWFUL, "mode_3a": 0o2345 if t < 60 else 0o7000, "sensors": ["radar"]}
        picture.update(NOON_S + t, rows(NOON_S + t, said), NOTHING)
        seen.append(picture.tracks().track(0).identity.name)
    assert seen[14] == "neutral"
    assert seen[15] == "pending"
    assert seen[-1] == "unknown"


@pytest.mark.parametrize(
    ("code", "emergency"),
    [(0o7700, "general"), (0o7600, "no_communications"), (0o7500, "unlawful_interference")],
)
def test_an_emergency_is_carried_and_takes_nothing_away(code: int, emergency: str) -> None:
    picture = Picture(SENSORS, Settings(), 1000)
    for t in range(0, 200, 4):
        said = {"number": 1, **LAWFUL, "mode_3a": 0o2345 if t < 60 else code, "sensors": ["radar"]}
        picture.update(NOON_S + t, rows(NOON_S + t, said), NOTHING)
    track = picture.tracks().track(0)
    assert track.claims.emergency == emergency
    assert track.identity.name == "neutral"


@pytest.mark.parametrize(("said", "emergency"), [("none", "general"), ("minimum_fuel", "minimum_fuel")])
def test_a_code_is_an_emergency_where_its_source_says_none_as_some_always_do(said: str, emergency: str) -> None:
    track = after(4, {"mode_3a": 0o7700, "emergency": EMERGENCIES.index(said)}, reporter="LVA")
    assert track.claims.emergency == emergency


def test_another_nations_identity_is_shown_and_not_adopted() -> None:
    said = {"foreign_identity": IDENTITIES.index("hostile")}
    track = after(100, said, reporter="LVA")
    assert (track.foreign_identity, track.identity.name) == ("hostile", "unknown")


def test_the_site_may_say_what_a_flight_plan_makes() -> None:
    assert after(0, {"flight_plan": True}, flight_plan_identity="assumed_friend").identity.name == "assumed_friend"


said_by_anyone = st.fixed_dictionaries(
    {
        "number": st.integers(1, 4),
        "east_m": st.floats(-3e4, 3e4),
        "sensors": st.sampled_from([["radar"], ["receiver"]]),
    },
    optional={
        "mode_3a": st.integers(0, 0o7777),
        "mode_s": st.integers(0, 2**24 - 1),
        "emergency": st.integers(0, 7),
        "foreign_identity": st.integers(0, 8),
        "identity": st.integers(0, 8),
        "flight_plan": st.booleans(),
        "status": st.integers(0, 3),
    },
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(said_by_anyone, st.booleans()), max_size=25))
def test_code_never_says_friend_suspect_or_hostile(story: list[tuple[dict, bool]]) -> None:
    picture = Picture(SENSORS, Settings(), 1000)
    for k, (said, foreign) in enumerate(story):
        time_s = NOON_S + 7 * k
        said = {**said, "reported_number": said["number"]}
        news = rows(time_s, said, reporter="LVA" if foreign else None)
        changed = picture.update(time_s, *((NOTHING, news) if foreign else (news, NOTHING)))
        for tracks in (changed, picture.tracks()):
            assert {IDENTITIES[i] for i in tracks.identity} <= set(BY_CODE)
            assert np.isfinite(tracks.covariance).all()
