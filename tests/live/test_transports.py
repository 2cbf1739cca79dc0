"""Files and journals as sources with times of their own; each of them against what was put in."""

import gzip
import struct
from itertools import pairwise

import msgspec
import pytest

from sargas.errors import DecodeError, Unavailable
from sargas.journal import Journal
from sargas.live.address import address
from sargas.live.tape import Piece
from sargas.live.transports import midnight_s, timed_source
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed

BLOCK = bytes.fromhex("300030fdf70219c9356d4da0c5aff1e0000200052883c660c10c5541183f3f3f10")


def ff(times_s, payload=b"\x22\x00\x04\x80"):
    """Final format records (FORMATS: u16 length, error, line, recording line, u24 10 ms, data, trailer)."""
    out = b""
    for time_s in times_s:
        body = payload
        out += struct.pack(">HBBB", len(body) + 12, 0, 0, 0) + int(time_s * 100).to_bytes(3) + body + b"\xa5" * 4
    return out


def items(feed):
    return list(timed_source(feed, address(feed.source))())


def test_a_file_is_its_payloads_with_their_times(tmp_path):
    path = tmp_path / "a.ff"
    path.write_bytes(ff([10.0, 10.5, 11.25]))
    found = items(Feed("f", f"file://{path}?date=2025-07-10", "asterix", framing="ff"))
    midnight = midnight_s("2025-07-10", path)
    assert midnight == 1_752_105_600.0
    assert [time_s for time_s, _ in found] == [midnight + 10.0, midnight + 10.5, midnight + 11.25]
    assert {payload for _, payload in found} == {b"\x22\x00\x04\x80"}


def test_several_files_are_one_source_in_the_order_of_their_names(tmp_path):
    (tmp_path / "2.ff").write_bytes(ff([20.0]))
    (tmp_path / "1.ff.gz").write_bytes(gzip.compress(ff([10.0])))
    found = items(Feed("f", f"file://{tmp_path}/*.ff*?date=2025-07-10", "asterix", framing="ff"))
    assert [time_s % 86_400.0 for time_s, _ in found] == [10.0, 20.0]


@pytest.mark.parametrize(
    ("content", "error"),
    [(None, FileNotFoundError), (b"", DecodeError), ("folder", IsADirectoryError)],
)
def test_what_is_no_recording_is_one_error(tmp_path, content, error):
    path = tmp_path / "x"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(error):
        items(Feed("f", f"file://{path}", "asterix"))


def test_a_journal_gives_the_bytes_of_one_feed(tmp_path):
    with Journal(tmp_path, "live", b"c") as journal:
        journal.append(1.0, "a", RecordKind.BYTES, b"1")
        journal.append(1.5, "", RecordKind.TICK, b"")
        journal.append(2.0, "b", RecordKind.BYTES, b"2")
        journal.append(3.0, "a#7", RecordKind.BYTES, b"3")
        happened = [(4.0, "a", "connected"), (5.0, "a#7", "connected"), (6.0, "a", "noted"), (7.0, "a", "lost")]
        for at_s, feed, event in happened:
            journal.append(at_s, feed, RecordKind.CONNECT, msgspec.msgpack.encode({"event": event, "detail": "why"}))
    assert items(Feed("a", f"journal://{tmp_path}", "asterix")) == [
        Piece(1.0, b"1"),
        Piece(3.0, b"3", "7"),
        Piece(4.0, b"", "", "restarted", "why"),  # it is connected to the journal now
        Piece(5.0, b"", "7", "connected", "why"),
        Piece(7.0, b"", "", "lost", "why"),
    ]
    assert items(Feed("x", f"journal://{tmp_path}?feed=b", "asterix")) == [Piece(2.0, b"2")]
    with pytest.raises(Unavailable):
        items(Feed("a", f"journal://{tmp_path}/absent", "asterix"))


def test_an_exercise_needs_somebody_who_plays_it():
    with pytest.raises(ValueError, match="nobody plays"):
        timed_source(Feed("f", "exercise://x", "asterix"), address("exercise://x"))


def test_a_real_recording(corpus):
    path = corpus / "radar" / "baltic_cat062_15min.ff"
    found = items(Feed("f", f"file://{path}?date=2020-05-01", "asterix"))
    assert 800.0 < found[-1][0] - found[0][0] < 1000.0
    assert all(a[0] <= b[0] for a, b in pairwise(found))
    assert {payload[0] for _, payload in found} <= {62, 63, 65}
