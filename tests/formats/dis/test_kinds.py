"""Enumerations: types of PDUs, what platforms are here, what tracks are there."""

import pytest

from picture.scene import NOON_S, rows
from sargas.formats.dis.kinds import CLASSES, FAMILIES, NAMES, category_of, force_of
from sargas.model.identity import IDENTITIES
from sargas.model.track import CLASSES as OURS


def track(**more):
    row = rows(NOON_S, {"number": 1})
    for name, probability in more.items():
        row.classification[0, OURS.index(name)] = probability
    return row.track(0)


def test_every_type_up_to_72_has_a_family() -> None:
    assert sorted(NAMES) == list(range(1, 73))
    assert (FAMILIES[1], FAMILIES[26], FAMILIES[14], FAMILIES[54], FAMILIES[67]) == (1, 4, 5, 10, 1)
    assert (NAMES[19], NAMES[46]) == ("Set Data", "TSPI")


@pytest.mark.parametrize(
    ("category", "names"),
    [(50, {"fixed_wing_drone", "multirotor"}), (21, {"helicopter"}), (85, {"light_aircraft"}), (1, {"other"})],
)
def test_what_a_category_may_be(category: int, names: set[str]) -> None:
    assert set(CLASSES[category]) == names
    assert 0 not in CLASSES


@pytest.mark.parametrize(
    ("classes", "category"),
    [
        ({}, 0),
        ({"fixed_wing_drone": 0.8}, 50),
        ({"fixed_wing_drone": 0.3, "multirotor": 0.3, "bird": 0.4}, 50),
        ({"multirotor": 0.4, "bird": 0.35}, 0),
        ({"bird": 0.9}, 0),
        ({"light_aircraft": 0.5}, 85),
        ({"airliner": 0.7}, 87),
        ({"helicopter": 0.5}, 90),
        ({"balloon": 0.9}, 100),
    ],
)
def test_the_class_that_has_half(classes, category) -> None:
    assert category_of(track(**classes)) == category


def test_what_we_tell_is_what_we_would_read() -> None:
    for name in ("fixed_wing_drone", "multirotor", "light_aircraft", "airliner", "helicopter", "balloon"):
        assert name in CLASSES[category_of(track(**{name: 1.0}))]


def test_only_what_was_decided_takes_a_side() -> None:
    told = {}
    for k, name in enumerate(IDENTITIES):
        row = rows(NOON_S, {"number": 1})
        row.identity[0] = k
        told[name] = force_of(row.track(0))
    assert told == {**dict.fromkeys(IDENTITIES, 0), "friend": 1, "assumed_friend": 1, "hostile": 2, "neutral": 3}
