import pytest

from sargas.live.address import Address, address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "udp://239.1.1.1:8600?interface=10.0.0.1",
            Address("udp", "239.1.1.1", 8600, options={"interface": "10.0.0.1"}),
        ),
        ("udp://:8600", Address("udp", "", 8600)),
        ("tcp://radar.example:30005", Address("tcp", "radar.example", 30005)),
        ("tcp://[::1]:30005", Address("tcp", "::1", 30005)),
        ("file:///data/a b/x.pcap", Address("file", path="/data/a b/x.pcap")),
        ("file://rel/*.ff?date=2020-05-01", Address("file", path="rel/*.ff", options={"date": "2020-05-01"})),
        ("journal://old/live?feed=r", Address("journal", path="old/live", options={"feed": "r"})),
        ("exercise://gerbera", Address("exercise", path="gerbera")),
    ],
)
def test_addresses(text, expected):
    assert address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "file://",
        "udp://host",
        "udp://:0",
        "tcp://:5",
        "tcp://h:65536",
        "tcp://h:8a",
        "nats://h:1",
        "tcp://h:1?x=1",
    ],
)
def test_what_says_nothing_is_refused_in_one_line(text):
    with pytest.raises(ValueError) as refused:
        address(text)
    assert "\n" not in str(refused.value)


def test_which_bring_their_own_times():
    assert [address(a).is_timed for a in ("file://a", "journal://a", "exercise://a", "udp://:1", "tcp://h:1")] == [
        True,
        True,
        True,
        False,
        False,
    ]
