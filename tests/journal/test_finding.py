"""A finding says where."""

from sargas.journal import Finding


def test_one_line_for_people():
    finding = Finding("00000000000000000001.sargas", 68, 1, "crc", "unreadable to byte 90")
    assert str(finding) == "00000000000000000001.sargas byte 68, record 1: crc: unreadable to byte 90"
