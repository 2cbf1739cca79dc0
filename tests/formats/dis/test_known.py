"""Places of simulators, entities of each, both bounded."""

import struct

import pytest

from sargas.formats.dis.known import MOST_KNOWN, MOST_SIMULATORS, Known
from sargas.formats.dis.wire import EVERY, Identifier


def name(site, application, entity=1):
    return struct.pack(">HHH", site, application, entity)


def filled(*names):
    known = Known()
    for who in names:
        known.take(who, bytes(12) + who)
    return known


def test_a_number_is_its_own_and_stays() -> None:
    known = Known()
    names = [name(site, application, e) for site in (1, 42) for application in (1, 3001) for e in (0, 1, 65_535)]
    numbers = [known.number_of(who) for who in names]
    assert len(set(numbers)) == len(names)
    assert [known.number_of(who) for who in names] == numbers
    assert all(0 <= number < 1 << 31 for number in numbers)
    second = Known()
    second.set_state(known.state())
    assert [second.number_of(who) for who in reversed(names)] == numbers[::-1]
    assert second.number_of(name(9, 9)) == 4 << 16 | 1


def test_of_too_many_simulators_the_one_silent_longest_gives_its_place() -> None:
    known = Known()
    for k in range(MOST_SIMULATORS):
        known.number_of(name(k // 1000, k % 1000))
    first, second = known.number_of(name(0, 0)), known.number_of(name(0, 2))
    taken = known.number_of(name(999, 1))
    assert taken == 1 << 16 | 1, "that of 0/1"
    assert (known.number_of(name(0, 0)), known.number_of(name(0, 2))) == (first, second)
    assert taken < 1 << 31


def test_entities_are_bounded_and_the_index_with_them() -> None:
    known = filled(*(name(1 + k // 60_000, k % 60_000) for k in range(MOST_KNOWN + 100)))
    state = known.state()
    assert len(state["states"]) == MOST_KNOWN
    everybody = known.covered(Identifier(EVERY, EVERY, EVERY))
    assert len(everybody) == MOST_KNOWN
    assert name(1, 99) not in everybody
    for who in everybody:
        known.let_go(who)
    assert known.covered(Identifier(EVERY, EVERY, EVERY)) == []
    assert known.let_go(name(1, 200)) is None


@pytest.mark.parametrize(
    ("whom", "found"),
    [
        (Identifier(1, 1, 7), [(1, 1, 7)]),
        (Identifier(1, 1, 9), []),
        (Identifier(1, 1, EVERY), [(1, 1, 7), (1, 1, 8)]),
        (Identifier(1, EVERY, 7), [(1, 1, 7), (1, 2, 7)]),
        (Identifier(EVERY, 1, EVERY), [(1, 1, 7), (1, 1, 8), (2, 1, 7)]),
        (Identifier(EVERY, EVERY, 8), [(1, 1, 8)]),
        (Identifier(3, EVERY, EVERY), []),
        (Identifier(3, 3, EVERY), []),
    ],
)
def test_who_is_addressed(whom, found) -> None:
    known = filled(name(1, 1, 7), name(1, 1, 8), name(1, 2, 7), name(2, 1, 7))
    second = Known()
    second.set_state(known.state())
    assert known.covered(whom) == second.covered(whom) == [name(*one) for one in found]
    assert all(whom.covers(Identifier(*one)) for one in found)
