import subprocess
import sys
from pathlib import Path

import pytest

from sargas.errors import ConfigError
from sargas.formats.registry import BUILT_IN, format_named, names


def test_built_ins_are_known_by_their_names() -> None:
    assert names()[: len(BUILT_IN)] == BUILT_IN
    for name in BUILT_IN:
        assert format_named(name).name == name


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(
        ConfigError,
        match="there is no format 'asterisk'; known are acoustic, alerts, asterix, cap, citizen, cot, dis, modes",
    ):
        format_named("asterisk")


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package that offers one good format, one that cannot be imported and one that is no format."""
    (tmp_path / "otherradar.py").write_text(
        "from sargas.formats.format import Format, Settings\n"
        "FORMAT = Format(name='otherradar', decoder=lambda sensors, settings: None, settings=Settings)\n"
        "WRONG = 5\n"
    )
    about = tmp_path / "otherradar-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: otherradar\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[sargas.formats]\notherradar = otherradar:FORMAT\nbroken = otherradar_absent:FORMAT\n"
        "wrong = otherradar:WRONG\nmodes = otherradar:FORMAT\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("third_party")
def test_third_parties_come_through_entry_points() -> None:
    assert names() == (*BUILT_IN, "broken", "otherradar", "wrong")
    assert format_named("otherradar").name == "otherradar"
    assert format_named("modes").sensor_kind == "adsb"  # a built-in cannot be replaced
    with pytest.raises(ConfigError, match="cannot be loaded"):
        format_named("broken")
    with pytest.raises(ConfigError, match="not a sargas Format"):
        format_named("wrong")


def test_names_cost_no_import_of_the_formats() -> None:
    code = "import sys; from sargas.formats.registry import names; names(); print([n in sys.modules for n in LOOK])"
    code = code.replace("LOOK", "('numba', 'rs1090')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[False, False]"
