"""Lists of incidents as people keep them: what is clear is taken, the rest told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sargas.archive.listing import read_list

HEAD = "id,date_local,time_local,lat_approx,lon_approx,place_named,object_type,count,from,alt_m,speed_kmh"


def read(*rows: str, head: str = HEAD):
    return read_list("\n".join((head, *rows)).encode())


def test_a_row_as_people_write_it() -> None:
    listing = read("A,2025-07-10,~11:30,54.6,25.76,near the border,Gerbera,1,the east,100,50-60")
    (past,) = listing.found
    assert (past.hour, past.part, past.kind, past.objects, past.route) == (
        11,
        "morning",
        "fixed_wing_drone",
        1,
        "the east",
    )
    assert past.height_m == 100.0
    assert past.speed_mps == pytest.approx(55.0 / 3.6, abs=0.01)
    assert (listing.faults, listing.doubts) == ([], [])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",2025-07-10,,54,25,,,,,,", "no id"),
        ("A,10.07.2025,,54,25,,,,,,", "is not YYYY-MM-DD"),
        ("A,2025-07-10,,north,25,,,,,,", "no place in degrees"),
        ("A,2025-07-10,,95,25,,,,,,", "no place in degrees"),
        ("A,2025-07-10,,nan,25,,,,,,", "no place in degrees"),
        ("A,2025-07-10,,54,25,,,599 in 2025 to date,,,", "sum over time"),
        ("A,2025-07-10", "no place"),
    ],
)
def test_a_row_that_cannot_be_placed_costs_itself_alone(row: str, why: str) -> None:
    listing = read(row, "B,2025-07-11,,54,25,,,,,,")
    assert [past.id for past in listing.found] == ["B"]
    (fault,) = listing.faults
    assert why in fault
    assert fault.startswith("line 2")


def test_one_incident_in_two_rows_counts_once() -> None:
    listing = read("A,2025-07-28,,54,25,,,,,,", "B,2025-08-01,,55,24,find site of A,,,,,", "A,2025-07-29,,54,25,,,,,,")
    assert [past.id for past in listing.found] == ["A"]
    assert "the same incident as A" in listing.faults[0]
    assert "stands twice" in listing.faults[1]


@pytest.mark.parametrize(
    ("cell", "hour", "part"),
    [
        ("night", None, "night"),
        ("evening (halted twice)", None, "evening"),
        ("02:22 (police report)", 2, "night"),
        ("18:05-~18:55", 18, "evening"),
        ("19:42 GMT", None, None),
        ("25:00", None, None),
        ("", None, None),
    ],
)
def test_times_as_far_as_they_are_known(cell: str, hour: int | None, part: str | None) -> None:
    (past,) = read(f"A,2025-07-10,{cell},54,25,,,,,,").found
    assert (past.hour, past.part) == (hour, part)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("meteorological smuggling balloons", "balloon"),
        ("Su-30 + Il-78 (manned)", "aircraft"),
        ("Shahed-type", "fixed_wing_drone"),
        ("small smuggling UAV", "drone"),
        ("drone without warhead", "drone"),
        ("", "other"),
    ],
)
def test_kinds(words: str, kind: str) -> None:
    (past,) = read(f"A,2025-07-10,,54,25,,{words},,,,").found
    assert past.kind == kind


def test_files_that_are_no_list() -> None:
    assert "no column date_local, lat_approx" in read("A,1", head="id,lon_deg").faults[0]
    assert "not UTF-8" in read_list(b"\xff\xfe\x00").faults[0]
    assert read_list(b"").faults
    assert "more than" in read_list(b"x" * 20_000_001).faults[0]


@given(st.binary(max_size=400))
def test_garbage_never_raises(data: bytes) -> None:
    read_list(data)
    read_list(HEAD.encode() + b"\n" + data)


def test_the_public_list(corpus: Path) -> None:
    """38 rows: 36 incidents, one row is a find site, one a sum."""
    listing = read_list((corpus / "incidents.csv").read_bytes())
    assert len(listing.found) == 36
    assert [fault.partition(": ")[2] for fault in listing.faults] == [
        "the same incident as LT-2025-07-28a: counted once",
        "the count is a sum over time, not an incident: left out",
    ]
    vilnius = next(past for past in listing.found if past.id == "LT-2025-07-28a")
    assert (vilnius.hour, vilnius.kind, vilnius.height_m) == (8, "fixed_wing_drone", 200.0)


def test_an_id_is_another_rows_as_a_word_alone_and_numbers_have_an_end() -> None:
    head = "id,date_local,lat_approx,lon_approx,place_named,count\n"
    rows = (
        "1,2025-01-01,54,25,Rezekne,1\n2,2025-01-02,54,25,km 12 of the A13,"
        + "9" * 400
        + "\n3,2025-01-03,54,25,(see 1),1\n"
    )
    found = read_list((head + rows).encode())
    assert [one.id for one in found.found] == ["1", "2"]
    assert found.found[1].objects is None
    assert "the same incident as 1" in found.faults[0]
