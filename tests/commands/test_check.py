import json
import re
from pathlib import Path

import pytest

from sargas.commands.check import run_check


def site_of_the_howto(root: Path, name: str = "site") -> str:
    found = re.search(r"```toml\n(.*?)```", (root / f"docs/how-to/{name}.md").read_text(), re.DOTALL)
    assert found
    return found[1]


def test_the_site_of_the_how_to_is_right(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "site.toml"
    path.write_text(site_of_the_howto(root))
    assert run_check(path, False) == 0
    assert "right: 2 feeds, 3 sensors, 1 zones" in capsys.readouterr().out


def test_the_site_of_the_how_to_of_asterix_is_right(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "site.toml"
    text = site_of_the_howto(root, "asterix")
    path.write_text(text)
    assert run_check(path, False) == 0
    assert "right: 1 feeds, 4 sensors, 0 zones, 1 partitions, 1 exports" in capsys.readouterr().out
    path.write_text(text.replace('"062" = "1.19", "065" = "1.5"', '"062" = "0.17"').replace("sac = 70  ", "sac = 700"))
    assert run_check(path, False) == 2
    assert "exports[0].settings: " in capsys.readouterr().err


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
        "feeds[0].format: 'asterics' is none of acoustic, asterix",
        "feeds[1].partition: 'exercise' is none of live",
        "sensors[0].feed: no feed has the id 'b'",
        "sensors[0].site: a radar's plots are nowhere",
        "exports[0].recipient: no [[policies]] entry for 'POL': nothing leaves",
        "exports[0].format: modes is not written to recipients",
        "exports[0].to: 'journal://127.0.0.1:9000' begins with none of udp, tcp, tls, mqtt, mqtts, http, https, nats + ://",
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
