"""Fields to bytes and back."""

import numpy as np
import pytest

from samples_of import samples
from sargas.formats.dis import kinds, wire
from sargas.formats.dis.stream import datagram
from sargas.formats.dis.wire import UNIT_S, Identifier
from sargas.formats.dis.write import Sender, clock_time, entity_states, no_states, timestamps

MADE = samples("dis")


def test_timestamps_are_absolute_and_of_the_hour() -> None:
    times_s = np.array([MADE.TIME_S, MADE.TIME_S + 0.25, 3600.0 * 487_133, 3600.0 * 487_133 - 1e-6])
    stamps = timestamps(times_s)
    assert (stamps & 1).all()
    assert (stamps >> 1) * UNIT_S == pytest.approx(np.mod(times_s, 3600.0), abs=2 * UNIT_S)
    assert stamps[2] == 1
    assert int(stamps[3]) > 0xFFFFFF00


def test_entity_states_say_what_they_are() -> None:
    rows = no_states(2)
    rows["entity"] = [1, 2]
    first, second = entity_states(rows, 7, 3)
    assert wire.header(first)[:4] == (7, 3, kinds.ENTITY_STATE, 1)
    assert (len(second), wire.header(second).length) == (144, 144)
    assert wire.identifier(second, 12) == Identifier(0, 0, 2)
    assert first[10] == kinds.CONSTRUCTIVE
    assert entity_states(no_states(1), 6, 3)[0][10] == 0, "padding, before version 7"


@pytest.mark.parametrize("version", wire.VERSIONS)
def test_requests_come_back(version: int) -> None:
    sender, whom = Sender(version, 2, 1, 9), Identifier(42, 4, 0)
    ours = Identifier(1, 9, 0)
    made = {
        13: (sender.start(whom, MADE.TIME_S, 5), 0),
        14: (sender.stop(whom, MADE.TIME_S, 5, kinds.RECESS), 1),
        15: (sender.acknowledge(whom, MADE.TIME_S, kinds.STOP, 5), 4),
        12: (sender.remove(whom, MADE.TIME_S, 5), 0),
    }
    for kind, (octets, reason) in made.items():
        assert wire.header(octets)[:4] == (version, 2, kind, 5)
        assert datagram(octets) == ([octets], [])
        assert wire.request(octets) == wire.Request(ours, whom, 5, reason)


def test_lengths_as_the_standard_has_them() -> None:
    whom = MADE.EVERYBODY
    assert len(MADE.MANAGER.start(whom, 0.0, 1)) == 44
    assert len(MADE.MANAGER.stop(whom, 0.0, 1, 1)) == 40
    assert len(MADE.MANAGER.acknowledge(whom, 0.0, kinds.START, 1)) == 32
    assert len(MADE.MANAGER.remove(whom, 0.0, 1)) == 28
    assert len(MADE.MANAGER.comment(whom, 0.0, "nine chars")) == 32 + 8 + 16


def test_an_acknowledgement_leaves_it_to_a_person() -> None:
    octets = MADE.MANAGER.acknowledge(MADE.US, MADE.TIME_S, kinds.START, 7)
    assert octets[24:] == bytes.fromhex("0003 0003 00000007".replace(" ", ""))


def test_clock_times_count_hours_since_1970() -> None:
    assert clock_time(3600.0 * 487_133 + 1800.0) == (487_133).to_bytes(4) + (2**31 | 1).to_bytes(4)
