"""Claims of position: agreeing, disagreeing, impossible; by what the tracker hands over, and by the address alone."""

from typing import Any

import numpy as np
import pytest

from picture.scene import NOON_S, NOTHING, SENSORS, rows
from sargas.model.tracks import Tracks
from sargas.picture import Picture, Settings

FIRST = 1_000_001
BOTH = ["radar", "receiver"]


def made(**tuned: object) -> Picture:
    return Picture(SENSORS, Settings(**tuned), FIRST)


def see(picture: Picture, seconds: range, **said: Any) -> list[str]:
    """What is shown of own track 1, second after second; a claim of that second is handed over with it."""
    shown = []
    for t in seconds[::4]:
        row = {"number": 1, "sensors": BOTH, "mode_s": 0x4001, "claim_s": NOON_S + t, **said}
        picture.update(NOON_S + t, rows(NOON_S + t, row), NOTHING)
        shown.append(picture.tracks().track(0).claim_check)
    return shown


def test_nothing_is_checked_where_nothing_is_claimed() -> None:
    picture = made()
    picture.update(
        NOON_S, rows(NOON_S, {"number": 1, "sensors": ["radar"]}, {"number": 2, "sensors": ["receiver"]}), NOTHING
    )
    assert [t.claim_check for t in picture.tracks()] == ["unchecked", "unchecked"]


def test_a_claim_near_radar_agrees() -> None:
    assert see(made(), range(4), claim_off_m=120.0, claim_sigma_m=60.0) == ["agrees"]
    # A tracker that hands nothing over took both into one track.
    assert see(made(), range(4), claim_s=0.0) == ["agrees"]


@pytest.mark.parametrize(
    ("off_m", "sigma_m", "flagged"),
    [(480.0, 10.0, False), (520.0, 10.0, True), (4900.0, 1000.0, False), (5100.0, 1000.0, True)],
)
def test_what_is_far_and_beyond_its_errors_disagrees(off_m: float, sigma_m: float, flagged: bool) -> None:
    shown = see(made(), range(20), claim_off_m=off_m, claim_sigma_m=sigma_m)
    assert shown[-1] == ("disagrees" if flagged else "agrees")
    assert shown[1] != "disagrees"  # three in a row, not two


def test_what_nothing_could_fly_is_impossible() -> None:
    shown = see(made(), range(12), claim_off_m=90_000.0, claim_sigma_m=50.0, claim_jump_mps=7000.0)
    assert shown == ["unchecked", "impossible", "impossible"]
    # 900 m/s is fast and not impossible.
    assert see(made(), range(12), claim_off_m=10.0, claim_sigma_m=50.0, claim_jump_mps=900.0)[-1] == "agrees"


def test_the_flag_needs_as_many_good_claims_to_go() -> None:
    picture = made()
    assert see(picture, range(12), claim_off_m=3000.0, claim_sigma_m=50.0)[-1] == "disagrees"
    assert see(picture, range(12, 24), claim_off_m=30.0, claim_sigma_m=50.0) == ["disagrees", "disagrees", "agrees"]


def test_the_same_claim_does_not_vote_twice() -> None:
    picture = made()
    for t in range(0, 40, 4):
        row = {"number": 1, "sensors": ["radar"], "claim_s": NOON_S + 1, "claim_off_m": 9000.0, "claim_sigma_m": 50.0}
        picture.update(NOON_S + t, rows(NOON_S + t, row), NOTHING)
    assert picture.tracks().track(0).claim_check == "unchecked"


def ghost(picture: Picture, seconds: range, north_m: float, *, foreign: bool, seen: bool = True) -> list[str]:
    """A radar's track, and one that only says to be the same aircraft, `north_m` away."""
    for t in seconds[::4]:
        flying = {"mode_s": 0x4001, "east_mps": 100.0, "east_m": 100.0 * t}
        radar = rows(NOON_S + t, {"number": 1, "sensors": ["radar"], **flying})
        where = {**flying, "north_m": north_m, "sensors": ["receiver"]}
        if foreign:
            news, reports = radar, rows(NOON_S + t, {"reported_number": 7, **where}, reporter="LVA")
        else:
            news = Tracks.concatenate([radar, rows(NOON_S + t, {"number": 2, **where})])
            reports = NOTHING
        picture.update(NOON_S + t, news if seen else news.take(news.number != 1), reports)
    return [t.claim_check for t in picture.tracks()]


@pytest.mark.parametrize("foreign", [False, True])
def test_one_address_at_two_places_is_flagged_at_both(foreign: bool) -> None:
    picture = made()
    assert ghost(picture, range(8), 40_000.0, foreign=foreign) == ["unchecked", "unchecked"]
    assert ghost(picture, range(8, 24), 40_000.0, foreign=foreign) == ["disagrees", "disagrees"]


def test_a_claim_where_radar_has_it_agrees() -> None:
    assert ghost(made(), range(20), 80.0, foreign=True)[1] == "agrees"


def test_a_flag_that_nothing_renews_is_taken_down() -> None:
    picture = made()
    ghost(picture, range(24), 40_000.0, foreign=False)
    for t in range(24, 120, 4):
        radar = rows(NOON_S + t, {"number": 1, "sensors": ["radar"], "mode_s": 0x4001})
        picture.update(NOON_S + t, radar, NOTHING)
    assert picture.tracks().track(0).claim_check == "unchecked"


def test_what_disagrees_makes_nothing_lawful() -> None:
    """Rule 4 of identity: a position claim and a radar that agree for 30 s; here they contribute, and do not agree."""
    honest, false = made(), made()
    see(honest, range(60), claim_off_m=50.0, claim_sigma_m=50.0)
    see(false, range(60), claim_off_m=3000.0, claim_sigma_m=50.0)
    assert honest.tracks().track(0).identity.basis == "position claim agrees with radar"
    assert false.tracks().track(0).identity.name == "pending"


def test_a_night_on_which_a_third_of_the_claims_is_shifted() -> None:
    """200 aircraft seen by radar; 60 of them say to be up to 300 km away. All 60 are flagged, none of the others."""
    rng = np.random.default_rng(3)
    n, shifted = 200, 60
    picture = made()
    off_m = np.abs(rng.normal(0, 60, n))
    off_m[:shifted] = rng.uniform(5_000, 300_000, shifted)
    for t in range(0, 60, 4):
        noisy = np.abs(off_m + rng.normal(0, 60, n))
        said = [
            {
                "number": i + 1,
                "east_m": 3000.0 * i,
                "sensors": ["radar"],
                "mode_s": i + 1,
                "claim_s": NOON_S + t,
                "claim_off_m": noisy[i],
                "claim_sigma_m": 80.0,
            }
            for i in range(n)
        ]
        picture.update(NOON_S + t, rows(NOON_S + t, *said), NOTHING)
    flagged = np.array([t.claim_check in ("disagrees", "impossible") for t in picture.tracks()])
    assert flagged[:shifted].all()
    assert not flagged[shifted:].any()
