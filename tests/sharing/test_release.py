"""The release policy as a table: what is asked, what leaves, and the reason why not."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture.scene import NOON_S, rows
from sargas.geo.geodesic import distance_m
from sargas.model.alert import Alert
from sargas.model.fault import Withheld
from sargas.model.incident import Earlier, Incident, LogEntry
from sargas.model.label import Label, Policy
from sargas.model.notice import Notice
from sargas.model.released import Released
from sargas.model.search import Custody, Find, Search, Searched, Sector
from sargas.model.track import Echoes
from sargas.model.warning import Draft, PublicWarning, Signature
from sargas.sharing.release import as_ended, end_of, is_over, recalled, release, rounded, written_down

TRACK = rows(NOON_S, {"number": 4, "sensors": ["radar"], "height_m": 100.0}).track(0)
INCIDENT = Incident(
    number=7, zone="LTU", zone_name="Lithuania", tracks=(4,), situation="inside", handling="assigned", version=3,
    opened_s=NOON_S, updated_s=NOON_S, distance_m=-812.0, distance_sigma_m=60.0, lat_deg=54.6, lon_deg=25.6,
    acknowledged_by="A. Person", assigned_to="B. Person", evidence=(1, 2), basis="Track 4 is inside (812 m).",
    closed_by="C. Person", closed_s=NOON_S, closed_why="of D. Person", first_plot_s=NOON_S - 9.0,
    confirmed_s=NOON_S - 5.0, log=(LogEntry("note", "E. Person", NOON_S, "by the depot"),), log_left_out=1,
    arrival_at="the depot", arrival_s=NOON_S + 60.0, earlier=(Earlier(6, 900.0, 60.0, "F. Person"),),
)  # fmt: skip
ALERT = Alert(9, 7, "warning", "operators", "812 m", "opened", NOON_S)
LABEL = Label(releasable_to=("POL", "LVA"))
ALL = ("track", "incident", "alert")

REFUSED = [
    # item, policies, recipient, seconds later, label, reason
    (TRACK, (), "POL", 0, LABEL, "recipient is not configured"),
    (TRACK, (Policy("LVA", ALL),), "POL", 0, LABEL, "recipient is not configured"),
    (TRACK, (Policy("POL"),), "POL", 0, LABEL, "tracks are not for this recipient"),
    (ALERT, (Policy("POL", ("track", "incident")),), "POL", 0, LABEL, "alerts are not for this recipient"),
    (TRACK, (Policy("POL", ALL),), "POL", 0, None, "label is not releasable to the recipient"),
    (TRACK, (Policy("POL", ALL),), "POL", 0, Label(), "label is not releasable to the recipient"),
    (TRACK, (Policy("EST", ALL),), "EST", 0, LABEL, "label is not releasable to the recipient"),
    (TRACK, (Policy("POL", ALL, zones=("LTU",)),), "POL", 0, LABEL, "outside the zones of the recipient"),
    (INCIDENT, (Policy("POL", ALL, zones=("LVA",)),), "POL", 0, LABEL, "outside the zones of the recipient"),
    (INCIDENT, (Policy("POL", ALL, delay_s=60.0),), "POL", 59, LABEL, "not before 60 s have passed"),
    (ALERT, (Policy("POL", ALL, position_rounded_to_m=500.0),), "POL", 0, LABEL,
     "the text is more precise than the recipient may have"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "policies", "recipient", "later_s", "label", "reason"), REFUSED)
def test_withheld(item, policies, recipient, later_s, label, reason) -> None:
    outcome = release(item, policies, recipient, NOON_S + later_s, label)
    name = f"{type(item).__name__.lower()} {item.number}"
    assert outcome == Withheld(recipient, reason, name)


@pytest.mark.parametrize(
    ("item", "policy", "later_s"),
    [
        (TRACK, Policy("POL", ALL), 0),
        (INCIDENT, Policy("POL", ALL, zones=("LTU",)), 0),
        (INCIDENT, Policy("POL", ALL, delay_s=60.0), 60),
        (ALERT, Policy("POL", ("alert",)), 0),
    ],
)
def test_released(item, policy, later_s) -> None:
    outcome = release(item, (policy,), "POL", NOON_S + later_s, LABEL)
    assert isinstance(outcome, Released)
    assert (outcome.recipient, outcome.label, outcome.item.number) == ("POL", LABEL, item.number)


def test_the_first_policy_that_names_the_kind_holds() -> None:
    policies = (Policy("POL", ("alert",)), Policy("POL", ("track",), delay_s=60.0), Policy("POL", ALL))
    assert isinstance(release(TRACK, policies, "POL", NOON_S, LABEL), Withheld)


def test_names_of_sensors_and_persons_and_record_numbers_stay_at_home() -> None:
    for item in (TRACK, INCIDENT):
        outcome = release(item, (Policy("POL", ALL),), "POL", NOON_S, LABEL)
        text = msgspec.json.encode(outcome.item).decode()
        assert "radar" not in text
        for word in ("Person", "depot", 'first_plot_s":1', 'confirmed_s":1', '"incident":6'):
            assert word not in text
    assert outcome.item.evidence == ()


def test_what_our_radars_see_of_it_stays_at_home() -> None:
    seen = msgspec.structs.replace(TRACK, echoes=Echoes(-27.4, 0.62, 0.0))
    for cell_m in (0.0, 10_000.0):
        outcome = release(seen, (Policy("POL", ALL, position_rounded_to_m=cell_m),), "POL", NOON_S, LABEL)
        assert isinstance(outcome, Released)
        assert outcome.item.echoes == Echoes()
        assert b"27.4" not in msgspec.json.encode(outcome.item)


def test_coarse_is_coarse_in_every_word() -> None:
    policy = Policy("POL", ALL, position_rounded_to_m=2000.0)
    track = release(TRACK, (policy,), "POL", NOON_S, LABEL).item
    assert distance_m(track.lat_deg, track.lon_deg, TRACK.lat_deg, TRACK.lon_deg) < 1500.0
    assert track.covariance[0] == TRACK.covariance[0] + 2000.0**2 / 12
    assert track.covariance[6] == TRACK.covariance[6] + 2000.0**2 / 12
    assert track.radius_95_m > 1400.0
    incident = release(INCIDENT, (policy,), "POL", NOON_S, LABEL).item
    assert incident.distance_m == -1000.0
    assert incident.basis == ""


@given(
    st.floats(-84, 84), st.floats(-179, 179), st.sampled_from([10.0, 500.0, 20_000.0]), st.floats(0, 1), st.floats(0, 1)
)
def test_everything_in_a_cell_looks_the_same(lat: float, lon: float, cell_m: float, north: float, east: float) -> None:
    lat0, lon0 = rounded(lat, lon, cell_m)
    half_lat = cell_m / 111_320.0 / 2 * 0.999
    half_lon = half_lat / math.cos(math.radians(lat0))
    inside = rounded(lat0 + (2 * north - 1) * half_lat, lon0 + (2 * east - 1) * half_lon, cell_m)
    assert inside == pytest.approx((lat0, lon0), abs=1e-9)
    assert distance_m(lat, lon, lat0, lon0) <= 0.75 * cell_m


NOTICE = Notice("w-1", "warn.example", NOON_S, "Actual", "Alert", "Public")
SIGNED = (Signature("Ona", NOON_S), Signature("Jonas", NOON_S + 5.0, "as said"))
WARNING = PublicWarning(
    3, 4, "released", False, 7, notice=NOTICE, released_by=SIGNED, released_s=NOON_S, expires_s=NOON_S + 900.0,
    draft=Draft("overhead", "alarm", (), {}, NOON_S, by="Rasa"), ended_by="Rasa",
)  # fmt: skip
WARN = Policy("mirror", ("warning",))


def test_a_warning_leaves_as_its_message_alone_and_names_nobody() -> None:
    outcome = release(WARNING, (WARN,), "mirror", NOON_S)
    assert isinstance(outcome, Released)
    assert outcome.label == Label()
    assert outcome.item.notice == NOTICE
    assert (outcome.item.draft, outcome.item.released_by, outcome.item.ended_by) == (None, (), "")
    assert not any(name in str(outcome) for name in ("Ona", "Jonas", "Rasa", "as said"))
    assert recalled(msgspec.to_builtins(written_down(outcome))) == outcome


@pytest.mark.parametrize(
    ("changed", "policy", "reason"),
    [
        ({}, Policy("mirror", ("alert",)), "warnings are not for this recipient"),
        ({"notice": None}, WARN, "a draft of a warning, which nobody released"),
        ({"released_by": ()}, WARN, "a draft of a warning, which nobody released"),
        ({"simulated": True}, WARN, "a warning that is simulated and says Actual, or the other way round"),
        (
            {"notice": msgspec.structs.replace(NOTICE, status="Exercise")},
            WARN,
            "a warning that is simulated and says Actual, or the other way round",
        ),
        ({"notice": msgspec.structs.replace(NOTICE, scope="Private")}, WARN, "a warning that is not for the public"),
        ({}, Policy("mirror", ("warning",), zones=("LTU",)), "outside the zones of the recipient"),
        ({}, Policy("mirror", ("warning",), delay_s=60.0), "not before 60 s have passed"),
        (
            {},
            Policy("mirror", ("warning",), position_rounded_to_m=9.0),
            "the text is more precise than the recipient may have",
        ),
    ],
)
def test_what_is_not_public_does_not_leave(changed, policy, reason) -> None:
    outcome = release(msgspec.structs.replace(WARNING, **changed), (policy,), "mirror", NOON_S)
    assert outcome == Withheld("mirror", reason, "warning 3")


SEARCH = Search(
    4, "open", 3, NOON_S, NOON_S, NOON_S - 60.0, 54.7, 25.3, 90.0, 0.0, 30.0, zone="LTU", tracks=(4,),
    sectors=(
        Sector(1, 25.3, 54.7, 25.31, 54.71, 1e6, 0.2, 1, "C. Person", NOON_S, (Searched("D. Person", 1.0, 0.5),)),
    ),
    finds=(Find(1, 54.7, 25.3, "a wing of E. Person", "F. Person", NOON_S, "a note", "ab" * 32, 17,
                (Custody("G. Person", 1.0, "H. Person"),)),),
    basis="not seen by radar",
)  # fmt: skip


def test_a_search_goes_to_searchers_without_names_sensors_and_what_people_wrote() -> None:
    outcome = release(SEARCH, (Policy("POL", ("search",), zones=("LTU",)),), "POL", NOON_S, LABEL)
    assert isinstance(outcome, Released)
    text = msgspec.json.encode(outcome.item).decode()
    for word in ("Person", "radar", "a wing", "a note", "abab", '"report_record":17'):
        assert word not in text
    (sector,) = outcome.item.sectors
    assert (sector.number, sector.rank, sector.searched[0].detection_probability) == (1, 1, 0.5)
    assert (outcome.item.finds[0].lat_deg, outcome.item.areas) == (54.7, SEARCH.areas)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (Policy("POL", ALL), "searches are not for this recipient"),
        (Policy("POL", ("search",), zones=("LVA",)), "outside the zones of the recipient"),
        (Policy("POL", ("search",), delay_s=60.0), "not before 60 s have passed"),
        (
            Policy("POL", ("search",), position_rounded_to_m=500.0),
            "the sectors are more precise than the recipient may have",
        ),
    ],
)
def test_a_search_is_withheld(policy, reason) -> None:
    assert release(SEARCH, (policy,), "POL", NOON_S, LABEL) == Withheld("POL", reason, "search 4")
    assert isinstance(release(SEARCH, (policy,), "POL", NOON_S, None), Withheld)


def test_the_end_of_a_search() -> None:
    told = release(SEARCH, (Policy("POL", ("search",)),), "POL", NOON_S, LABEL)
    assert isinstance(told, Released)
    assert not is_over(told.item)
    assert is_over(as_ended(told).item)
    end = end_of(told)
    assert is_over(end.item)
    assert (end.item.number, end.item.sectors, end.item.zone) == (4, (), "")
    assert recalled(msgspec.msgpack.decode(msgspec.msgpack.encode(written_down(told)))) == told
