import json
from pathlib import Path

import pytest

from samples_of import samples
from sargas.commands.decode import editions_of, run_decode
from sargas.errors import ConfigError


def decoded(capfd: pytest.CaptureFixture[str], path: Path, form: str, **more: object) -> tuple[int, list[dict], str]:
    arguments = {"framing": "auto", "date": None, "edition": [], "limit": None, **more}
    code = run_decode(path, form, **arguments)
    out, err = capfd.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_real_radar_plots_as_json_lines(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, rows, err = decoded(capfd, corpus / "radar" / "croatia_cat_034_048.pcap", "asterix")
    assert code == 0
    assert sum(row["type"] == "plot" for row in rows) == 126  # of 128 records two say "no detection"
    assert {row["type"] for row in rows} <= {"plot", "sensor_status"}
    assert err == ""


def test_real_system_tracks(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, rows, _ = decoded(capfd, corpus / "radar" / "baltic_cat062_15min.ff", "asterix", date="2026-01-01")
    tracks = [row for row in rows if row["type"] == "track"]
    assert code == 0
    assert len(tracks) == 16_727
    assert all(51.1 < row["lat_deg"] < 59.3 and 15.1 < row["lon_deg"] < 31.1 for row in tracks)
    assert all(row["assumed_accuracy"] for row in tracks)  # no I062/500 in it


def test_another_edition_is_told_and_not_decoded(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, rows, err = decoded(capfd, corpus / "radar" / "croatia_asterix.pcap", "asterix")
    assert code == 1
    assert {row["type"] for row in rows} == {"fault"}
    assert "does not fit edition" in err


def test_a_limit_ends_it(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _, rows, _ = decoded(capfd, corpus / "radar" / "croatia_cat_034_048.pcap", "asterix", limit=3)
    assert len(rows) == 3


@pytest.mark.parametrize("content", [b"", b"\x00" * 5000, bytes(range(256)) * 50, b"\xd4\xc3\xb2\xa1"])
def test_what_is_no_recording_is_one_line(content: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(content)
    refusal = ""
    try:
        code, rows, err = decoded(capfd, path, "asterix")
    except ConfigError as error:
        refusal = str(error)
    if refusal:
        assert "\n" not in refusal
        assert refusal.startswith(str(path))
    else:
        assert code == 1
        assert err
        assert all(row["type"] == "fault" for row in rows)


def test_a_folder_and_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a directory"):
        run_decode(tmp_path, "asterix", "auto", None, [], None)
    with pytest.raises(ConfigError, match="No such file"):
        run_decode(tmp_path / "no", "asterix", "auto", None, [], None)
    with pytest.raises(ConfigError, match="known are acoustic, alerts, asterix"):
        run_decode(tmp_path, "asterics", "auto", None, [], None)


def test_editions_are_written_category_equals_edition() -> None:
    assert editions_of(["062=1.19", "048=1.31"]) == {"062": "1.19", "048": "1.31"}
    with pytest.raises(ConfigError, match="CATEGORY=EDITION"):
        editions_of(["062"])


def test_an_edition_that_nobody_knows_is_one_line(corpus: Path) -> None:
    path = corpus / "radar" / "croatia_cat_034_048.pcap"
    for edition in ("062=9.9", "999=1.0"):
        with pytest.raises(ConfigError, match="editions: "):
            run_decode(path, "asterix", "auto", None, [edition], None)


def test_warnings_lie_in_a_file_as_they_were_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    made = samples("cap")
    path = tmp_path / "warnings.xml"
    path.write_text(made.HEAD + made.GOOD[0] + made.HEAD + made.BAD[1] + made.GOOD[1])
    code, rows, err = decoded(capfd, path, "cap")
    assert code == 0
    assert [row.get("identifier") for row in rows] == ["lt-met-17", "lt-met-18", None]
    assert rows[0]["blocks"][0]["areas"][0]["circles"] == [
        {"lat_deg": 54.6872, "lon_deg": 25.2797, "radius_m": 12500.0}
    ]
    assert err == "cap: 1 x breaks CAP 1.2, 3.2.1: an Update, Cancel, Ack or Error has references\n"


def test_pdus_of_dis_as_they_came_over_a_link(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "traffic.bin"
    path.write_bytes(b"".join(samples("dis").SAMPLES))
    code, rows, _ = decoded(capfd, path, "dis")
    assert code == 0
    assert sum(row["type"] == "track" for row in rows) > 3


EVENT = """<event version="2.0" uid="{uid}" type="a-u-A-M-F-Q" time="2026-07-28T03:00:00Z" start="2026-07-28T03:00:00Z"
  stale="2026-07-28T03:01:00Z" how="m-g" access="RESTRICTED">
  <point lat="54.7" lon="25.3" hae="100" ce="10" le="10"/>
</event>
"""


@pytest.mark.parametrize("head", ["", '<?xml version="1.0" encoding="UTF-8"?>\n'])
def test_events_laid_out_over_lines_of_whatever_classification(
    head: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events.xml"
    path.write_text(head + EVENT.format(uid="a") + EVENT.format(uid="b"))
    code, rows, err = decoded(capfd, path, "cot")
    assert (code, [(row["type"], row["lat_deg"]) for row in rows], err) == (0, [("track", 54.7)] * 2, "")


def test_events_as_protobuf_as_they_came(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events"
    path.write_bytes(next(one for one in samples("cot").SAMPLES if one[:1] == b"\xbf"))
    code, rows, _ = decoded(capfd, path, "cot")
    assert (code, {row["type"] for row in rows}) == (0, {"track"})


def test_one_event_a_line_below_a_declaration_is_cut_at_lines(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.xml"
    lines = [EVENT.format(uid=f"a{k}").replace("\n", "") for k in range(60)]
    path.write_text("<?xml version='1.0'?>\n" + "\n".join(lines) + "\n")
    monkeypatch.setattr("sargas.formats.framing.whole.MOST_BYTES", 4000)
    code, rows, err = decoded(capfd, path, "cot")
    assert (code, len(rows), err) == (0, 60, "")


def test_the_code_tells_that_there_are_faults_alone_up_to_a_limit_too(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events.xml"
    path.write_text(EVENT.format(uid="a").replace("RESTRICTED", "NO WORD OF OURS") * 3)
    assert [decoded(capfd, path, "cot", limit=limit)[0] for limit in (None, 1)] == [1, 1]


def test_a_recording_without_times_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events.xml"
    path.write_text(EVENT.format(uid="a") + EVENT.format(uid="b").replace("RESTRICTED", "NO WORD OF OURS"))
    assert "when it was recorded" not in decoded(capfd, path, "cot")[2]
    path.write_bytes(samples("remoteid").SAMPLES[0])
    assert "when it was recorded" in decoded(capfd, path, "remoteid", framing="lines")[2]


def test_a_date_that_is_not_used_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "events.xml"
    path.write_text(EVENT.format(uid="a"))
    assert "--date is not used" in decoded(capfd, path, "cot", date="2026-01-01")[2]


SITE = """[site]
name = "x"
lat_deg = 54.7
lon_deg = 25.3

[[feeds]]
id = "met"
from = "udp://127.0.0.1:4444"
format = "weather"
[feeds.settings.stations.EYVI]
lat_deg = 54.63
lon_deg = 25.28
"""


def test_as_the_feed_of_a_site(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, site = tmp_path / "metars.txt", tmp_path / "site.toml"
    path.write_text("METAR EYVI 271620Z 24012G25KT 9999 FEW020 05/02 Q1013=\n")
    site.write_text(SITE)
    assert decoded(capfd, path, "weather")[0] == 1, "it does not say where it is from"
    code, rows, err = decoded(capfd, path, "weather", site=site)
    assert (code, err) == (0, "")
    assert (rows[0]["type"], rows[0]["lat_deg"]) == ("wind", 54.63)
    site.write_text(SITE.replace('format = "weather"', 'format = "weather"\nframing = "raw"'))
    assert decoded(capfd, path, "weather", site=site)[0] == 1, "as its feed is framed"
    assert decoded(capfd, path, "weather", site=site, framing="lines")[0] == 0
    for more, why in (
        ({"feed": "no"}, "there is met"),
        ({"edition": ["062=1.0"]}, "those of its feed"),
        ({"feed": "met", "site": None}, "--site"),
    ):
        with pytest.raises(ConfigError, match=why):
            decoded(capfd, path, "weather", **{"site": site, **more})
    with pytest.raises(ConfigError, match="there is none"):
        decoded(capfd, path, "cot", site=site)


def test_nothing_that_is_shown_is_told(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, rows, err = decoded(capfd, corpus / "asterix_vectors" / "cat063ed1.0.bin", "asterix", edition=["063=1.0"])
    assert (code, rows) == (0, [])
    assert "nothing in it is shown" in err
