"""What every test may ask for: the recordings, and the strictness with which their absence is taken."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STRICT = os.environ.get("SARGAS_STRICT") == "1"


def absent(what: str) -> None:
    """Skip aloud, or fail where nothing may be missing (SARGAS_STRICT=1)."""
    if STRICT:
        pytest.fail(f"{what} (SARGAS_STRICT=1 allows no skip)")
    pytest.skip(what)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of real recordings, outside the project: SARGAS_CORPUS, or ../shared/data beside it."""
    folder = Path(os.environ.get("SARGAS_CORPUS", ROOT.parent / "shared" / "data"))
    if not (folder / "MANIFEST.md").exists():
        absent(f"no recordings at {folder}: set SARGAS_CORPUS")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT
