"""`sargas exercise compare`: two reviewed runs side by side, as one page."""

from pathlib import Path

import msgspec

from sargas.errors import ConfigError
from sargas.exercise.review.page import comparison
from sargas.exercise.review.report import Report


def run_compare(first: Path, second: Path, out: Path) -> int:
    """Writes the page of `first` (A) and `second` (B), each a run's folder or its report.json; raises ConfigError."""
    if out.exists():
        raise ConfigError([f"--out {out}: is there already"])
    reports = [read_report(path) for path in (first, second)]
    try:
        told = comparison(*reports)
    except ValueError as error:
        raise ConfigError([f"a report's start: {error}"]) from None
    out.write_text(told, encoding="utf-8")
    print(f"written to {out}")
    return 0


def read_report(path: Path) -> Report:
    """The report of a run; raises ConfigError."""
    file = path / "report.json" if path.is_dir() else path
    try:
        return msgspec.json.decode(file.read_bytes(), type=Report)
    except OSError as error:
        raise ConfigError([f"{file}: {error.strerror}"]) from None
    except msgspec.DecodeError as error:
        raise ConfigError([f"{file}: is no report of a run: {error}"]) from None
