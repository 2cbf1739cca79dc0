from incursion.land import zone
from picture.scene import NOON_S
from sargas.incursion.basis import basis
from sargas.incursion.watch import Sight, Watch

REASON = "no evidence in the time allowed"
INSIDE = Sight(NOON_S, NOON_S, 1.0, 1.0, -812.4, float("inf"))
WATCH = Watch(0, 12)


def test_inside() -> None:
    watch = WATCH._replace(inside_updates=3, inside_since_s=NOON_S - 8.0)
    unknown = "height unknown, so its limits do not exclude it"
    text = basis(zone(), watch, INSIDE, 60.2, unknown, "inside", REASON)
    assert text == (
        "Track 12 is inside the land (812 m +- 60 m inside the edge, probability 1.00, 3 updates in 8 s); "
        "height unknown, so its limits do not exclude it; not seen crossing; "
        "not authorised (no evidence in the time allowed)."
    )


def test_approaching() -> None:
    sight = INSIDE._replace(probability=0.0, distance_m=9000.0, entry_s=180.2)
    text = basis(zone(), WATCH, sight, 60.0, "", "approaching", REASON)
    assert text == (
        "Track 12 is predicted to enter the land in 180 s (9000 m +- 60 m outside the edge); "
        "not authorised (no evidence in the time allowed)."
    )


def test_approaching_with_a_course_that_wavers() -> None:
    sight = INSIDE._replace(probability=0.0, distance_m=9000.0)
    text = basis(zone(), WATCH, sight, 60.0, "", "approaching", REASON)
    assert text.startswith("Track 12 was predicted to enter the land (9000 m")
