"""`sargas up`: run a site."""

import sys
from pathlib import Path

from sargas.commands.serve import run_site
from sargas.config import load


def run_up(path: Path, port: int | None, headless: bool, duration_s: float | None) -> int:
    """Until SIGTERM or Ctrl-C; journals in the folder that the site file names."""
    site = load(path)
    for note in site.notes:
        print(f"{path}: note: {note}", file=sys.stderr)
    return run_site(site, site.folder / site.config.site.data, port, headless, duration_s)
