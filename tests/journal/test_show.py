"""What a journal holds at a glance."""

from sargas.journal import Journal, Reader, erase, show
from sargas.journal.segment import segments


def test_counts_are_those_of_the_records(make):
    folder = make(commits=8, each=2)
    with Journal.resume(folder) as journal:
        erase(journal, [3], "test", 1.8e9)
    records = list(Reader(folder))
    summaries = show(folder)
    assert [summary.segment for summary in summaries] == [path.name for path in segments(folder)]
    assert [summary.sealed for summary in summaries] == [True] * (len(summaries) - 1) + [False]
    assert [bool(summary.digest) for summary in summaries] == [summary.sealed for summary in summaries]
    assert sum(summary.records for summary in summaries) == len(records)
    assert sum(summary.personal for summary in summaries) == sum(record.personal for record in records)
    assert sum(summary.erased for summary in summaries) == 1
    assert sum(summary.feeds.get("radar-lan", 0) for summary in summaries) == 16
    assert sum(summary.kinds["config"] for summary in summaries) == len(summaries)
    assert summaries[0].first_number == 1
    assert summaries[-1].last_number == records[-1].number
    assert summaries[-1].last_time_s == records[-1].time_s
    assert {summary.partition for summary in summaries} == {"live"}
    assert not any(summary.damaged_places for summary in summaries)


def test_damage_and_stumps_are_shown_not_raised(make):
    folder = make(commits=8, each=2)
    path = segments(folder)[1]
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    segments(folder)[-1].write_bytes(b"")
    summaries = show(folder)
    assert [summary.damaged_places for summary in summaries][:2] == [0, 1]
    assert (summaries[-1].records, summaries[-1].first_number) == (0, None)
    assert show(folder / "none") == []
