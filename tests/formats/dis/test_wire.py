"""Fields of PDUs: octets written out by hand from the tables of the standard, and what is too short."""

import numpy as np
import pytest

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.dis import wire
from sargas.formats.dis.wire import EVERY, Identifier

MADE = samples("dis")


def test_a_header_as_the_standard_has_it() -> None:
    octets = bytes.fromhex("07 01 0d 05 80000001 002c 06 00".replace(" ", ""))
    assert wire.header(octets) == wire.Header(7, 1, 13, 5, 0x80000001, 44)
    with pytest.raises(DecodeError, match="PDU shorter than its header"):
        wire.header(octets[:11])


def test_a_timestamp_goes_round_in_an_hour() -> None:
    assert (2**31) * wire.UNIT_S == 3600.0


STATE = (
    "06 07 01 01 001e91e3 0090 0000"  # version 6, exercise 7, Entity State, family 1, absolute, 144 octets
    "002a 0004 001a 02 00"  # 42/4/26, opposing, no parameters
    "01 02 00e1 32 01 02 00 0000000000000000"  # platform, air, USA, unmanned
    "41200000 c0a00000 3f800000"  # 10, -5, 1 m/s
    "4150af9000000000 4139725f00000000 4150791300000000"
    "3fc90fdb 00000000 bf490fdb"
    "00a00000"  # bits 21 and 23
    "02 000000000000000000000000000000 3f000000 00000000 00000000 00000000 00000000 3e800000"
    "01 5241 56454e 00000000 0000"
    "00000000"
)


def test_an_entity_state_as_the_standard_has_it() -> None:
    octets = bytes.fromhex(STATE.replace(" ", ""))
    assert len(octets) == wire.STATE_OCTETS == wire.ENTITY_STATE.itemsize
    (state,) = wire.entity_states(octets)
    assert (state["version"], state["exercise"], state["kind"], state["family"]) == (6, 7, 1, 1)
    assert (state["timestamp"], state["length"]) == (0x1E91E3, 144)
    assert (state["site"], state["application"], state["entity"]) == (42, 4, 26)
    assert (state["force"], state["parameters"]) == (2, 0)
    assert (state["entity_kind"], state["domain"], state["country"], state["category"]) == (1, 2, 225, 50)
    assert (state["subcategory"], state["specific"], state["extra"]) == (1, 2, 0)
    assert state["velocity_mps"].tolist() == [10.0, -5.0, 1.0]
    assert state["location_m"].tolist() == [0x42BE40, 0x19725F, 0x41E44C]
    assert state["orientation_rad"].tolist() == pytest.approx([np.pi / 2, 0.0, -np.pi / 4])
    assert state["appearance"] == wire.FROZEN | wire.DEACTIVATED
    assert state["algorithm"] == 2
    assert state["acceleration_mps2"].tolist() == [0.5, 0.0, 0.0]
    assert state["rotation_radps"].tolist() == [0.0, 0.0, 0.25]
    assert (state["character_set"], state["marking"]) == (wire.ASCII, b"RAVEN")


def test_the_entity_of_the_corpus(corpus) -> None:
    """Values as opendis 1.0 reads them (`tests/oracle/test_opendis.py` asks it again)."""
    octets = (corpus / "dis/EntityStatePdu-26.raw").read_bytes()
    (state,) = wire.entity_states(octets)
    assert wire.header(octets) == wire.Header(6, 7, 1, 1, 0x1E91E2, 144)
    assert wire.identifier(octets, 12) == Identifier(42, 4, 26)
    assert (state["force"], state["parameters"]) == (1, 0)
    assert (state["entity_kind"], state["domain"], state["country"], state["category"]) == (1, 1, 39, 7)
    assert state["location_m"].tolist() == [4374082.804855892, 1667679.9573010718, 4318284.368902691]
    assert state["orientation_rad"].tolist() == [1.9350472688674927, -0.0, -2.3192367553710938]
    assert state["appearance"] == wire.FROZEN
    assert (state["algorithm"], state["character_set"], state["marking"]) == (2, wire.ASCII, b"26")


def test_parameters_must_be_there() -> None:
    wire.check_state(MADE.PARTED)
    with pytest.raises(DecodeError, match="Entity State PDU shorter than its fields"):
        wire.check_state(MADE.STATES[0][:143])
    with pytest.raises(DecodeError, match="Entity State PDU shorter than its variable parameters"):
        wire.check_state(MADE.PARTED[:-1])


def test_requests_as_the_standard_has_them() -> None:
    stop = bytes.fromhex(
        "07010e0580000001002806000002000100000001ffff0000" + "00076b3a00000003" + "01000000" + "0000002a"
    )
    assert wire.request(stop) == wire.Request(Identifier(2, 1, 0), Identifier(1, EVERY, 0), 42, 1)
    acknowledge = bytes.fromhex("07010f05800000010020060000010009000000020001000000040003" + "0000002a")
    assert wire.request(acknowledge) == wire.Request(Identifier(1, 9, 0), Identifier(2, 1, 0), 42, 4)
    for octets in (stop, acknowledge):
        with pytest.raises(DecodeError, match="simulation management PDU shorter than its fields"):
            wire.request(octets[:-1])


def test_who_is_addressed() -> None:
    assert Identifier(EVERY, EVERY, EVERY).covers(Identifier(1, 2, 3))
    assert Identifier(1, EVERY, 3).covers(Identifier(1, 2, 3))
    assert not Identifier(1, EVERY, 3).covers(Identifier(1, 2, 4))
    assert not Identifier(2, 2, 3).covers(Identifier(1, 2, 3))


def test_comments_and_what_is_none() -> None:
    octets = MADE.MANAGER.comment(MADE.EVERYBODY, MADE.TIME_S, "Pause until ten.")
    assert wire.comment(octets) == [b"Pause until ten."]
    fixed = octets[:24] + bytes.fromhex("00000001 00000001 0000000100000002".replace(" ", "")) + octets[32:]
    assert wire.comment(fixed) == [b"Pause until ten."]
    for cut in (octets[:31], octets[:39], octets[:-1]):
        with pytest.raises(DecodeError, match="Comment PDU shorter than its"):
            wire.comment(cut)
