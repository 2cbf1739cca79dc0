import json

import pytest

from sargas.commands.doctor import run_doctor


def test_what_this_machine_has(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_doctor(True) == 0
    findings = {row["what"]: row for row in json.loads(capsys.readouterr().out)}
    assert findings["python"]["ok"]
    assert findings["kernels"]["ok"]
    assert findings["border"]["found"] == "built in"
    assert findings["console"]["found"] == "built in"


def test_what_is_missing_is_said_with_advice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sargas.commands.doctor.PACKAGES", ("no-such-package",))
    assert run_doctor(False) == 1
    assert "MEND no-such-package: missing -- run make setup" in capsys.readouterr().out
