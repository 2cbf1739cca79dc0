"""Who may be where: every identity and basis against every kind of zone."""

import numpy as np
import pytest

from picture.scene import NOON_S, rows
from sargas.incursion.authority import PENDING, are_early, authorised, being_weighed
from sargas.incursion.settings import RULES
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.track import CLASSES
from sargas.model.tracks import ACT_BITS

PLAN, CODES, CLAIM, NOTHING_FOUND, LIST = 2, 3, 4, 1, 5
PLAYS = [
    # identity, basis, lawful over the border, lawful at a guarded site
    ("neutral", PLAN, True, False),
    ("neutral", CODES, True, False),
    ("neutral", CLAIM, True, False),
    ("assumed_friend", PLAN, True, False),
    ("friend", 6, True, True),
    ("unknown", NOTHING_FOUND, False, False),
    ("neutral", LIST, False, False),  # the list counts zone by zone: `flights`
    ("neutral", BASES.index("keeps to a corridor"), False, False),
    ("neutral", BASES.index("a partner that is trusted for it says so"), True, False),
    ("pending", 0, False, False),
    ("suspect", 6, False, False),
    ("hostile", 6, False, False),
]


@pytest.mark.parametrize(("identity", "basis", "border", "site"), PLAYS)
def test_plays(identity: str, basis: int, border: bool, site: bool) -> None:
    track = rows(NOON_S, {"identity": IDENTITIES.index(identity), "identity_basis": basis})
    assert authorised(track, RULES["border"].authorised_by)[0] == border, BASES[basis]
    assert authorised(track, RULES["site"].authorised_by)[0] == site
    assert not authorised(track, ())[0]


def test_a_corridor_counts_where_a_zone_names_it() -> None:
    keeps = rows(NOON_S, {"identity": 4, "identity_basis": BASES.index("keeps to a corridor")})
    assert authorised(keeps, ("corridor",))[0]
    assert not authorised(keeps, ("neutral", "assumed_friend", "friend", "transponder", "flight_plan"))[0]


def test_only_who_shows_a_code_is_weighed() -> None:
    said = [
        {"mode_3a": 0o2345},
        {"mode_s": 5},
        {},
        {"mode_3a": 0},
        {"mode_3a": 0o2345, "identity": IDENTITIES.index("unknown")},
    ]
    assert being_weighed(rows(NOON_S, *said)).tolist() == [True, True, False, False, False]


def test_who_is_early_is_not_taken_to_have_come_over_the_edge_unseen() -> None:
    low, high = {"identity": 1, "height_m": 4_000.0}, {"identity": 1, "height_m": 6_000.0}
    tracks = rows(NOON_S, {"identity": PENDING}, {"identity": PENDING}, {"identity": 1}, low, high)
    tracks.acts[1] = ACT_BITS["initiate"]  # a person reports it: no sensor will have evidence
    assert are_early(tracks, np.full(5, 5_000.0), np.full(5, 0.35)).tolist() == [True, False, False, False, True]


def test_what_is_probably_a_bird_rose_inland_unless_a_person_reports_it() -> None:
    tracks = rows(NOON_S, *[{"identity": 1}] * 4)
    tracks.classification[:, CLASSES.index("bird")] = [0.0, 0.34, 0.6, 0.6]
    tracks.acts[3] = ACT_BITS["initiate"]
    assert are_early(tracks, np.full(4, np.inf), np.full(4, 0.35)).tolist() == [False, False, True, False]
