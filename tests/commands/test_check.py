import json
import re
from pathlib import Path

import pytest

from sargas.commands.check import run_check
from sargas.config import from_record, load_text


def site_of_the_howto(root: Path, page: str = "site.md") -> str:
    found = re.search(r"```toml\n(.*?)```", (root / "docs/how-to" / page).read_text(), re.DOTALL)
    assert found
    return found[1]


def test_the_site_of_the_how_to_is_right(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "site.toml"
    path.write_text(site_of_the_howto(root))
    assert run_check(path, False) == 0
    assert "right: 2 feeds, 3 sensors, 1 zones" in capsys.readouterr().out


def test_the_site_that_takes_reports_is_right(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.toml").write_text(site_of_the_howto(root, "reports.md"))
    (tmp_path / "patrols").write_text("guards-1 0123456789abcdef\n")
    assert run_check(tmp_path / "site.toml", False) == 0
    assert "right: 1 feeds, 2 sensors" in capsys.readouterr().out


def test_the_exercise_with_other_simulators_is_right(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "site.toml"
    path.write_text(site_of_the_howto(root, "dis.md"))
    assert run_check(path, False) == 0
    assert "right: 1 feeds, 1 sensors, 0 zones" in capsys.readouterr().out


def of_the_lists(root: Path, folder: Path) -> Path:
    """The site of the how-to on lists with its files, in a folder."""
    text = (root / "docs/how-to/lists.md").read_text()
    for name, rows in re.findall(r"```csv (\S+)\n(.*?)```", text, re.DOTALL):
        (folder / name).write_text(rows)
    path = folder / "site.toml"
    path.write_text(site_of_the_howto(root) + "".join(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)))
    return path


def test_the_weather_of_the_how_to_is_right(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (root / "docs/how-to/weather.md").read_text(), re.DOTALL)
    path = tmp_path / "site.toml"
    path.write_text(site_of_the_howto(root) + "".join(blocks))
    assert run_check(path, False) == 0
    assert "right: 3 feeds" in capsys.readouterr().out


def test_the_lists_of_the_how_to_are_right(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sargas.config.time.time", lambda: 1_796_100_000.0)  # the day of the lists
    path = of_the_lists(root, tmp_path)
    assert run_check(path, True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["zones"], told["flights"], told["notes"]) == (4, 3, [])


def test_a_row_that_cannot_be_read_is_noted(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = of_the_lists(root, tmp_path)
    (tmp_path / "today.csv").write_text((tmp_path / "today.csv").read_text().replace("FL095", "9500"))
    (tmp_path / "flights.csv").write_text((tmp_path / "flights.csv").read_text().replace("48AC01", "AC01"))
    assert run_check(path, False) == 0
    out = capsys.readouterr().out
    assert "note: today.csv: A1234/26 (line 2): left out: height '9500' is none like" in out
    assert "note: flights.csv: LOT3XY (line 2): left out: mode_s 'AC01' is not six hexadecimal digits" in out
    assert "note: flights.csv: Filming: left out: no zone has the id 'A1234/26'" in out
    assert "3 zones, 1 flights" in out


def test_the_site_of_the_how_to_of_warnings_is_right(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (root / "docs/how-to/cap.md").read_text(), re.DOTALL)
    assert len(blocks) == 2
    path = tmp_path / "site.toml"
    path.write_text("\n".join(blocks))
    for name in ("112.login", "112.pem"):
        (tmp_path / name).write_text("a\nb\n")
    assert run_check(path, False) == 0, capsys.readouterr().err
    assert "right: 2 feeds, 0 sensors, 0 zones, 0 flights, 1 partitions, 1 exports" in capsys.readouterr().out
    path.write_text(
        "\n".join(blocks).replace('urgency = "Expected"\n', "").replace('scope = "Restricted"', "scope = 1")
    )
    assert run_check(path, False) == 2
    told = capsys.readouterr().err
    assert "exports[0].settings.levels.advisory.urgency: missing" in told
    assert "exports[0].settings.scope:" in told


def test_the_site_of_the_how_to_of_asterix_is_right(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "site.toml"
    text = site_of_the_howto(root, "asterix.md")
    path.write_text(text)
    assert run_check(path, False) == 0
    assert "right: 1 feeds, 4 sensors, 0 zones, 0 flights, 1 partitions, 1 exports" in capsys.readouterr().out
    path.write_text(text.replace('"062" = "1.19", "065" = "1.5"', '"062" = "0.17"').replace("sac = 70  ", "sac = 700"))
    assert run_check(path, False) == 2
    assert "exports[0].settings: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("tak.md", "right: 1 feeds, 1 sensors, 0 zones, 0 flights, 1 partitions, 1 exports"),
        ("remoteid.md", "right: 1 feeds, 1 sensors"),
        ("acoustic.md", "right: 1 feeds, 3 sensors"),
        ("adsb.md", "right: 1 feeds, 1 sensors"),
    ],
)
def test_the_sites_of_other_how_tos_are_right(
    page: str, told: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site.toml").write_text(site_of_the_howto(root, page))
    for name in ("ca.pem", "own.pem", "own.key"):
        (tmp_path / name).touch()
    assert run_check(tmp_path / "site.toml", False) == 0, capsys.readouterr().err
    assert told in capsys.readouterr().out


def test_every_error_at_once_with_its_key_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "site.toml"
    path.write_text(
        """
[site]
name = "x"
lat_deg = 54.0
lon_deg = 25.0

[[feeds]]
id = "a"
from = "carrier-pigeon://1"
format = "asterics"

[[feeds]]
id = "a"
from = "udp://127.0.0.1:8600"
format = "asterix"
partition = "exercise"

[[sensors]]
id = "s"
feed = "b"
kind = "psr"

[[zones]]
file = "no.geojson"

[[zones]]
file = "bundled:XXX"

[[feeds]]
id = "c"
from = "tcp://127.0.0.1:5020?listen"
format = "asterix"

[[exports]]
to = "journal://127.0.0.1:9000"
format = "modes"
recipient = "POL"

[[exports]]
to = "tls://0.0.0.0:9001?ca=a&cert=c&key=k&listen"
format = "cot"
recipient = "LVA"
audience = "nobody"
"""
    )
    assert run_check(path, True) == 2
    findings = json.loads(capsys.readouterr().out)["findings"]
    for expected in (
        "zones[0].file: no.geojson: No such file or directory",
        "feeds: 'a' is used 2 times",
        "feeds[0].from: 'carrier-pigeon://1'",
        "feeds[0].format: 'asterics' is none of acoustic, alerts, asterix",
        "feeds[1].partition: 'exercise' is none of live",
        "sensors[0].feed: no feed has the id 'b'",
        "sensors[0].site: a radar's plots are nowhere",
        "exports[0].recipient: no [[policies]] entry for 'POL': nothing leaves",
        "exports[0].format: modes is not written to recipients",
        "exports[0].to: 'journal://127.0.0.1:9000' begins with none of udp, tcp, tls, mqtt, mqtts, http, https, nats,",
        "feeds[2].from: asterix cannot tell one peer from another",
        "exports[1].audience: 'nobody' is none of operators",
        "exports[1].to: who may connect?",
    ):
        assert any(finding.startswith(expected) for finding in findings), (expected, findings)
    assert any(finding.startswith("zones[1].file: bundled:XXX: no border of 'XXX'") for finding in findings)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("= 1", "not TOML"),
        ("", "site: missing"),
        ("[site]\nname = 1\nlat_deg = 1.0\nlon_deg = 1.0", "site.name: Expected str, got int"),
        ("[site]\nname = 'x'\nlat = 1.0\nlon_deg = 1.0", "site.lat: unknown key; did you mean"),
    ],
)
def test_one_thing_wrong(text: str, finding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "site.toml"
    path.write_text(text)
    assert run_check(path, False) == 2
    assert finding in capsys.readouterr().err


def test_a_folder_and_nothing_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(tmp_path, False) == 2
    assert "is a directory" in capsys.readouterr().err
    assert run_check(tmp_path / "no.toml", False) == 2
    assert "No such file" in capsys.readouterr().err


def test_what_was_left_out_of_published_zones_is_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "air.txt").write_text(
        "AC C\nAN TMA\nDP 54:38:00 N 025:17:00 E\n\nAC P\nAN EYP1\nV X=54:38:00 N 025:17:00 E\nDC 2\n"
    )
    path = tmp_path / "site.toml"
    path.write_text(
        '[site]\nname = "x"\nlat_deg = 54.0\nlon_deg = 25.0\n[[feeds]]\nid = "f"\nfrom = "udp://127.0.0.1:8600"\n'
        'format = "asterix"\n[[zones]]\nfile = "air.txt"\n'
    )
    assert run_check(path, False) == 0
    told = capsys.readouterr().out
    assert "note: air.txt: 1 airspaces of class C: left out: there is no rule for them" in told
    assert "1 zones" in told


def test_the_site_of_the_how_to_on_alerts_is_right(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = site_of_the_howto(root, "alerts.md")
    for name in ("mail.login", "112.login", "112.pem"):
        (tmp_path / name).write_text("sargas\nsecret\n")
    path = tmp_path / "site.toml"
    path.write_text(text)
    assert run_check(path, False) == 0, capsys.readouterr().err
    assert "right: 1 feeds, 1 sensors, 0 zones, 0 flights, 1 partitions, 3 exports" in capsys.readouterr().out
    wrong = text.replace(", text = true", "").replace('audience = "mayor"', 'audience = "trainees"')
    path.write_text(wrong.replace('escalate_to = "shift lead"', 'escalate_to = "trainees"'))
    assert run_check(path, False) == 2
    assert "'operators' escalates to 'trainees': exercise and real do not mix" in capsys.readouterr().err
    path.write_text(wrong)
    assert run_check(path, False) == 2
    told = capsys.readouterr().err
    assert "exports[0].settings: mail is for people: { text = true }" in told
    assert "exports[0].audience: 'trainees' is for exercises (alerting.audiences), and partition 'live' is not" in told


def test_the_site_of_the_how_to_on_warnings_is_right_and_can_release(root: Path, tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[[27.0, 56.4], [27.5, 56.4], [27.5, 56.7], [27.0, 56.4]]]}
    feature = {"type": "Feature", "properties": {"id": "0042", "name": "Rēzeknes novads"}, "geometry": square}
    (tmp_path / "municipalities.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    loaded = load_text(site_of_the_howto(root, "warnings.md"), tmp_path)
    assert [area.name for area in loaded.areas] == ["Rēzeknes novads"]
    assert loaded.notes == (), "nothing is missing that a release needs"
    warning = loaded.core_settings("live").warning
    assert warning is not None
    assert warning.roster[1] == "Janis Kalnins"
    assert from_record(loaded.record("live"))[0].areas == loaded.areas, "a replay warns of the same areas"
