import json
import time
from pathlib import Path

import msgspec
import pytest

from sargas.commands.journal import (
    anchor_of,
    existing,
    run_access,
    run_backup,
    run_erase,
    run_payload,
    run_seal,
    run_show,
    run_verify,
)
from sargas.config import load_text
from sargas.errors import ConfigError, JournalError
from sargas.journal import Journal
from sargas.model.access import Access
from sargas.model.record import RecordKind


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Journal(tmp_path / "live", "live", b"configuration") as journal:
        for k in range(5):
            journal.append(100.0 + k, "lan", RecordKind.BYTES, b"payload %d" % k)
            journal.commit()
    return tmp_path / "live"


def test_sound(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_verify(folder, None, False) == 0
    assert "sound up to record" in capsys.readouterr().out


def test_a_flipped_bit_is_found_and_where(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (segment,) = folder.glob("*.sargas")
    content = bytearray(segment.read_bytes())
    content[content.index(b"payload 2") + 8] ^= 1
    segment.chmod(0o644)
    segment.write_bytes(content)
    assert run_verify(folder, None, True) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["ok"]
    assert {finding["what"] for finding in told["findings"]} & {"crc", "payload"}
    assert {finding["segment"] for finding in told["findings"]} == {segment.name}


def test_records_and_segments_are_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_show(folder, None, 50, False) == 0
    assert "5 bytes" in capsys.readouterr().out
    assert run_show(folder, 1, 3, True) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["number"] for row in rows] == [1, 2, 3]


def test_erased_is_gone_and_the_chain_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_show(folder, 1, 50, True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    number = next(row["number"] for row in rows if row["kind"] == "bytes")
    assert run_erase(folder, [number], None, "asked for by the person") == 0
    assert run_verify(folder, None, False) == 0
    assert b"payload 0" not in b"".join(path.read_bytes() for path in folder.glob("*.sargas"))
    run_show(folder, number, 1, False)
    assert "erased" in capsys.readouterr().out


def test_what_a_record_holds_is_written_as_it_came(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_show(folder, 1, 50, True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    number = next(row["number"] for row in rows if row["kind"] == "bytes")
    assert run_payload(folder, number, tmp_path / "out") == 0
    assert (tmp_path / "out").read_bytes() == b"payload 0"
    assert "9 bytes of lan written to" in capsys.readouterr().out
    with pytest.raises(ConfigError, match="File exists"):
        run_payload(folder, number, tmp_path / "out")
    with pytest.raises(ConfigError, match="no record 99"):
        run_payload(folder, 99, tmp_path / "other")
    run_erase(folder, [number], None, "asked for")
    with pytest.raises(ConfigError, match="was erased"):
        run_payload(folder, number, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_what_is_personal_and_old_is_erased(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = load_text('[site]\nname = "x"\nlat_deg = 54.0\nlon_deg = 25.0\n', tmp_path)
    with Journal(tmp_path / "j", "live", site.record("live"), lambda: None) as journal:
        for days in (400.0, 3.0):
            time_s = time.time() - days * 86_400.0
            journal.append(time_s, "reports", RecordKind.BYTES, b"call 8-600-12345", personal=True)
            journal.append(time_s, "radar", RecordKind.BYTES, b"echo")
        journal.commit()
    assert run_erase(tmp_path / "j", [], 30.0, "30 days are over") == 0
    assert "erased 1 records: 30 days are over" in capsys.readouterr().out
    assert run_erase(tmp_path / "j", [], 30.0, "again") == 0
    assert "erased 0 records" in capsys.readouterr().out
    assert run_verify(tmp_path / "j", None, False) == 0
    with pytest.raises(ConfigError, match="one of them"):
        run_erase(tmp_path / "j", [], None, "nothing is said")
    with pytest.raises(ConfigError, match="one of them"):
        run_erase(tmp_path / "j", [1], 30.0, "both are said")


def test_what_the_site_holds_is_not_erased_by_age(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = (
        '[site]\nname = "x"\nlat_deg = 54.0\nlon_deg = 25.0\n[[live.personal.holds]]\n'
        'from = 2020-01-01T00:00:00Z\nuntil = 2090-01-01T00:00:00Z\nreason = "case 17"\n'
    )
    for text, count in ((held, 0), (held[: held.index("[[live")], 1)):
        folder = tmp_path / f"j{count}"
        with Journal(folder, "live", load_text(text, tmp_path).record("live"), lambda: None) as journal:
            journal.append(time.time() - 4e7, "reports", RecordKind.BYTES, b"call 8-600-12345", personal=True)
            journal.commit()
        assert run_erase(folder, [], 30.0, "30 days are over") == 0
        assert f"erased {count} records" in capsys.readouterr().out


def test_sealed_and_backed_up(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_seal(folder) == 0
    said = capsys.readouterr().out
    number, chain = said.split("record ")[1].split(";")[0], said.split("chain ")[1].strip()
    assert run_backup(folder, tmp_path / "copy") == 0
    assert run_verify(tmp_path / "copy", f"{number}:{chain}", False) == 0
    assert run_verify(tmp_path / "copy", f"{number}:{'00' * 32}", False) == 1
    with pytest.raises(JournalError, match="not empty"):
        run_backup(folder, tmp_path / "copy")


def test_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no journal here"):
        existing(tmp_path)
    with pytest.raises(ConfigError, match="NUMBER:CHAIN"):
        anchor_of("seven")


def test_a_backup_is_not_put_into_the_journal(folder: Path) -> None:
    with pytest.raises(ConfigError, match="inside the journal"):
        run_backup(folder, folder / "copy")


def test_who_looked_is_a_line_each_whatever_they_are_called(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "Ona\n\x1b[31m<b>"
    with Journal(tmp_path / "live", "live", b"configuration") as journal:
        for access in (Access("login", 50.0, name, "password"), Access("failed", 60.0, address="10.0.0.1")):
            journal.append(100.0, "", RecordKind.ACCESS, msgspec.msgpack.encode(access))
        journal.append(101.0, "lan", RecordKind.BYTES, b"payload")
        journal.commit()
    assert run_access(tmp_path / "live", False) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "1970-01-01T00:00:50.000Z login    'Ona\\n\\x1b[31m<b>' password" in first
    assert "failed   'nobody known'" in second
    assert run_access(tmp_path / "live", True) == 0
    assert [json.loads(line)["by"] for line in capsys.readouterr().out.splitlines()] == [name, ""]
