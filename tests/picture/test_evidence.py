"""What speaks for and against a track: gathered, weighed, proposed, and told in words with its age."""

from pathlib import Path

import numpy as np
import pytest

from incursion.land import zone
from picture.scene import NOON_S, NOTHING, SENSORS, rows
from sargas.config import load_text
from sargas.errors import ConfigError
from sargas.model.decision import Decision, LockIdentity, Undo
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.track import CLASSES, Track
from sargas.model.tracks import DISAGREES, MOST_BASES
from sargas.model.zone import Zone
from sargas.picture import Picture, Settings
from sargas.picture.evidence import BALLOON, BIRD, RANKED, gather, rows_of, told, trusted_words
from sargas.picture.table import Table

LANE = zone("corridor", (-50, -5), (50, -5), (50, 5), (-50, 5), id="lane", name="the lane")
CODED = {"mode_3a": 0o2345, "mode_s": 0x501234}
ALONG = {"east_mps": 60.0, "sensors": ["primary"]}


def who(name: str) -> int:
    return IDENTITIES.index(name)


def flown(
    seconds: int, own: dict | None = None, theirs: dict | None = None, zones: tuple[Zone, ...] = (), **tuned: object
) -> Picture:
    """A picture after so many seconds of an object that flies east at 60 m/s, seen by us, by a partner, or by both."""
    picture = Picture(SENSORS, Settings(**tuned), 1000, zones)
    for t in range(0, seconds + 1, 4):
        place = {"number": 1, "reported_number": 7, "east_m": 60.0 * t - 9000.0, **ALONG}
        mine = NOTHING if own is None else rows(NOON_S + t, {**place, **own})
        others = NOTHING if theirs is None else rows(NOON_S + t, {**place, "north_m": 80.0, **theirs}, reporter="LVA")
        picture.update(NOON_S + t, mine, others)
    return picture


def first(picture: Picture) -> Track:
    return picture.tracks().track(0)


def words(picture: Picture, number: int = 1, zones: tuple[Zone, ...] = ()) -> list[tuple[str, str, float, str]]:
    tracks = picture.tracks()
    of = tracks.take(rows_of(tracks, len(tracks), number))
    return [(one.words, one.side, round(one.age_s), one.by) for one in told(of, zones)]


def test_all_that_holds_is_told_in_order_with_its_age_and_whose_it_is() -> None:
    picture = flown(
        200, {**CODED, "sensors": ["radar"]}, {"flight_plan": True, "foreign_identity": who("friend")}, zones=(LANE,)
    )
    assert words(picture, zones=(LANE,)) == [
        ("flight plan correlated", "for", 200, "LVA"),
        ("transponder code and address held for the time required", "for", 200, "own"),
        ("keeps to a corridor: the lane", "for", 200, "own"),
        ("keeps to a corridor: the lane", "for", 200, "LVA"),
        ("a partner says so: friend", "told", 200, "LVA"),
    ]
    ours = first(picture)
    assert (ours.identity.name, ours.identity.basis) == ("neutral", "flight plan correlated")


def test_a_corridor_is_evidence_and_a_proposal_and_sets_nothing_unless_the_site_says_so() -> None:
    for seconds, proposed in ((100, None), (140, "neutral")):
        track = first(flown(seconds, {}, zones=(LANE,)))
        assert track.identity.name == "unknown"
        assert (track.proposed and track.proposed.name) == proposed
    assert track.proposed is not None
    assert track.proposed.basis == "keeps to a corridor"
    track = first(flown(140, {}, zones=(LANE,), corridor_suffices=True))
    assert (track.identity.name, track.identity.basis, track.proposed) == ("neutral", "keeps to a corridor", None)
    plan = first(flown(140, {"flight_plan": True}, zones=(LANE,), corridor_suffices=True))
    assert plan.identity.basis == "flight plan correlated", "a plan is stronger"


@pytest.mark.parametrize("false", [False, True])
def test_a_false_claim_undoes_a_corridor_and_a_partner_s_word(false: bool) -> None:
    said = {"foreign_identity": who("neutral")}
    picture = flown(200, None, said, zones=(LANE,), corridor_suffices=True, trusted_partners={"LVA": ("neutral",)})
    if false:
        picture._table.tracks.claim_check[:] = DISAGREES
        picture._table.memory.claim_bad_s[:] = NOON_S + 200
        picture._look_again()
        picture.update(NOON_S + 201, NOTHING, NOTHING)
    track = first(picture)
    assert (track.identity.name in ("neutral",)) == (not false)
    against = [one for one in words(picture, 1000, (LANE,)) if one[1] == "against"]
    assert [one[0] for one in against] == (["says to be where it is not seen"] if false else [])


TRUST = [
    # what he says, what he is trusted for -> identity, what is proposed
    ("neutral", (), "unknown", "neutral"),
    ("neutral", ("neutral",), "neutral", None),
    ("assumed_friend", ("neutral",), "unknown", "assumed_friend"),
    ("assumed_friend", ("assumed_friend",), "assumed_friend", None),
    ("friend", ("neutral", "assumed_friend"), "assumed_friend", "friend"),
    ("friend", ("neutral",), "unknown", "friend"),
    ("suspect", ("neutral", "assumed_friend"), "unknown", "suspect"),
    ("hostile", ("neutral", "assumed_friend"), "unknown", "suspect"),
    ("pending", ("neutral", "assumed_friend"), "unknown", None),
    ("joker", ("neutral", "assumed_friend"), "unknown", None),
]


@pytest.mark.parametrize(("says", "trusted", "identity", "proposed"), TRUST)
def test_a_partner_s_word(says: str, trusted: tuple[str, ...], identity: str, proposed: str | None) -> None:
    track = first(flown(100, None, {"foreign_identity": who(says)}, trusted_partners={"LVA": trusted}))
    assert (track.foreign_identity, track.reported_by) == (says, "LVA"), "shown as his"
    assert track.identity.name == identity
    assert (track.proposed and track.proposed.name) == proposed


def test_his_word_counts_for_our_track_that_is_the_same_object() -> None:
    said = {"foreign_identity": who("assumed_friend")}
    ours = first(flown(100, {}, said, trusted_partners={"LVA": ("assumed_friend",)}))
    assert (ours.number, ours.identity.name) == (1, "assumed_friend")
    assert ours.identity.basis == "a partner that is trusted for it says so"
    assert ours.foreign_identity is None, "what he says stays on his own track"
    ours = first(flown(100, {}, {"foreign_identity": who("hostile")}))
    assert (ours.identity.name, ours.proposed and ours.proposed.name) == ("unknown", "suspect")


def test_nobody_is_trusted_unless_the_site_says_so() -> None:
    assert not trusted_words(("LVA", "POL"), Settings()).any()
    table = trusted_words(("LVA", "POL"), Settings(trusted_partners={"POL": ("assumed_friend",)}))
    assert not table[[0, 2]].any()
    assert table[1].nonzero()[0].tolist() == [who("assumed_friend"), who("friend")]


def test_a_bird_is_proposed_as_neutral_a_balloon_is_not_and_neither_is_set() -> None:
    for basis, name, proposed in ((BIRD, "bird", "neutral"), (BALLOON, "balloon", None)):
        picture = flown(100, {})
        memory = picture._table.memory
        memory.judged[:] = 0.0
        memory.judged[:, CLASSES.index(name)] = 0.95
        picture._next_look_s = np.inf
        picture._look_again()
        picture.update(NOON_S + 101, NOTHING, NOTHING)
        row = picture._table.rows_of(np.array([1]))[0]
        assert picture._table.tracks.evidence_s[row, basis] == NOON_S + 101
        track = first(picture)
        assert track.identity.name == "unknown"
        assert (track.proposed and track.proposed.name) == proposed
        memory.judged[:, CLASSES.index(name)] = 0.8
        picture._look_again()
        picture.update(NOON_S + 102, NOTHING, NOTHING)
        assert picture._table.tracks.evidence_s[row, basis] == NOON_S + 101, "no flicker between two looks"
        memory.judged[:, CLASSES.index(name)] = 0.7
        picture._look_again()
        picture.update(NOON_S + 103, NOTHING, NOTHING)
        assert first(picture).proposed is None


def test_who_a_person_says_it_is_needs_no_proposal() -> None:
    picture = flown(100, None, {"foreign_identity": who("friend")})
    number = first(picture).number
    assert first(picture).proposed is not None
    said = Decision("Ona", NOON_S + 100, LockIdentity(number, "friend"), "told by phone", record_number=5)
    assert picture.decide(NOON_S + 100, said) is None
    picture.update(NOON_S + 100.1, NOTHING, NOTHING)
    assert (first(picture).identity.name, first(picture).proposed) == ("friend", None)
    picture.decide(NOON_S + 101, Decision("Ona", NOON_S + 101, Undo(5), "another aircraft", record_number=6))
    picture.update(NOON_S + 101.1, NOTHING, NOTHING)
    assert (first(picture).identity.name, first(picture).proposed.name) == ("unknown", "friend")


def test_a_flight_of_the_list_is_neutral_by_that_basis_and_unknown_when_it_is_none_any_more() -> None:
    picture = flown(100, {"remote_id_hash": 7})
    picture.list_flights(NOON_S + 100, [1, 77])
    picture.update(NOON_S + 100.1, NOTHING, NOTHING)
    assert (first(picture).identity.name, first(picture).identity.basis) == ("neutral", BASES[5])
    assert words(picture)[0][:2] == (BASES[5], "for")
    picture.list_flights(NOON_S + 104, [1])
    assert words(picture)[0][0] == BASES[5], "said again it is no other"
    picture.list_flights(NOON_S + 108, [])
    picture.update(NOON_S + 108.1, NOTHING, NOTHING)
    assert first(picture).identity.name == "unknown", "at once: no timer begins, in which nobody would judge it"


def test_another_word_of_a_partner_holds_since_it_was_said() -> None:
    picture = flown(100, None, {"foreign_identity": who("neutral")})
    number = first(picture).number
    assert words(picture, number)[0][:3] == ("a partner says so: neutral", "told", 100)
    for after_s in (104, 108):
        place = {"reported_number": 7, "east_m": 60.0 * after_s - 9000.0, "north_m": 80.0, **ALONG}
        news = rows(NOON_S + after_s, place | {"foreign_identity": who("hostile")}, reporter="LVA")
        picture.update(NOON_S + after_s, NOTHING, news)
    assert words(picture, number)[0][:3] == ("a partner says so: hostile", "against", 4)


def test_an_echo_of_ours_is_no_word_of_a_partner() -> None:
    table = Table()
    row = table.add(np.array([1]), np.array([1]))
    tracks = table.tracks
    tracks.reported_by[row], tracks.foreign_identity[row], tracks.has[row] = 0, who("neutral"), 1 << 12
    for fusion, holds in ((0, True), (4, False)):
        tracks.fusion[row] = fusion
        gather(table, NOON_S, trusted_words(("LVA",), Settings()), Settings())
        assert tracks.evidence_s[row].any() == holds


def test_a_new_report_and_a_restart_lose_no_evidence() -> None:
    picture = flown(200, CODED, {"foreign_identity": who("neutral")}, zones=(LANE,))
    again = Picture(SENSORS, Settings(), 1000, (LANE,))
    again.restore(picture.checkpoint())
    assert words(again, zones=(LANE,)) == words(picture, zones=(LANE,))
    assert again.checkpoint() == picture.checkpoint()


def test_a_site_trusts_who_reports_to_it_and_nobody_else() -> None:
    text = '[site]\nname = "S"\nlat_deg = 54.7\nlon_deg = 25.3\n[picture.trusted_partners]\nPOL = ["neutral"]\n'
    with pytest.raises(ConfigError, match="no sensor is 'POL' or of that nation"):
        load_text(text, Path())
    with pytest.raises(ConfigError, match="trusted_partners"):
        load_text(text.replace('"neutral"', '"friend"'), Path())


def test_there_is_room_for_every_word() -> None:
    assert len(BASES) <= MOST_BASES
    assert max(RANKED) < len(BASES)
