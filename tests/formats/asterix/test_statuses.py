"""What radars and systems say of themselves."""

import pytest

from oracle.items import NOON_S, block, chunks, statuses
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.settings import Settings
from sargas.model.sensor import Sensor

SENSORS = [
    Sensor("radar", "f", "ssr", {"sac": 1, "sic": 2}),
    Sensor("system", "f", "system", {"sac": 1, "sic": 16}),
]


def time(after_s: float) -> str:
    return int((43_200.0 + after_s) * 128).to_bytes(3, "big").hex()


def said(*blocks: bytes):
    return statuses(Decoder(SENSORS, Settings(feed="f")).feed(chunks(blocks)))


def state(common: str, more: str = "") -> bytes:
    # 010 000 030 041 050; I034/050 with its common part, and PSR when more is given.
    parts = f"{'90' if more else '80'} {common} {more}"
    return block(34, bytes.fromhex(f"ec 0102 01 {time(0)} 0280 {parts}"))


@pytest.mark.parametrize(
    ("common", "more", "status", "detail"),
    [
        ("00", "", "ok", ""),
        ("80", "", "not_for_operational_use", "operational use inhibited"),
        ("02", "", "time_invalid", "time source invalid"),
        ("10", "", "degraded", "processor overload"),
        ("00", "10", "degraded", "PSR overload"),
        ("82", "08", "not_for_operational_use", "operational use inhibited, PSR monitoring disconnected"),
    ],
)
def test_state_of_a_radar(common: str, more: str, status: str, detail: str) -> None:
    (told,) = said(state(common, more))
    assert (told.sensor, told.status, told.detail) == ("radar", status, detail)
    assert told.rotation_s == 5.0
    assert told.time_s == NOON_S


def test_a_server_of_safety_nets_is_told_alive_and_its_alerts_are_not() -> None:
    """I004/060: functions that it lacks are no trouble of its own; an alert (STCA of two tracks) says that it lives."""
    # 010 000 020 060, and 010 000 020 040 030 with 035 in the third octet.
    alive = [
        block(4, bytes.fromhex(f"d2 0110 01 {time(at)} {functions}")) for at, functions in ((0, "0e"), (1, "0f0c"))
    ]
    alert = block(4, bytes.fromhex(f"d9 81 40 0110 07 {time(2)} 0005 0011 0012"))
    told = said(*alive, alert, block(4, bytes.fromhex(f"d2 0110 01 {time(2.5)} 0f80")))
    assert [(one.sensor, one.status, one.detail) for one in told] == [
        ("system", "ok", ""),
        ("system", "degraded", "information of sensors lost, alerts overflow"),
        ("system", "degraded", "information of sensors lost, alerts overflow"),
        ("system", "ok", ""),
    ]
    found = Decoder(SENSORS, Settings(feed="f")).feed(chunks([alert]))
    assert [type(item).__name__ for item in found] == ["SensorStatus"]


def test_a_turning_radar_is_told_at_north_and_once_a_second() -> None:
    north = [block(34, bytes.fromhex(f"e0 0102 01 {time(turn * 4.0)}")) for turn in range(2)]
    sectors = [block(34, bytes.fromhex(f"f0 0102 02 {time(k / 8)} {k * 8:02x}")) for k in range(1, 32)]
    told = said(north[0], *sectors, north[1])
    assert [status.time_s - NOON_S for status in told] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert {status.status for status in told} == {"ok"}


def test_what_was_said_stands_until_it_is_said_anew() -> None:
    sector = block(34, bytes.fromhex(f"f0 0102 02 {time(2)} 08"))
    assert [status.status for status in said(state("10"), sector, state("00"))] == ["degraded", "degraded", "ok"]


def test_older_radar() -> None:
    (told,) = said(block(2, bytes.fromhex(f"d8 0102 01 {time(0)} 0200")))
    assert (told.status, told.rotation_s, told.time_s) == ("ok", 4.0, NOON_S)


@pytest.mark.parametrize(
    ("octets", "status", "detail"),
    [
        ("00", "ok", ""),
        ("40", "degraded", "degraded"),
        ("20", "degraded", "PSR no-go"),
        ("c0", "unknown", "not connected"),
        ("80", "not_for_operational_use", "initialising or inhibited"),
        ("0108", "time_invalid", "time source invalid"),
        ("0140", "degraded", "processor overload"),
    ],
)
def test_a_system_says_how_it_sees_our_radar(octets: str, status: str, detail: str) -> None:
    (told,) = said(block(63, bytes.fromhex(f"b8 0110 {time(0)} 0102 {octets}")))
    assert (told.sensor, told.status, told.detail) == ("radar", status, detail)
    assert not said(block(63, bytes.fromhex(f"b8 0110 {time(0)} 0909 {octets}")))


@pytest.mark.parametrize(
    ("octet", "status", "detail"),
    [
        ("00", "ok", ""),
        ("40", "degraded", "degraded"),
        ("80", "unknown", "not connected"),
        ("20", "degraded", "overload"),
        ("10", "time_invalid", "time source invalid"),
        ("c0", "unknown", "state unknown"),
    ],
)
def test_a_system_says_how_it_is(octet: str, status: str, detail: str) -> None:
    (told,) = said(block(65, bytes.fromhex(f"d4 0110 01 {time(0)} {octet}")))
    assert (told.sensor, told.status, told.detail) == ("system", status, detail)
