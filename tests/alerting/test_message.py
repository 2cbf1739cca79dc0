import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.scene import incident
from sargas.alerting.message import digest_of, message_of
from sargas.model.incident import SITUATIONS

TEXTS = [
    (
        incident(7),
        "Unidentified aerial object approaching Lithuania: 12.3 km outside, expected there in 4 min. "
        "Moving north-west (315 degrees) at 45 m/s (162 km/h), height unknown. 2025-07-28 00:00:05 UTC, incident 7.",
    ),
    (
        incident(7, "inside", height_m=104.4, probability=0.9374),
        "Unidentified aerial object inside Lithuania: 810 m from its edge, probability 0.94. "
        "Moving north-west (315 degrees) at 45 m/s (162 km/h), height 104 m above the ellipsoid. "
        "2025-07-28 00:00:05 UTC, incident 7.",
    ),
    (
        incident(7, "lost", east_mps=0.0, north_mps=0.2, simulated=True),
        "EXERCISE EXERCISE EXERCISE. Unidentified aerial object lost from view, last seen 810 m inside Lithuania. "
        "Hardly moving, height unknown. 2025-07-28 00:00:05 UTC, incident 7.",
    ),
]


@pytest.mark.parametrize(("told", "text"), TEXTS)
def test_texts(told: object, text: str) -> None:
    assert message_of(told) == text


def test_who_has_not_been_in_has_not_left() -> None:
    assert "is no longer approaching Lithuania" in message_of(incident(situation="left", entered_s=None))
    assert "has left Lithuania" in message_of(incident(situation="left"))


def test_a_digest_names_each_by_how_it_is() -> None:
    inside = [incident(number, "inside") for number in (3, 9)]
    text = digest_of([incident(1), *inside, incident(4, "lost")])
    assert text == (
        "4 incidents with unidentified aerial objects, not told one by one. "
        "2 inside: 3, 9; 1 approaching: 1; 1 lost from view: 4."
    )
    many = digest_of([incident(number) for number in range(1, 43)])
    assert many.endswith("29, 30 and 12 others.")


@given(
    st.sampled_from(SITUATIONS),
    st.floats(-1e6, 1e6),
    st.floats(0, 1),
    st.floats(-400, 400),
    st.floats(-400, 400),
    st.none() | st.floats(0, 1e4),
    st.none() | st.floats(0, 900),
    st.booleans(),
)
def test_always_calm_and_with_units(
    situation: str,
    distance_m: float,
    probability: float,
    east_mps: float,
    north_mps: float,
    height_m: float | None,
    entry_s: float | None,
    simulated: bool,
) -> None:
    told = incident(
        situation=situation,
        distance_m=distance_m,
        probability=probability,
        east_mps=east_mps,
        north_mps=north_mps,
        height_m=height_m,
        time_to_border_s=entry_s,
        simulated=simulated,
    )
    text = message_of(told)
    assert "nidentified aerial object" in text
    assert text.endswith("UTC, incident 1.")
    assert text.startswith("EXERCISE") == simulated
    assert not re.search(r"attack|hostile|enemy|russia|belarus|drone", text, re.IGNORECASE)
    assert not re.search(r"nan|inf\b|None|probability 1\b", text)


def test_the_range_of_an_entry_is_told_where_it_says_more() -> None:
    told = incident(situation="approaching", distance_m=20_000.0, time_to_border_s=600.0)
    assert "expected there in 10 min." in message_of(told)
    wide = msgspec.structs.replace(told, entry_p10_s=420.0, entry_p90_s=840.0)
    assert "expected there in 10 min (7 min to 14 min)." in message_of(wide)
    narrow = msgspec.structs.replace(told, entry_p10_s=590.0, entry_p90_s=610.0)
    assert "expected there in 10 min." in message_of(narrow)


def test_what_cannot_be_told_is_told_to_be_so() -> None:
    told = incident(situation="approaching", distance_m=-120.0, probability=0.61, distance_sigma_m=400.0)
    assert "may be inside" in message_of(told)
    assert "which cannot be told yet: probability 0.61, 120 m inside its edge with an error of 400 m" in message_of(
        told
    )
    assert "may be" not in message_of(msgspec.structs.replace(told, probability=0.1, distance_m=120.0))


def test_an_object_that_is_inside_by_its_estimate_is_never_said_to_be_outside() -> None:
    told = incident(situation="approaching", distance_m=-700.0, probability=0.1, distance_sigma_m=1500.0)
    assert "outside" not in message_of(told)
    assert "700 m inside its edge with an error of 1.5 km" in message_of(told)
