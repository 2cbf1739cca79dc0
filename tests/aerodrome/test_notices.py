"""Notices: drafts in plain words and as items of a NOTAM; DRAFT first, no nation, nothing that the alphabet lacks."""

import re

import msgspec
import pytest

from aerodrome.field import CTR, charted, field
from picture.scene import NOON_S
from sargas.aerodrome.notices import OPEN, as_text, capitals, clear_words, closure, reopening
from sargas.aerodrome.volumes import charted_or_raise
from sargas.model.aerodrome import AirObject, ClearBy, Inside, Resolved
from sargas.model.height import Height

SOON = ClearBy(NOON_S + 3_000.0, NOON_S + 4_500.0)


def balloon(track: int = 4, height_m: float | None = 3_000.0) -> AirObject:
    inside = (Inside("CTR", 0.0, 1.0), Inside("TMA", 0.97, 1.0))
    return AirObject(
        track, (track,), "drifts", "balloon", 0.93, "pending", "not judged yet", NOON_S - 4.0, 54.7, 25.3, 8.0,
        height_m, inside, 1.0, SOON, "wind", NOON_S,
    )  # fmt: skip


def test_a_closure_of_a_part() -> None:
    of = charted()
    made = closure(of, NOON_S, of.volumes[1:], [balloon()], SOON)
    assert made.text.startswith("DRAFT. Closure of EYXX Scene, runways 01/19\n")
    assert "1 unidentified aerial object in or expected in: TMA." in made.text
    assert "Clear by: p50 2025-07-28 00:50:00 UTC, p90 2025-07-28 01:15:00 UTC." in made.text
    assert made.text.endswith("The air traffic service decides; this is advice from surveillance, and no NOTAM.")
    assert made.basis.startswith("track 4, drifts, probably balloon (probability 0.93), 3000 m over the ellipsoid")
    assert made.items == {
        "Q": "EYVL/QACLC/IV/NBO/AE/019/165/5442N02518E017",
        "A": "EYXX",
        "B": "2507280000",
        "C": "2507280115 EST",
        "E": "DRAFT - CLSD DUE TO UNIDENTIFIED AERIAL OBJECT IN TMA",
        "F": "1969FT AMSL",
        "G": "16404FT AMSL",
    }


def test_a_closure_of_all_is_of_the_aerodrome_and_what_is_not_known_is_left_open() -> None:
    of = charted(fir="")
    made = closure(of, NOON_S + 1.0, of.volumes, [balloon(), balloon(5, None)], ClearBy(why="track 5 hovers"))
    assert made.items["Q"] == f"{OPEN}/QFALC/IV/NBO/A/000/999/5442N02518E017"
    assert made.items["C"] == OPEN
    assert made.items["B"] == "2507280001", "up to the next minute"
    assert made.items["E"] == "DRAFT - AD CLSD DUE TO UNIDENTIFIED AERIAL OBJECTS IN CTR, TMA"
    assert made.items["F"] == "SFC"
    assert "height unknown" in made.basis
    assert "p90 cannot be told (track 5 hovers)" in made.text


def test_a_reopening_says_what_became_of_each() -> None:
    of = charted()
    gone = Resolved(4, "outside", NOON_S, "measured outside 2 s ago")
    found = Resolved(5, "found", NOON_S, "came from Ruritania\nE) AD OPEN", "Jonas")
    made = reopening(of, NOON_S + 60.0, [gone, found], 0.98)
    assert "track 4 outside at 2025-07-28 00:00:00 UTC (measured outside 2 s ago)" in made.basis
    assert "track 5 was found at 2025-07-28 00:00:00 UTC (recorded by a named person)" in made.basis
    assert "Ruritania" not in as_text(made), "nor does a reason begin a line of its own"
    assert "see 98% of the volumes" in made.basis
    assert made.items["Q"].split("/")[1] == "QFAAK"
    assert made.items["E"].startswith("DRAFT - AD RESUMED NORMAL OPS")


def test_an_exercise_cannot_be_taken_for_real() -> None:
    of = charted()
    for made in (
        closure(of, NOON_S, of.volumes, [balloon()], SOON, exercise=True),
        reopening(of, NOON_S, [Resolved(4, "outside", NOON_S, "")], 1.0, exercise=True),
    ):
        assert made.text.startswith("EXERCISE EXERCISE EXERCISE. DRAFT.")
        assert made.items["E"].startswith("EXERCISE EXERCISE EXERCISE. DRAFT")


def test_names_are_made_fit_and_no_nation_is_named() -> None:
    assert capitals("Šiauliai <b>„Zona“</b>\n1") == "SIAULIAI  B ZONA /B  1"
    (of,) = charted_or_raise((field(volumes=(CTR.__class__("CTR Šalčininkai", radius_m=9_000.0),)),), ())
    given = msgspec.structs.replace(balloon(), identity="hostile", identity_basis="operator")
    made = closure(of, NOON_S, of.volumes, [given], SOON)
    assert re.fullmatch(r"[A-Z0-9 .,:/()+?'=-]+", made.items["E"])
    assert "CTR SALCININKAI" in made.items["E"]
    for word in ("belarus", "russia", "attack", "hostile", "enemy"):
        assert word not in (made.text + made.items["E"]).lower()


def test_many_objects_are_counted_and_not_listed() -> None:
    of = charted()
    made = closure(of, NOON_S, of.volumes, [balloon(n) for n in range(1, 26)], SOON)
    assert "25 unidentified aerial objects" in made.text
    assert made.basis.endswith("; and 15 more")
    many = reopening(of, NOON_S, [Resolved(n, "outside", NOON_S, "") for n in range(1, 26)], 1.0)
    assert "and 15 more" in many.basis


@pytest.mark.parametrize(
    ("floor", "ceiling", "told"),
    [
        (None, Height(95 * 30.48, "flight_level"), ("SFC", "FL095")),
        (Height(0.0, "agl"), Height(457.2, "agl"), ("SFC", "1500FT AGL")),
        (Height(20 * 30.48, "flight_level"), None, ("FL020", "UNL")),
    ],
)
def test_limits(floor: Height | None, ceiling: Height | None, told: tuple[str, str]) -> None:
    volume = CTR.__class__("v", radius_m=9_000.0, floor=floor, ceiling=ceiling)
    (of,) = charted_or_raise((field(volumes=(volume, CTR)),), ())
    items = closure(of, NOON_S, of.volumes[:1], [balloon()], SOON).items
    assert (items["F"], items["G"]) == told


def test_a_page_of_text() -> None:
    of = charted()
    page = as_text(closure(of, NOON_S, of.volumes, [balloon()], SOON))
    assert page.startswith("DRAFT.")
    assert "\nA) EYXX\n" in page
    assert "(DRAFT, not sent;" in page
    assert clear_words(ClearBy(why="x")) == "p50 cannot be told, p90 cannot be told (x)"
