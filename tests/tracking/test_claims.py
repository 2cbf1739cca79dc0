"""Claims help association and are kept by votes."""

import math

import numpy as np
import pytest

from sargas.tracking.claims import MOST_VOTES, keep_claims, log_agreement, log_height_agreement
from sargas.tracking.rows import CALLSIGN, EMERGENCY, HEIGHTS, MODE_3A, PRESSURE, SHOT, STATION
from sargas.tracking.settings import Settings
from sargas.tracking.terms import terms_of
from tracking.conftest import blank

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]
RADAR = np.zeros(1, STATION)[0]
RADAR["heights"] = HEIGHTS


def shot(address: int = 0, mode_3a: int | None = None, emergency: int | None = None) -> np.ndarray:
    row = np.zeros(1, SHOT)
    row["address"] = address
    if mode_3a is not None:
        row["mode_3a"], row["claimed"] = mode_3a, MODE_3A
    if emergency is not None:
        row["emergency"] = emergency
        row["claimed"] |= EMERGENCY
    return row[0]


def track(address: int = 0, mode_3a: int | None = None) -> np.ndarray:
    row = blank(1)
    keep_claims(row[0], shot(address, mode_3a))
    return row


@pytest.mark.parametrize(
    ("mine", "its", "factor"),
    [
        ((0xABCDEF, None), (0xABCDEF, None), SETTINGS.address_agrees),
        ((0xABCDEF, None), (0xABCDEE, None), SETTINGS.address_differs),
        ((0xABCDEF, None), (0, None), 1.0),
        ((0, 0o4321), (0, 0o4321), SETTINGS.mode_3a_agrees),
        ((0, 0o4321), (0, 0o4320), SETTINGS.mode_3a_differs),
        ((0, 0o7000), (0, 0o7000), 1.0),
        ((0, 0o4321), (0, None), 1.0),
        ((7, 0o4321), (7, 0o4320), SETTINGS.address_agrees * SETTINGS.mode_3a_differs),
    ],
)
def test_agreement_is_a_factor_and_never_a_veto(mine: tuple, its: tuple, factor: float) -> None:
    assert log_agreement(track(*mine)[0], shot(*its), TERMS) == pytest.approx(math.log(factor))


def test_a_wrong_code_now_and_then_does_not_change_the_claim() -> None:
    row = track(1, 0o1111)
    for code in (0o1111, 0o1111, 0o2222, 0o1111, 0o2222):
        keep_claims(row[0], shot(1, code))
    assert row["mode_3a"][0] == 0o1111


def test_a_code_that_is_really_changed_is_taken() -> None:
    row = track(1, 0o1111)
    for _ in range(10):
        keep_claims(row[0], shot(1, 0o1111))
    for _ in range(MOST_VOTES + 1):
        keep_claims(row[0], shot(1, 0o2222))
    assert row["mode_3a"][0] == 0o2222


def test_an_emergency_is_told_at_once() -> None:
    row = track(1, 0o1111)
    keep_claims(row[0], shot(1, 0o7700, emergency=1))
    assert row["emergency"][0] == 1
    assert row["claimed"][0] == MODE_3A | EMERGENCY
    assert not row["claimed"][0] & (CALLSIGN | PRESSURE)


def test_heights_speak_for_or_against_by_what_others_have() -> None:
    """Unlike ones against, the same ones for; the same ones say nothing where everybody is at that height."""
    row, plot = track(), np.zeros(1, SHOT)
    row["height_source"], row["h"], row["Ph"] = 5, [3000.0, 0.0], [100.0, 0.0, 4.0]
    plot["height_source"], plot["height_m"], plot["height_m2"] = 5, 3010.0, 144.0
    assert log_height_agreement(row[0], plot[0], RADAR, TERMS) == pytest.approx(2.0)
    plot["height_m"] = 4500.0
    assert log_height_agreement(row[0], plot[0], RADAR, TERMS) == pytest.approx(math.log(SETTINGS.height_differs))
    level = RADAR.copy()
    level["heights"][1] = 0.0
    plot["height_m"] = 3010.0
    assert log_height_agreement(row[0], plot[0], level, TERMS) == pytest.approx(0.0, abs=0.1)
    plot["height_source"] = 2
    assert log_height_agreement(row[0], plot[0], RADAR, TERMS) == 0.0


def test_each_claim_has_the_time_when_it_was_told_last_as_it_is_kept() -> None:
    row = track(1, 0o1111)
    for time_s, code, callsign in ((10.0, 0o1111, 0), (12.0, 0o2222, 5), (11.0, 0o1111, 5), (14.0, None, 0)):
        said = shot(1, code)
        said["time_s"], said["callsign"] = time_s, callsign
        said["claimed"] |= CALLSIGN if callsign else 0
        keep_claims(row[0], said)
    assert row["claim_told_s"][0].tolist() == [14.0, 11.0, 12.0], "a code that is not kept is not told"
    said = shot(2)
    said["time_s"] = 20.0
    keep_claims(row[0], said)
    assert row["claim_told_s"][0, 0] == 14.0


def test_a_code_says_of_an_emergency_at_once_and_of_its_end() -> None:
    row = track(1, 0o1111)
    for code in (0o1111, 0o1111):
        keep_claims(row[0], shot(1, code))
    said = []
    for code in (0o7700, 0o7600, 0o7500, 0o1111):
        keep_claims(row[0], shot(1, code))
        said.append((int(row["emergency"][0]), bool(row["claimed"][0] & EMERGENCY)))
    assert said == [(1, True), (4, True), (5, True), (0, True)]


def test_what_is_said_of_an_emergency_outweighs_the_code_beside_it() -> None:
    row = track(1, 0o1111)
    keep_claims(row[0], shot(1, 0o1111, emergency=7))
    assert row["emergency"][0] == 7
    assert not track(1, 0o1111)["claimed"][0] & EMERGENCY, "an ordinary code alone claims nothing"


def test_none_beside_a_code_of_emergency_says_nothing() -> None:
    row = track(1, 0o1111)
    keep_claims(row[0], shot(1, 0o7500, emergency=0))
    assert row["emergency"][0] == 5, "some stations say none with every plot"
    keep_claims(row[0], shot(1, 0o1111, emergency=0))
    assert row["emergency"][0] == 0
