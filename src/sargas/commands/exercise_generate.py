"""`sargas exercise generate`: members of a scenario's family, each written down as a scenario of its own."""

import json
import sys
from pathlib import Path

from sargas.commands.exercise import read_scenario
from sargas.errors import ConfigError
from sargas.exercise.families import expanded, lengthened, member
from sargas.exercise.writing import toml_of

_HOUR_S = 3600.0


def run_generate(name: str, count: int, out: Path, hours: float | None, as_json: bool) -> int:
    """Writes OUT/NAME-001.toml and so on; returns the exit code."""
    read = read_scenario(name)
    scenario = read.scenario if hours is None else lengthened(read.scenario, hours * _HOUR_S)
    out.mkdir(parents=True, exist_ok=True)
    files = [out / f"{read.name}-{k + 1:03d}.toml" for k in range(count)]
    there = [file.name for file in files if file.exists()]
    if there:
        raise ConfigError([f"{out}: {there[0]} is there already: a scenario is never overwritten"])
    made = [member(scenario, k) for k in range(count)] if count > 1 else [expanded(scenario)]
    for file, one in zip(files, made, strict=True):
        file.write_text(toml_of(one), encoding="utf-8")
    if as_json:
        rows = [
            {"file": str(file), "seed": one.seed, "flights": len(one.flights), "duration_s": one.duration_s}
            for file, one in zip(files, made, strict=True)
        ]
        print(json.dumps(rows))
    else:
        flights = sum(len(one.flights) for one in made)
        print(f"{count} scenarios with {flights} single flights in {out}", file=sys.stderr)
    return 0
