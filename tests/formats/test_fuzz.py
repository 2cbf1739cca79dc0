"""A few thousand mutated inputs a format, the same ones each time; `make fuzz` is the same with a million."""

import importlib.util
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, absent

SPEC = importlib.util.spec_from_file_location("fuzz", Path(__file__).resolve().parents[2] / "tools" / "fuzz.py")
assert SPEC is not None
assert SPEC.loader is not None
fuzz = importlib.util.module_from_spec(SPEC)
sys.modules["fuzz"] = fuzz
SPEC.loader.exec_module(fuzz)


@pytest.mark.parametrize("name", fuzz.SUBJECTS)
def test_mutated_inputs_are_no_crash_no_hang_and_no_nonsense(name: str) -> None:
    line = fuzz.fuzz(name, 4_000, 7)
    assert line.startswith(f"{name}: 40"), line


def test_a_decoder_that_fails_is_found_and_its_inputs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def feed(self, chunks):
            if any(b"\x00" in chunk.payload for chunk in chunks):
                raise IndexError("a bug in a decoder")
            return []

        def flush(self):
            return []

        def checkpoint(self):
            return b""

    monkeypatch.setattr(fuzz, "begun", lambda name, stream: Broken())
    monkeypatch.setattr(fuzz, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(fuzz, "ROOT", tmp_path)
    with pytest.raises(AssertionError, match="a bug in a decoder"):
        fuzz.fuzz("weather", 4_000, 7)
    (kept,) = (tmp_path / "kept").iterdir()
    assert b"\x00" in kept.read_bytes()


def test_a_decoder_that_hangs_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless:
        def feed(self, chunks):
            while True:
                pass

    monkeypatch.setattr(fuzz, "begun", lambda name, stream: Endless())
    monkeypatch.setattr(fuzz, "LONGEST_S", 0.05)
    monkeypatch.setattr(fuzz, "KEPT", tmp_path)
    monkeypatch.setattr(fuzz, "ROOT", tmp_path)
    with pytest.raises(AssertionError, match="TooLong"):
        fuzz.fuzz("weather", 10, 7)


def guided(folder: Path, name: str, inputs: int) -> subprocess.CompletedProcess[str]:
    if importlib.util.find_spec("atheris") is None:
        if platform.system() == "Linux" and platform.machine() == "x86_64" and sys.version_info < (3, 14):
            absent("no atheris: make setup")
        pytest.skip("there is no atheris for this machine")
    command = [sys.executable, ROOT / "tools" / "fuzz_guided.py", name, f"--inputs={inputs}", f"--kept={folder}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_inputs_are_led_by_the_code_that_they_reach(tmp_path: Path) -> None:
    done = guided(tmp_path, "citizen", 3_000)
    assert done.returncode == 0, done.stdout
    found = re.search(r"3000 inputs, (\d+) edges reached \((\d+) by the first sample\)", done.stdout)
    assert found, done.stdout
    assert int(found[1]) > int(found[2]), "it found its way to more"
    assert len(list((tmp_path / "corpus/citizen").iterdir())) > 50
    assert not list(tmp_path.glob("citizen-*")), "nothing failed"
