"""A site as an operator runs it: datagrams in, tracks out, killed at any moment, started again."""

import socket
import time
from pathlib import Path

import pytest

from running import Sargas
from sargas.commands.journal import run_verify
from sargas.commands.up import run_up
from sargas.errors import ConfigError


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def udp_port() -> int:
    return free_udp_port()


@pytest.fixture
def site(tmp_path: Path, udp_port: int) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(
        f"""
[site]
name = "test"
lat_deg = 54.63
lon_deg = 25.28
data = "journal"

[[feeds]]
id = "lan"
from = "udp://127.0.0.1:{udp_port}"
format = "asterix"

[[sensors]]
id = "radar"
feed = "lan"
match = {{ sac = 70, sic = 3 }}
kind = "psr"
site = {{ lat_deg = 54.63, lon_deg = 25.28, height_m = 200.0 }}
interval_s = 1.0

[[zones]]
file = "bundled:LTU"
"""
    )
    return path


class Radar:
    """A combined plot a second of an aircraft that flies east at 100 m/s, 20 NM north; as CAT048 by hand."""

    def __init__(self, port: int) -> None:
        self.port, self.sent = port, 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def send(self, payload: bytes) -> None:
        self._socket.sendto(payload, ("127.0.0.1", self.port))

    def look(self) -> None:
        of_day = round((time.time() % 86400) * 128) % (86400 * 128)
        azimuth = round(self.sent * 100.0 / 37040.0 / 6.28318530718 * 65536) % 65536
        body = bytes([0b11111000, 70, 3]) + of_day.to_bytes(3, "big") + bytes([0b01100000])
        body += (20 * 256).to_bytes(2, "big") + azimuth.to_bytes(2, "big") + (0o2345).to_bytes(2, "big")
        self.send(bytes([48]) + (len(body) + 3).to_bytes(2, "big") + body)
        self.sent += 1

    def fly(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.look()
            time.sleep(1.0)


def test_datagrams_become_a_track_and_survive_kill_9(site: Path, udp_port: int) -> None:
    radar = Radar(udp_port)
    with Sargas("up", site, "--port", "0") as sargas:
        sargas.wait("/api/state", lambda state: state["partitions"][0]["phase"] == "running")
        radar.send(b"\xff" * 900)  # noise on the port
        radar.send(b"")
        radar.fly(12.0)
        before = sargas.wait("/api/picture", lambda answer: answer["tracks"])["tracks"][0]
        faults = sargas.get("/api/faults")["faults"]
        assert any("not read" in fault["reason"] or "block" in fault["reason"] for fault in faults)
        sargas.kill()
    with Sargas("up", site, "--port", "0") as sargas:
        after = sargas.wait("/api/picture", lambda answer: answer["tracks"])["tracks"][0]
        assert (after["number"], after["uid"]) == (before["number"], before["uid"])
        assert after["claims"]["mode_3a"] == 0o2345
        assert after["first_s"] == before["first_s"]
        plots = sargas.get("/api/sensors")["sensors"][0]["plots"]
        radar.look()
        sargas.wait("/api/sensors", lambda answer: answer["sensors"][0]["plots"] > plots)
        code, errors = sargas.stop()
        assert (code, errors) == (0, "")
    assert run_verify(site.parent / "journal" / "live", None, True) == 0


def test_one_journal_has_one_writer(site: Path) -> None:
    with Sargas("up", site, "--port", "0") as first, Sargas("up", site, "--port", "0") as second:
        assert second.process.wait(60) == 2
        errors = second.process.stderr.read() if second.process.stderr else ""
        assert errors.startswith("sargas: journal")
        assert errors.count("\n") == 1
        assert first.process.poll() is None


def test_wrong_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        run_up(tmp_path / "no.toml", 0, True, 1.0)
    empty = tmp_path / "empty.toml"
    empty.write_text('[site]\nname = "x"\nlat_deg = 1.0\nlon_deg = 1.0\n')
    with pytest.raises(ConfigError, match="nothing would ever arrive"):
        run_up(empty, 0, True, 1.0)
