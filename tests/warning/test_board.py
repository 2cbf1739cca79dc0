import msgspec

from picture.scene import NOON_S
from sargas.model.warning import PublicWarning, Reached
from sargas.warning.board import board, says
from warning.scene import AREAS, area


def told(number: int, state="released", level="alarm", areas=("near",), until_s=60.0, **more) -> PublicWarning:
    reached = tuple(Reached(one, one.capitalize()) for one in areas)
    said = {"level": level, "areas": reached, "released_s": NOON_S, "expires_s": NOON_S + until_s, **more}
    return PublicWarning(number, 1, state, said.pop("simulated", False), **said)


def states(*warnings: PublicWarning, at_s: float = 0.0) -> dict[str, tuple[str, int]]:
    return {one.area: (one.state, one.warning) for one in board(warnings, AREAS, NOON_S + at_s) if one.state != "none"}


def test_the_gravest_that_holds_counts() -> None:
    assert states(told(1, level="advisory"), told(2), told(3, "cleared")) == {"near": ("alarm", 2)}
    assert states(told(1, "cleared"), told(2, level="advisory", areas=("far",))) == {
        "near": ("all_clear", 1), "far": ("advisory", 2),
    }  # fmt: skip
    assert [one.area for one in board((), AREAS, NOON_S)] == ["near", "middle", "far", "aside"]


def test_each_expires_and_what_is_not_public_makes_no_state() -> None:
    assert states(told(1), at_s=59.9) == {"near": ("alarm", 1)}
    assert states(told(1), at_s=60.0) == {}
    assert states(told(1, "retracted"), told(2, "expired"), told(3, "draft")) == {}
    assert says(msgspec.structs.replace(told(1), expires_s=None), NOON_S) == "none"


def test_an_exercise_never_hides_what_is_real() -> None:
    drill = told(1, level="alarm", simulated=True)
    assert states(drill) == {"near": ("alarm", 1)}
    assert (
        states(told(2, level="advisory"), drill)
        == states(drill, told(2, level="advisory"))
        == {"near": ("advisory", 2)}
    )


def test_a_shape_of_no_layer_has_a_line_of_its_own() -> None:
    shape = area("corridor", 0, 0, 1, 1)
    assert states(told(4, areas=("corridor",), extra=(shape,))) == {"corridor-4": ("alarm", 4)}
