import numpy as np

from sargas.model.tracks import CONFIRMED, TENTATIVE
from sargas.picture.table import NO_KEY, NOT_KNOWN, Table


def test_rows_are_found_by_number_and_by_key() -> None:
    table = Table()
    rows = table.add(np.array([7, 3, 900]), np.array([NO_KEY, NO_KEY, 55]))
    assert table.rows_of(np.array([900, 3, 8])).tolist() == [rows[2], rows[1], -1]
    assert table.rows_of_keys(np.array([55, 56])).tolist() == [rows[2], -1]
    assert table.current().number.tolist() == [3, 7, 900]


def test_freed_slots_are_wiped_and_used_again_lowest_first() -> None:
    table = Table()
    table.add(np.arange(1, 300), np.full(299, NO_KEY))
    table.tracks.lat_deg[:] = 55.0
    table.free(np.array([4, 2]))
    assert table.rows_of(np.array([3, 5])).tolist() == [-1, -1]
    rows = table.add(np.array([1000, 1001]), np.array([1, 2]))
    assert rows.tolist() == [2, 4]
    assert table.tracks.lat_deg[2] == 0.0


def test_a_forgotten_key_finds_nothing() -> None:
    table = Table()
    rows = table.add(np.array([1]), np.array([5]))
    table.forget_keys(rows)
    assert table.rows_of_keys(np.array([5])).tolist() == [-1]
    assert table.rows_of(np.array([1])).tolist() == rows.tolist()


def test_since_when_a_row_is_confirmed_is_remembered_once_and_not_made_up() -> None:
    table, again = Table(), Table()
    rows = table.add(np.array([4, 2]), np.array([9, NO_KEY]))
    table.tracks.status[rows] = [CONFIRMED, TENTATIVE]
    for time_s in (100.0, 104.0):
        table.confirm(rows, time_s)
    assert table.tracks.confirmed_s[rows].tolist() == [100.0, 0.0]
    before = table.packed()
    del before["tracks"]["confirmed_s"]
    again.unpack(before)
    assert again.tracks.confirmed_s[rows].tolist() == [NOT_KNOWN, 0.0], "a checkpoint of before it was remembered"
    again.confirm(rows, 200.0)
    assert again.tracks.confirmed_s[rows].tolist() == [NOT_KNOWN, 0.0]


def test_packed_and_unpacked_is_the_same() -> None:
    table, again = Table(), Table()
    table.add(np.array([4, 2]), np.array([9, NO_KEY]))
    again.unpack(table.packed())
    assert again.rows_of(np.array([2, 4])).tolist() == [1, 0]
    assert again.rows_of_keys(np.array([9])).tolist() == [0]
