"""Bundled: where data of others lies that comes with the project, each with its licence and notice."""

from importlib.resources import files
from pathlib import Path


def third_party(name: str) -> Path:
    """A folder of it: in the wheel beside the code, in a source tree at its top."""
    packaged = Path(str(files("sargas"))) / "third_party" / name
    return packaged if packaged.exists() else Path(__file__).resolve().parents[3] / "third_party" / name
