"""`sargas exercise import`: a scenario of another simulator as one of ours; what was not understood is listed."""

import datetime
import json
import sys
from pathlib import Path

from sargas.errors import ConfigError
from sargas.exercise.bluesky import imported
from sargas.exercise.scenario import Scenario
from sargas.exercise.writing import toml_of

_START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def run_import(file: Path, out: Path, duration_s: float | None, as_json: bool) -> int:
    """Writes the scenario; returns the exit code: 1 where lines were passed over."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError([f"{file}: {error.strerror}"]) from None
    if out.exists():
        raise ConfigError([f"{out}: is there already: a scenario is never overwritten"])
    found = imported(text, duration_s)
    if not found.flights:
        raise ConfigError([f"{file}: no aircraft flies in it", *found.passed_over[:20]])
    scenario = Scenario(
        file.stem,
        _START,
        found.duration_s,
        1,
        (),
        found.flights,
        assumed=f"Flights of {file.name}, a scenario of BlueSky; the day and the sensors are not told by it.",
    )
    out.write_text(toml_of(scenario), encoding="utf-8")
    if as_json:
        print(json.dumps({"flights": len(found.flights), "passed_over": list(found.passed_over), "out": str(out)}))
    else:
        print(f"{len(found.flights)} flights in {out}; {len(found.passed_over)} lines passed over", file=sys.stderr)
        for line in found.passed_over:
            print(line, file=sys.stderr)
    return int(bool(found.passed_over))
