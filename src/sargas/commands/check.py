"""`sargas check`: is this site file right? Every error at once; when it is, what it describes in a few lines."""

import sys
from pathlib import Path

import msgspec

from sargas.commands.serve import partitions_of
from sargas.config import load
from sargas.errors import ConfigError


def run_check(path: Path, as_json: bool) -> int:
    """Exit code 0 when it is right, 2 when not."""
    try:
        site = load(path)
        partitions_of(site, site.folder)
    except ConfigError as error:
        if as_json:
            print(msgspec.json.encode({"ok": False, "findings": error.findings}).decode())
        else:
            for finding in error.findings:
                print(finding if finding.startswith(f"{path}: ") else f"{path}: {finding}", file=sys.stderr)
            print(f"{path}: {len(error.findings)} to mend", file=sys.stderr)
        return 2
    config = site.config
    counts = {
        "feeds": len(config.feeds),
        "sensors": len(config.sensors),
        "zones": len(site.zones),
        "flights": len(site.flights),
        "partitions": len(config.partitions),
        "exports": len(config.exports),
        "terrains": int(site.ground is not None),
    }
    if as_json:
        print(msgspec.json.encode({"ok": True, "findings": [], "notes": site.notes, **counts}).decode())
    else:
        for note in site.notes:
            print(f"{path}: note: {note}")
        print(f"{path}: right: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0
