"""The protobuf of TAK protocol version 1: the field numbers are those of ATAK's files."""

from sargas.formats.cot.protobuf import TakMessage


def test_an_event_as_atak_writes_it_is_read() -> None:
    """Octets written out by hand from the files: field number, wire type, value."""
    track = b"\x09" + bytes.fromhex("0000000000003240") + b"\x11" + bytes.fromhex("0000000000e06a40")  # 18.0, 215.0
    contact = b"\x12\x05DRONE"
    detail = b"\x12" + bytes([len(contact)]) + contact + b"\x3a" + bytes([len(track)]) + track
    event = (
        b"\x0a\x0ba-u-A-M-H-Q" + b"\x12\x0aRESTRICTED" + b"\x2a\x06riga-7" + b"\x30\x01" + b"\x4a\x03m-f"
        + b"\x51" + bytes.fromhex("9a99999999794c40") + b"\x7a" + bytes([len(detail)]) + detail
        + b"\x82\x01\x05ORCON" + b"\x8a\x01\x03POL"
    )  # fmt: skip
    said = TakMessage.FromString(b"\x12" + bytes([len(event)]) + event).cotEvent
    assert (said.type, said.access, said.uid, said.sendTime, said.how) == (
        *("a-u-A-M-H-Q", "RESTRICTED", "riga-7", 1, "m-f"),
    )
    assert said.lat == 56.95
    assert (said.detail.contact.callsign, said.detail.track.speed, said.detail.track.course) == ("DRONE", 18.0, 215.0)
    assert (said.caveat, said.releaseableTo) == ("ORCON", "POL")
