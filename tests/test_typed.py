from typing import ClassVar, Literal

import msgspec
import pytest

from sargas.typed import typed


class Wheel(msgspec.Struct, forbid_unknown_fields=True):
    size_m: float

    def __post_init__(self) -> None:
        if self.size_m <= 0:
            raise ValueError("size_m must be positive")


class Cart(msgspec.Struct, forbid_unknown_fields=True, rename={"source": "from"}):
    name: str
    source: str
    kind: Literal["hand", "horse"] = "hand"
    wheels: tuple[Wheel, ...] = ()
    spare: Wheel | None = None
    named: dict[str, Wheel] = {}


def test_a_good_value_becomes_its_type() -> None:
    findings: list[str] = []
    value = {"name": "a", "from": "b", "wheels": [{"size_m": 1}], "spare": {"size_m": 2}, "named": {"x": {"size_m": 3}}}
    cart = typed(value, Cart, "", findings)
    assert findings == []
    assert cart == Cart("a", "b", "hand", (Wheel(1.0),), Wheel(2.0), {"x": Wheel(3.0)})


def test_every_finding_at_once_with_its_path() -> None:
    findings: list[str] = []
    value = {
        "form": "b",
        "kind": "dog",
        "wheels": [{"size_m": 1}, {"size_m": "big"}, {"sise_m": 1}, {"size_m": -1}],
        "named": {"x": {}},
    }
    assert typed(value, Cart, "cart", findings) is None
    assert findings == [
        "cart.form: unknown key; did you mean from?",
        "cart.kind: Invalid enum value 'dog'",
        "cart.wheels[1].size_m: Expected float, got str",
        "cart.wheels[2].sise_m: unknown key; did you mean size_m?",
        "cart.wheels[2].size_m: missing",
        "cart.wheels[3]: size_m must be positive",
        "cart.named.x.size_m: missing",
        "cart.name: missing",
        "cart.from: missing",
    ]


class Walk(msgspec.Struct, forbid_unknown_fields=True, tag="walk", tag_field="kind"):
    steps: int


class Ride(msgspec.Struct, forbid_unknown_fields=True, tag="ride", tag_field="kind"):
    by: str


class Trip(msgspec.Struct, forbid_unknown_fields=True):
    parts: tuple[Walk | Ride, ...] = ()


def test_one_of_several_kinds_is_told_by_its_name() -> None:
    findings: list[str] = []
    parts = [{"kind": "ride", "by": "bus"}, {"kind": "walk", "steps": 3}]
    assert typed({"parts": parts}, Trip, "", findings) == Trip((Ride("bus"), Walk(3)))
    assert findings == []


def test_what_is_wrong_in_one_of_several_kinds() -> None:
    findings: list[str] = []
    parts = [{"kind": "swim"}, {"by": "bus"}, {"kind": "ride", "steps": 3}, {"kind": ["walk"], "steps": 3}]
    assert typed({"parts": parts}, Trip, "trip", findings) is None
    assert findings == [
        "trip.parts[0].kind: 'swim'; one of walk, ride is expected",
        "trip.parts[1].kind: missing; one of walk, ride is expected",
        "trip.parts[2].steps: unknown key",
        "trip.parts[2].by: missing",
        "trip.parts[3].kind: ['walk']; one of walk, ride is expected",
    ]


@pytest.mark.parametrize("value", [1, "x", None, []])
def test_something_else_than_a_table(value: object) -> None:
    findings: list[str] = []
    assert typed(value, Cart, "cart", findings) is None
    assert len(findings) == 1
    assert findings[0].startswith("cart: ")


class Sled(msgspec.Struct, forbid_unknown_fields=True):
    MOVED: ClassVar[dict[str, str]] = {"wheels": "cart.wheels"}

    runners: int = 2


def test_where_a_key_that_was_once_here_is_said_now() -> None:
    findings: list[str] = []
    typed({"wheels": 4, "runner": 3}, Sled, "sled", findings)
    assert findings == [
        "sled.wheels: unknown key; it is cart.wheels now",
        "sled.runner: unknown key; did you mean runners?",
    ]
