"""When a segment is full, and how the next one opens."""

from sargas.journal import Journal, Reader, Settings, show
from sargas.model.record import RecordKind

TICK = RecordKind.TICK


def test_a_full_segment_is_followed_by_one_that_opens_with_config_and_checkpoint(tmp_path):
    states = iter((b"one", None, b"three"))
    with Journal(tmp_path, "live", b"config", lambda: next(states), Settings(segment_bytes=600)) as journal:
        for second in range(12):
            journal.append(float(second), "", TICK, b"")
            journal.commit()
    openings = [
        [record.kind.name for record in Reader(tmp_path, int(summary.segment[:20])).read(3)]
        for summary in show(tmp_path)
    ]
    assert openings == [
        ["CONFIG", "TICK", "TICK"],
        ["CONFIG", "CHECKPOINT", "TICK"],
        ["CONFIG", "TICK", "TICK"],
        ["CONFIG", "CHECKPOINT", "TICK"],
    ]


def test_an_old_segment_is_followed_too(tmp_path):
    with Journal(tmp_path, "live", b"config", settings=Settings(segment_s=10.0)) as journal:
        for time_s in (100.0, 109.9, 110.0, 119.0, 500.0):
            journal.append(time_s, "", TICK, b"")
            journal.commit()
    assert [(s.first_time_s, s.last_time_s) for s in show(tmp_path)] == [
        (100.0, 109.9),
        (110.0, 119.0),
        (500.0, 500.0),
    ]
    assert [s.sealed for s in show(tmp_path)] == [True, True, False]
