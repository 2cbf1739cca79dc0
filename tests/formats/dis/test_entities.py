"""Entity States as tracks: where, how fast, when, what they claim; and what is no place or no number."""

import math

import numpy as np
import pytest

from samples_of import samples
from sargas.formats.dis import kinds, wire
from sargas.formats.dis.entities import Row, body_axes, tracks_of
from sargas.formats.dis.settings import Settings
from sargas.formats.framing.framed import Findings
from sargas.model.track import CLASSES
from sargas.model.tracks import CONFIRMED, ENDED

MADE = samples("dis")


def told(*states, is_removed=False, arrived_s=MADE.TIME_S):
    findings = Findings()
    rows = [Row(0, 5, arrived_s, octets, is_removed, 42 << 16 | 7) for octets in states]
    tracks = tracks_of(rows, MADE.SENSORS, Settings("feed"), findings)
    return tracks, [(fault.reason, fault.count) for fault in findings.faults("", 0.0)]


def one(octets, **more):
    tracks, faults = told(octets, **more)
    assert not faults
    return tracks.track(0)


def test_an_entity_is_a_track_of_the_other_simulation() -> None:
    track = one(MADE.state())
    assert track.reported_by == "LVA"
    assert track.reported_number == 42 << 16 | 7
    assert (track.lat_deg, track.lon_deg) == pytest.approx((56.95, 24.1), abs=1e-9)
    assert track.height_m == pytest.approx(412.0, abs=1e-3)
    assert (track.east_mps, track.north_mps, track.up_mps) == pytest.approx((12.0, -16.0, 1.0), abs=1e-5)
    assert track.time_s == pytest.approx(MADE.TIME_S - 0.5, abs=1e-5)
    assert track.claims.callsign == "RAVEN 7"
    assert track.height_source == "geometric"
    assert track.assumed_accuracy
    assert track.covariance[0] == pytest.approx(100.0)
    assert track.status == "confirmed"


@pytest.mark.parametrize("status", [0, 1 << 1, 2 << 1, 3 << 1])
def test_it_is_simulated_whoever_flies_it(status: int) -> None:
    assert one(MADE.state(status=status)).simulated


@pytest.mark.parametrize(
    ("force", "claimed"),
    [(0, None), (1, "friend"), (2, "hostile"), (3, "neutral"), (4, "friend"), (30, "neutral"), (31, None), (255, None)],
)
def test_a_force_is_a_claim(force: int, claimed: str | None) -> None:
    track = one(MADE.state(force=force))
    assert track.foreign_identity == claimed
    assert track.identity.name == "pending", "an identity is decided here"


def test_classes_are_claims_too() -> None:
    assert one(MADE.state(category=50)).classification == {"multirotor": 0.5, "fixed_wing_drone": 0.5}
    assert one(MADE.state(category=22)).classification == {"helicopter": 1.0}
    for category in (0, 77, 255):
        assert one(MADE.state(category=category)).classification == {}
    assert set(CLASSES) >= {name for names in kinds.CLASSES.values() for name in names}


def test_absolute_times_are_dated_by_their_arrival() -> None:
    hour_s = MADE.TIME_S - MADE.TIME_S % 3600.0
    for arrived_s, sent_s in ((hour_s + 0.3, hour_s - 0.2), (hour_s - 0.2, hour_s + 0.3), (hour_s + 4.0, hour_s)):
        assert one(MADE.state(time_s=sent_s), arrived_s=arrived_s).time_s == pytest.approx(sent_s, abs=1e-5)


def test_relative_times_count_from_nobody_knows_when() -> None:
    assert one(MADE.state(time_s=None)).time_s == MADE.TIME_S


def test_a_time_that_cannot_be_true_is_counted() -> None:
    tracks, faults = told(MADE.state(time_s=MADE.TIME_S - 6.0), MADE.state(time_s=MADE.TIME_S + 1800.0), MADE.state())
    assert faults == [("absolute time that cannot be true: that of its arrival was taken", 2)]
    assert tracks.time_s == pytest.approx([MADE.TIME_S, MADE.TIME_S, MADE.TIME_S - 0.5], abs=1e-5)
    assert one(MADE.state(time_s=3599.0), arrived_s=0.5).time_s == 0.0, "nothing is before time began"


@pytest.mark.parametrize("still", [{"algorithm": kinds.STATIC}, {"appearance": wire.FROZEN}])
def test_what_is_not_to_be_moved_on_stands(still) -> None:
    track = one(MADE.state(**still))
    assert (track.east_mps, track.north_mps, track.up_mps) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("algorithm", [0, 2, 3, 4, 5])
def test_velocities_are_of_the_world(algorithm: int) -> None:
    assert one(MADE.state(algorithm=algorithm, orientation_rad=[1.0, 0.5, 0.2])).east_mps == pytest.approx(
        12.0, abs=1e-5
    )


@pytest.mark.parametrize("algorithm", kinds.BODY)
def test_or_of_the_body(algorithm: int) -> None:
    """At 0 N 0 E a body without any turn looks up (x), its right is east (y), its below north (z)."""
    at = {"lat_deg": 0.0, "lon_deg": 0.0, "height_m": 100.0, "algorithm": algorithm, "velocity_mps": [3.0, 2.0, 1.0]}
    track = one(MADE.state(**at))
    assert (track.east_mps, track.north_mps, track.up_mps) == pytest.approx((2.0, 1.0, 3.0))
    # Turned by 90 degrees about z it looks east, its right is down.
    track = one(MADE.state(**at, orientation_rad=[math.pi / 2, 0.0, 0.0]))
    assert (track.east_mps, track.north_mps, track.up_mps) == pytest.approx((3.0, 1.0, -2.0), abs=1e-6)


def test_axes_of_bodies_are_at_right_angles() -> None:
    turns = np.random.default_rng(7).uniform(-3.0, 3.0, (3, 50))
    axes = body_axes(*turns)
    assert axes @ axes.transpose(0, 2, 1) == pytest.approx(np.broadcast_to(np.eye(3), axes.shape), abs=1e-12)
    assert np.linalg.det(axes) == pytest.approx(np.ones(50))


def test_ends() -> None:
    tracks, faults = told(MADE.state(), MADE.state(appearance=wire.DEACTIVATED))
    assert not faults
    assert tracks.status.tolist() == [CONFIRMED, ENDED]
    tracks, _ = told(MADE.state(), is_removed=True)
    assert tracks.status.tolist() == [ENDED]
    assert tracks.time_s.tolist() == [MADE.TIME_S], "removed when that was said"


def test_markings_are_text_or_nothing() -> None:
    assert one(MADE.state(character_set=2)).claims.callsign is None
    assert one(MADE.state(marking=b"\x00\x01<b>")).claims.callsign == "<b>"
    assert one(MADE.state(marking=b"ABCDEFGHIJK")).claims.callsign == "ABCDEFGH"


NOWHERE = "entity at no place near the surface of the Earth"
NO_VELOCITY = "entity with a velocity that is none"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"location_m": [0.0, 0.0, 0.0]}, NOWHERE),
        ({"location_m": [math.nan, 0.0, 6.4e6]}, NOWHERE),
        ({"location_m": [1e300, 0.0, 0.0]}, NOWHERE),
        ({"location_m": [math.inf, 0.0, 0.0]}, NOWHERE),
        ({"height_m": 200_000.0}, NOWHERE),
        ({"velocity_mps": [math.nan, 0.0, 0.0]}, NO_VELOCITY),
        ({"velocity_mps": [0.0, -math.inf, 0.0]}, NO_VELOCITY),
        ({"velocity_mps": [1e30, 0.0, 0.0]}, NO_VELOCITY),
        ({"algorithm": 6, "orientation_rad": [math.nan, 0.0, 0.0]}, NO_VELOCITY),
    ],
)
def test_what_is_nowhere_is_counted(fields, reason) -> None:
    tracks, faults = told(MADE.state(), MADE.state(**fields))
    assert len(tracks) == 1
    assert faults == [(reason, 1)]
    tracks, faults = told(MADE.state(**fields))
    assert not len(tracks)
    assert faults == [(reason, 1)]
