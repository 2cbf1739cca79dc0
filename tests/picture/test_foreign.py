import uuid

import numpy as np

from picture.scene import NOON_S, rows
from sargas.model.tracks import ENDED, Tracks
from sargas.picture.foreign import (
    NAMESPACE,
    assume_accuracy,
    carry_over,
    is_another,
    key_of,
    ours_among,
    rounds,
    uid_of,
)
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


def test_errors_that_nobody_stated_are_assumed_and_said_to_be() -> None:
    reports = rows(
        NOON_S, {}, {"sigma_m": 0.0}, {"sigma_mps": 0.0}, {"height_m": 90.0, "sigma_height_m": 0.0}, reporter="LVA"
    )
    assume_accuracy(reports, Settings(foreign_sigma_m=400.0, foreign_sigma_mps=7.0, foreign_sigma_height_m=60.0))
    assert reports.assumed_accuracy.tolist() == [False, True, True, False]
    assert np.sqrt(reports.covariance[:, 0]).tolist() == np.sqrt(reports.covariance[:, 6]).tolist() == [50, 400, 50, 50]
    assert np.sqrt(reports.covariance[:, 15]).tolist() == [2, 2, 7, 2]
    assert np.sqrt(reports.covariance[:, 11]).tolist() == [0, 0, 0, 60]


def test_what_a_report_does_not_repeat_is_carried_over_with_when_it_was_told() -> None:
    def report(t: float, **said: object) -> Tracks:
        made = rows(NOON_S + t, {"reported_number": 5, **said}, reporter="LVA")
        made.claim_told_s[:] = 0.0
        return made

    first = report(0.0, mode_s=1, mode_3a=0o1111, callsign=b"ONE", plan_callsign=b"PLAN")
    carry_over(Tracks.empty(1), first)
    assert first.claim_told_s.tolist() == [[NOON_S] * 3]
    second = report(4.0, mode_3a=0o1111, plan_callsign=b"PLAN")
    carry_over(first, second)
    assert (second.mode_s[0], second.called()[0]) == (1, b"ONE")
    assert second.claim_told_s.tolist() == [[NOON_S, NOON_S + 4.0, NOON_S]], "the plan is not what it is called by"
    planned = report(8.0, plan_callsign=b"PLAN", remote_id_hash=7)
    carry_over(Tracks.empty(1), planned)
    assert planned.claim_told_s.tolist() == [[NOON_S + 8.0, 0.0, NOON_S + 8.0]]
    last = report(12.0)
    carry_over(planned, last)
    assert last.called()[0] == b"PLAN"
    assert last.claim_told_s.tolist() == [[NOON_S + 8.0, 0.0, NOON_S + 8.0]]
    reckoned = report(16.0, mode_s=1)
    reckoned.updated_s[:] = NOON_S + 13.0
    carry_over(last, reckoned)
    assert reckoned.claim_told_s[0, 0] == NOON_S + 13.0, "when it was measured, not what it was reckoned for"


def test_reports_that_carry_our_uid() -> None:
    rng = np.random.default_rng(1)
    known = rows(NOON_S, *({"number": i + 1} for i in range(50)))
    known.uid[:] = rng.integers(0, 256, (50, 16))
    known.uid[7, :8] = known.uid[8, :8]  # the same first half
    known.status[20], known.reported_by[21] = ENDED, 0
    report = rows(NOON_S, *({"reported_number": i} for i in range(6)), reporter="LVA")
    for i, row in enumerate((8, 20, 21, 49, 7)):
        report.uid[i] = known.uid[row]
    which, own = ours_among(report, known)
    assert dict(zip(which.tolist(), own.tolist(), strict=True)) == {0: 8, 3: 49, 4: 7}
