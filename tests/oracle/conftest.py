"""The oracle of ASTERIX: libasterix in its own environment."""

import os
from pathlib import Path

import pytest

from conftest import absent


@pytest.fixture(scope="module")
def oracle(root: Path) -> list[str]:
    python = Path(os.environ.get("SARGAS_ORACLE_PYTHON", root / ".venvs/oracle/bin/python"))
    if not python.exists():
        absent(f"no libasterix at {python}: set SARGAS_ORACLE_PYTHON or run `make test`")
    return [str(python), str(root / "tests/oracle/asterix_oracle.py")]
