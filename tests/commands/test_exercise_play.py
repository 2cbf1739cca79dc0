"""`sargas exercise play`: real bytes over loopback, and nowhere else."""

import http.server
import json
import socket
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sargas.cli import app
from sargas.commands.exercise import read_scenario
from sargas.commands.exercise_play import run_play, target_of
from sargas.errors import ConfigError
from sargas.exercise.player import chunks

SCENARIO = """
name = "played"
start = 2026-06-05T10:00:00Z
duration_s = 30.0
seed = 5

[[radars]]
sensor = "a"
sac = 70
sic = 201
site = { lat_deg = 54.6, lon_deg = 25.3, height_m = 250.0 }
ground_m = 220.0

[[ears]]
sensor = "posts"
kind = "array"
places = [[54.6, 25.3]]
height_m = 220.0
false_per_hour = 1800.0

[[people]]
lat_deg = 54.6
lon_deg = 25.3
radius_m = 1000.0
count = 60
ground_m = 220.0
wrong_per_hour = 60.0
delay = { p50_s = 1.0, p90_s = 2.0 }
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    file = tmp_path / "played.toml"
    file.write_text(SCENARIO)
    return str(file)


def expected(name: str, form: str) -> list[bytes]:
    return [payload for _, payload in chunks(read_scenario(name).scenario, form)]


def test_datagrams_are_what_the_sensors_say(scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(5.0)
        port = sock.getsockname()[1]
        assert run_play(scenario, [f"asterix=udp://127.0.0.1:{port}"], 0.0, False, None, None, True) == 0
        said = expected(scenario, "asterix")
        assert [sock.recv(65_535) for _ in said] == said
    assert json.loads(capsys.readouterr().out)["sent"] == {"asterix": len(said)}


def test_a_stream_has_a_line_for_each_text(scenario: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: list[bytes] = []

        def read() -> None:
            peer, _ = server.accept()
            with peer, peer.makefile("rb") as file:
                found.extend(file)

        thread = threading.Thread(target=read)
        thread.start()
        port = server.getsockname()[1]
        assert run_play(scenario, [f"acoustic=tcp://127.0.0.1:{port}"], 0.0, False, None, None, True) == 0
        thread.join(5.0)
    assert found == [payload + b"\n" for payload in expected(scenario, "acoustic")]
    assert len(found) > 5


def test_reports_are_posted(scenario: str) -> None:
    found: list[tuple[str, bytes]] = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.server_address[1]
        assert run_play(scenario, [f"citizen=http://127.0.0.1:{port}/citizen"], 0.0, False, None, None, True) == 0
        server.shutdown()
        thread.join(5.0)
    assert found == [("/citizen", payload) for payload in expected(scenario, "citizen")]
    assert len(found) > 10


def test_it_keeps_pace(scenario: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is slept is what lies between the payloads, over the speed."""
    now = [0.0]
    monkeypatch.setattr("sargas.commands.exercise_play.time.monotonic", lambda: now[0])
    monkeypatch.setattr("sargas.commands.exercise_play.time.sleep", lambda s: now.__setitem__(0, now[0] + s))
    assert run_play(scenario, ["asterix=udp://127.0.0.1:9"], 10.0, False, None, None, True) == 0
    last_s = [time_s for time_s, _ in chunks(read_scenario(scenario).scenario)][-1]
    assert now[0] == pytest.approx((last_s - read_scenario(scenario).scenario.start_s) / 10.0)


@pytest.mark.parametrize(
    "to",
    [
        "asterix=udp://192.0.2.7:8600",
        "asterix=udp://239.10.1.1:8600",
        "asterix=udp://0.0.0.0:8600",
        "acoustic=mqtt://127.0.0.1:1883?topic=a",
        "asterix=tcp://127.0.0.1:8600?listen",
        "sapient=tcp://example.org:5020",
        "cap=udp://127.0.0.1:8600",
        "udp://127.0.0.1:8600",
        "asterix=udp://127.0.0.1",
    ],
)
def test_what_is_not_this_machine_is_refused_before_anything_is_sent(to: str) -> None:
    with pytest.raises(ConfigError):
        target_of(to)


def test_who_flies_may_be_told_to_a_network_of_simulators() -> None:
    assert target_of("dis=udp://239.1.2.3:3000").form == "dis"


def test_who_does_not_listen_is_told(scenario: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    done = CliRunner().invoke(app, ["exercise", "play", scenario, "--to", f"asterix=tcp://127.0.0.1:{port}"])
    assert isinstance(done.exception, ConfigError)
    assert "Connection refused" in str(done.exception)
    with pytest.raises(ConfigError, match="speed"):
        run_play(scenario, ["asterix=udp://127.0.0.1:9"], -1.0, False, None, None, False)
