"""What is personal and old is due, unless it is held; nothing is gone through twice."""

import contextlib
import os
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from journal.conftest import START_S
from sargas.errors import JournalError
from sargas.journal import Hold, Journal, Reader, Retention, erase, erase_found, expired, verify
from sargas.journal.expiry import DAY_S, mark, marked
from sargas.journal.segment import segments
from sargas.model.record import RecordKind

erase_module = sys.modules["sargas.journal.erase"]
MONTH = Retention(30.0)
LATER_S = START_S + 30.0 * DAY_S


def personal(folder):
    return [record.number for record in Reader(folder) if record.personal and not record.erased]


def numbers(folder, retention=MONTH, now_s=LATER_S + 1_000.0, first=1):
    return [number for one in expired(folder, retention, now_s, first) for number in one.numbers]


def at(time_s):
    return datetime.fromtimestamp(time_s, UTC)


@pytest.mark.parametrize("segment_bytes", [900, 1 << 20])
def test_what_is_personal_is_due_when_its_time_is_over(make, segment_bytes):
    folder = make(commits=6, each=2, segment_bytes=segment_bytes)
    assert numbers(folder) == personal(folder)
    assert len(numbers(folder)) == 6
    assert numbers(folder, now_s=LATER_S) == []
    assert numbers(folder, now_s=LATER_S + 2.5) == personal(folder)[:3], "the third is 2.1 s after the beginning"
    assert numbers(folder, Retention(0.0)) == [], "kept until somebody erases it"


def test_what_was_looked_at_is_not_again(make):
    folder = make(commits=6, each=2)
    found = list(expired(folder, MONTH, LATER_S + 2.5))
    following = found[-1].following
    assert numbers(folder, first=following) == personal(folder)[3:]
    assert marked(folder, MONTH) == 1
    mark(folder, MONTH, following)
    assert marked(folder, MONTH) == following
    assert marked(folder, Retention(31.0)) == 1, "another rule looks at everything"
    (folder / "expiry.json").write_bytes(b"{")
    assert marked(folder, MONTH) == 1


def test_what_is_held_stays(make):
    folder = make(commits=6, each=2)
    held = Hold(at(START_S + 1.0), at(START_S + 2.5), "case 17")
    assert numbers(folder, Retention(30.0, (held,))) == [*personal(folder)[:1], *personal(folder)[3:]]
    other = Hold(at(START_S), at(LATER_S), "case 18", feed="reports")
    assert numbers(folder, Retention(30.0, (other,))) == personal(folder)
    same = Hold(at(START_S), at(LATER_S), "case 18", feed="radar-lan")
    assert numbers(folder, Retention(30.0, (same,))) == []


def test_a_hold_of_a_feed_is_one_of_its_links_too(tmp_path):
    with Journal(tmp_path / "j", "live", b"config", lambda: None) as journal:
        for feed in ("reports#guards", "reports-2"):
            journal.append(START_S, feed, RecordKind.BYTES, b"x", personal=True)
        journal.commit()
    held = Hold(at(START_S - 1.0), at(START_S + 1.0), "case", feed="reports")
    (number,) = numbers(tmp_path / "j", Retention(30.0, (held,)))
    assert [record.feed for record in Reader(tmp_path / "j") if record.number == number] == ["reports-2"]


def test_what_is_due_is_erased_and_due_no_more(make):
    folder = make(commits=6, each=2)
    with Journal.resume(folder) as journal:
        erase(journal, numbers(folder), MONTH.reason, LATER_S)
    assert numbers(folder) == personal(folder) == []
    assert verify(folder).findings == ()


@pytest.mark.parametrize("days", [-1.0, 0.5, 40_000.0, float("nan")])
def test_days_are_none_or_some(days):
    with pytest.raises(ValueError, match="days"):
        Retention(days)


@pytest.mark.parametrize(
    ("begin", "until", "reason"),
    [
        (datetime(2025, 7, 28), datetime(2025, 7, 29, tzinfo=UTC), "case"),
        (at(2.0), at(1.0), "case"),
        (at(1.0), at(2.0), " "),
    ],
)
def test_a_hold_that_holds_nothing_is_refused(begin, until, reason):
    with pytest.raises(ValueError):
        Hold(begin, until, reason)


def test_an_erasure_that_a_crash_cut_short_is_due_until_it_is_whole(make, monkeypatch):
    folder = make(commits=6, each=2)
    payloads = [record.payload for record in Reader(folder) if record.personal]

    def on_disk():
        content = b"".join(path.read_bytes() for path in segments(folder))
        return sum(payload in content for payload in payloads)

    written = []

    def torn(descriptor, data, offset):
        written.append(offset)
        if len(written) > crash_after:
            raise OSError("the machine stopped")
        return os.pwrite(descriptor, data, offset)

    stopping = SimpleNamespace(**{name: getattr(os, name) for name in dir(os)})
    stopping.pwrite = torn
    for crash_after in range(20):
        written.clear()
        with Journal.resume(folder) as journal, monkeypatch.context() as patched:
            patched.setattr(erase_module, "os", stopping)
            with contextlib.suppress(JournalError):
                erase(journal, numbers(folder), MONTH.reason, LATER_S)
        left = on_disk()
        assert not left or numbers(folder), f"{left} payloads left after {crash_after} writes, and nobody looks"
    with Journal.resume(folder) as journal:
        erase(journal, numbers(folder), MONTH.reason, LATER_S)
    assert (on_disk(), numbers(folder), verify(folder).findings) == (0, [], ())


def test_what_is_found_is_erased_where_it_lies(make):
    folder = make(commits=6, each=2)
    with Journal.resume(folder) as journal:
        for one in list(expired(folder, MONTH, LATER_S + 1_000.0)):
            if one.entries:
                erase_found(journal, {one.path: one.entries}, MONTH.reason, LATER_S)
    assert numbers(folder) == personal(folder) == []
    assert verify(folder).findings == ()
