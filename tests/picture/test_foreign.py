import uuid

import numpy as np

from picture.scene import NOON_S, rows
from sargas.picture.foreign import NAMESPACE, is_another, key_of, rounds, uid_of
from sargas.picture.settings import Settings


def test_uid_is_a_uuid_of_version_5() -> None:
    uid = uuid.UUID(bytes=uid_of("LVA", 12, NOON_S))
    assert (uid.version, uid.variant) == (5, uuid.RFC_4122)
    assert uid == uuid.uuid5(uuid.UUID(bytes=NAMESPACE), f"LVA/12/{float(NOON_S).hex()}")


def test_keys_keep_reporters_and_numbers_apart() -> None:
    reporter = np.array([0, 1, 1, 300], np.int16)
    number = np.array([5, 5, 0, -1], np.int32)
    assert len(np.unique(key_of(reporter, number))) == 4


def test_rounds_hold_each_key_once_in_order() -> None:
    assert [r.tolist() for r in rounds(np.array([4, 9, 4, 4, 9]))] == [[0, 1], [2, 4], [3]]
    assert rounds(np.empty(0, np.int64)) == []


def test_what_makes_a_number_mean_something_else() -> None:
    flying = {"reported_number": 1, "east_mps": 200.0, "mode_s": 0x501234}
    known = rows(NOON_S, flying, reporter="LVA")

    def report(**change: float) -> bool:
        said = {**flying, "east_m": 200.0 * 10, **change}
        return bool(is_another(known, rows(NOON_S + 10, said, reporter="LVA"), Settings())[0])

    assert not report()
    assert not report(east_m=-2000.0)  # turned back at once: within the allowance
    assert report(east_m=60_000.0)
    assert report(mode_s=0x501235)
    assert not report(mode_s=0x501234, mode_3a=0o1234)
