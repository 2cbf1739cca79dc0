import json
from pathlib import Path

import pytest

from running import Sargas, phases
from sargas.commands.demo import demo_site, recording_site, run_demo
from sargas.commands.journal import run_verify
from sargas.errors import ConfigError

EXERCISE = "july-2025-re-enacted"


def test_all_scenes_run_and_the_incursion_is_told(tmp_path: Path) -> None:
    with Sargas("demo", "--port", "0", "--speed", "20", "--data", tmp_path) as sargas:
        incidents = sargas.wait("/api/incidents", lambda answer: answer["incidents"])["incidents"]
        assert incidents[-1]["zone"].startswith("LTU")
        assert incidents[-1]["simulated"]
        alerts = sargas.wait("/api/alerts", lambda answer: answer["alerts"])["alerts"]
        assert alerts[-1]["message"].startswith("EXERCISE")
        flights = sargas.wait("/api/picture?partition=recorded-switzerland", lambda answer: len(answer["tracks"]) > 10)
        assert not any(track["simulated"] for track in flights["tracks"])
        picture = sargas.get("/api/picture")
        assert picture["partition"] == EXERCISE
        assert all(track["simulated"] for track in picture["tracks"])
        statuses = {row["id"]: row["status"] for row in sargas.get("/api/sensors")["sensors"]}
        assert statuses == {"rudamina": "ok", "nemencine": "ok", "trakai": "ok"}
        assert phases(sargas.get("/api/state")) <= {"running", "ended"}
        zones = sargas.get("/api/zones")
        assert [f["properties"]["id"] for f in zones["features"]] == ["LTU"]
        metrics = sargas.text("/metrics")
        assert "sargas_" in metrics
        for path in ("/api/picture", "/api/incidents", "/api/alerts", "/api/sensors", "/metrics", "/api/state"):
            assert sargas.status(path, "wrong") == 401
        assert sargas.status("/healthz", "wrong") == 200
        code, errors = sargas.stop()
    assert (code, errors) == (0, "")
    for partition in (EXERCISE, "recorded-switzerland", "recorded-bornholm"):
        assert run_verify(tmp_path / partition, None, True) == 0


def test_a_recording_of_ones_own(corpus: Path) -> None:
    path = corpus / "radar" / "baltic_cat062_15min.ff"
    with Sargas("demo", "--port", "0", "--speed", "0", "--recording", path, "--format", "asterix") as sargas:
        sargas.wait("/api/state", lambda state: phases(state) == {"ended"})
        tracks = sargas.get("/api/picture")["tracks"]
        assert len(tracks) > 50
        assert {track["reported_by"] for track in tracks} == {"recording-70-16"}
        watched = {number for incident in sargas.get("/api/incidents")["incidents"] for number in incident["tracks"]}
        codes = {track["claims"]["mode_3a"] for track in tracks if track["number"] in watched}
        assert codes <= {None, 0}, "what answers with a code crosses lawfully and opens nothing"
        code, errors = sargas.stop()
    assert (code, errors) == (0, "")


def test_duration_ends_it(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_demo(0, True, 1.0, 1.0, None, None, None) == 0
    assert set(json.loads(capfd.readouterr().out)) == {"url", "token"}


def test_wrong_use_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--format says what"):
        run_demo(0, True, 1.0, 1.0, None, tmp_path / "x", None)
    with pytest.raises(ConfigError, match="--speed"):
        run_demo(0, True, -1.0, 1.0, None, None, None)
    with pytest.raises(ConfigError, match="is a directory"):
        run_demo(0, True, 1.0, 1.0, None, tmp_path, "asterix")


def test_the_demonstration_is_a_site_like_any_other(corpus: Path) -> None:
    assert [p.kind for p in demo_site(4.0).config.partitions] == ["exercise", "recording", "recording"]
    site = recording_site(corpus / "adsb" / "bornholm.json.gz", "statevectors", 2.0)
    assert len(site.config.sensors) == 1


def test_radars_of_unknown_place_are_told(corpus: Path) -> None:
    with pytest.raises(ConfigError, match="no radar in it says where it stands"):
        recording_site(corpus / "radar" / "croatia_cat_034_048.pcap", "asterix", 1.0)
