from pathlib import Path

import pytest

from sargas.commands.scenarios import scenario_of, shipped_scenarios
from sargas.errors import ConfigError


def test_a_shipped_scenario_or_a_file(tmp_path: Path) -> None:
    assert "july_2025" in shipped_scenarios()
    assert scenario_of("july_2025").name == "July 2025 re-enacted"
    with pytest.raises(ConfigError, match=r"shipped are .*july_2025"):
        scenario_of(str(tmp_path / "no.toml"))
    (tmp_path / "odd.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="is not text"):
        scenario_of(str(tmp_path / "odd.toml"))
