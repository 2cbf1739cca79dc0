from pathlib import Path

import pytest

from sargas.live.address import Address, absolute, address, missing_files


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "udp://239.1.1.1:8600?interface=10.0.0.1",
            Address("udp", "239.1.1.1", 8600, options={"interface": "10.0.0.1"}),
        ),
        ("udp://:8600", Address("udp", "", 8600)),
        ("udp://:3000?answer=10.0.0.255:3000", Address("udp", "", 3000, options={"answer": "10.0.0.255:3000"})),
        ("tcp://radar.example:30005", Address("tcp", "radar.example", 30005)),
        ("tcp://[::1]:30005", Address("tcp", "::1", 30005)),
        ("tcp://127.0.0.1:5020?listen", Address("tcp", "127.0.0.1", 5020, options={"listen": ""})),
        (
            "tls://tak.example:8089?ca=a.pem&cert=c.pem&key=k.pem",
            Address("tls", "tak.example", 8089, options={"ca": "a.pem", "cert": "c.pem", "key": "k.pem"}),
        ),
        (
            "tls://0.0.0.0:8089?ca=a%26b.pem&cert=c%20d.pem&key=k.pem&peer=POL&listen",
            Address(
                "tls",
                "0.0.0.0",
                8089,
                options={"ca": "a&b.pem", "cert": "c d.pem", "key": "k.pem", "peer": "POL", "listen": ""},
            ),
        ),
        ("http://127.0.0.1:8790?listen", Address("http", "127.0.0.1", 8790, options={"listen": ""})),
        (
            "https://sky.example/api/states?lamin=53.9&every=10&extended",
            Address("https", "sky.example", 443, "/api/states?lamin=53.9&extended", {"every": "10"}),
        ),
        ("http://[::1]/", Address("http", "::1", 80, "/")),
        ("nats://h:4222?subject=air.>", Address("nats", "h", 4222, options={"subject": "air.>"})),
        ("serial:///dev/ttyUSB0?baud=4800", Address("serial", path="/dev/ttyUSB0", options={"baud": "4800"})),
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
        "udp://:1?answer=3000",
        "udp://:1?answer=h:0",
        "udp://:1?answer=h:65536",
        "tcp://:5",
        "tcp://h:65536",
        "tcp://h:8a",
        "nats://h:1",
        "tcp://h:1?x=1",
        "tls://h:1",
        "nats://h:1?subject=a&cert=c",
        "serial://",
        "serial:///dev/x?baud=fast",
        "serial:///dev/x?parity=mark",
        "http://",
        "http://:80/x",
        "http://h:1?listen&other=1",
        "http://h/?every=0",
        "http://h/?every=soon",
        "https://h:1?listen",
        "https://h/?cert=c",
        "tls://h:1?ca=a&cert=&key=k",
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


def test_files_are_seen_from_the_folder_of_the_site():
    folder = Path("/site")
    assert absolute("file://a/*.ff?date=2020-05-01", folder) == "file:///site/a/*.ff?date=2020-05-01"
    assert absolute("journal:///old?feed=r", folder) == "journal:///old?feed=r"
    assert absolute("tls://h:1?ca=a&cert=/c&key=k&listen", folder) == "tls://h:1?ca=/site/a&cert=/c&key=/site/k&listen"
    assert absolute("udp://:1?interface=1.2.3.4", folder) == "udp://:1?interface=1.2.3.4"


def test_files_keep_what_would_end_an_option(tmp_path):
    text = absolute("tls://h:1?ca=a%26b.pem&cert=c%3Dd.pem&key=k.pem", tmp_path / "e&f")
    assert address(text).options == {
        "ca": f"{tmp_path}/e&f/a&b.pem",
        "cert": f"{tmp_path}/e&f/c=d.pem",
        "key": f"{tmp_path}/e&f/k.pem",
    }
    assert len(missing_files(text)) == 3
    (tmp_path / "e&f").mkdir()
    for name in ("a&b.pem", "c=d.pem"):
        (tmp_path / "e&f" / name).touch()
    assert missing_files(text) == [f"{tmp_path}/e&f/k.pem"]
    assert missing_files("udp://:1") == []


def test_options_of_another_s_api_are_no_files_of_ours():
    folder = Path("/site")
    assert (
        absolute("http://api.example/data?key=ABC123&login=l", folder)
        == "http://api.example/data?key=ABC123&login=/site/l"
    )
    assert address("http://api.example/data?key=ABC123").path == "/data?key=ABC123"
    assert address("https://api.example/data?%6Bey=ABC").path == "/data?%6Bey=ABC"
    with pytest.raises(ValueError, match="names certificates: https"):
        address("http://partner.example/x?ca=a&cert=b&key=c")


def test_where_people_report():
    where = address("reports://0.0.0.0:8791?cert=c&key=k&patrols=p&burst=20&every=0.5&proxy=127.0.0.1")
    assert where.listens
    assert not where.is_here
    assert (
        absolute("reports://127.0.0.1:1?patrols=p&burst=2", Path("/site"))
        == "reports://127.0.0.1:1?patrols=/site/p&burst=2"
    )
    for wrong, told in (
        ("?cert=c", "needs cert and key"),
        ("?burst=0", "burst is from 1"),
        ("?every=soon", "every is from 0.01"),
        ("?proxy=nginx", "proxy is the address"),
        ("?listen", "unknown option"),
    ):
        with pytest.raises(ValueError, match=told):
            address(f"reports://127.0.0.1:8791{wrong}")


def test_who_listens():
    assert address("tcp://127.0.0.1:1?listen").listens
    assert not address("tcp://127.0.0.1:1").listens
