"""Types: what is of the air, whose it is said to be, and the type of a track."""

import pytest

from picture.scene import NOON_S, rows
from sargas.formats.cot.kinds import LETTER, identity_of, is_air, type_of
from sargas.model.identity import IDENTITIES
from sargas.model.track import CLASSES


@pytest.mark.parametrize("kind", ["a-u-A", "a-f-A-C-F", "a-h-A-M-H-Q"])
def test_of_the_air(kind: str) -> None:
    assert is_air(kind)


@pytest.mark.parametrize("kind", ["a-f-G-U-C", "b-m-p", "t-x-c-t", "a-f-Ab", "a-f", "", "a-u-P"])
def test_not_of_the_air(kind: str) -> None:
    assert not is_air(kind)
    assert identity_of(kind) is None


def test_every_identity_has_a_letter() -> None:
    assert set(LETTER) == set(IDENTITIES)
    assert identity_of("a-h-A-M-F") == "hostile"
    assert identity_of("a-.-A-M-F") is None


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ({}, "a-p-A"),
        ({"fixed_wing_drone": 0.8}, "a-p-A-M-F-Q"),
        ({"multirotor": 0.6}, "a-p-A-M-H-Q"),
        ({"light_aircraft": 0.3, "airliner": 0.3, "bird": 0.4}, "a-p-A-C-F"),
        ({"helicopter": 0.5}, "a-p-A-C-H"),
        ({"balloon": 0.9}, "a-p-A-C-L"),
        ({"bird": 0.9}, "a-p-A"),
        ({"multirotor": 0.4, "bird": 0.35}, "a-p-A"),
    ],
)
def test_the_class_that_has_half(classes, kind) -> None:
    row = rows(NOON_S, {"number": 1})
    for name, probability in classes.items():
        row.classification[0, CLASSES.index(name)] = probability
    assert type_of(row.track(0)) == kind
