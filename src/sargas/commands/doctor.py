"""`sargas doctor`: what this machine has and lacks, in the words of somebody who has to mend it."""

import os
import platform
import shutil
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import msgspec

from sargas.commands.track import progress
from sargas.commands.warm import compile_kernels
from sargas.geo.bundled import third_party

PACKAGES = ("numpy", "numba", "msgspec", "shapely", "starlette", "uvicorn", "rs1090", "pyarrow", "pyogrio")


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at; `ok` None: only a fact."""

    what: str
    found: str
    ok: bool | None = None
    advice: str = ""


def run_doctor(as_json: bool) -> int:
    """Prints findings; exit code 1 when something that is needed is missing."""
    findings = [*_machine(), *_packages(), *_parts(), _disk(), _clock(), _kernels()]
    if as_json:
        print(msgspec.json.encode(findings).decode())
    else:
        for finding in findings:
            mark = {True: "ok  ", False: "MEND", None: "    "}[finding.ok]
            print(f"{mark} {finding.what}: {finding.found}" + (f" -- {finding.advice}" if finding.advice else ""))
    return int(any(finding.ok is False for finding in findings))


def _machine() -> list[Finding]:
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    right = sys.version_info >= (3, 11)
    return [
        Finding("python", platform.python_version(), right, "" if right else "3.11 or newer is needed"),
        Finding("machine", f"{platform.machine()}, {os.cpu_count()} cores, {memory_gb:.0f} GiB, {platform.system()}"),
    ]


def _packages() -> list[Finding]:
    findings = []
    for name in PACKAGES:
        try:
            findings.append(Finding(name, version(name), True))
        except PackageNotFoundError:
            findings.append(Finding(name, "missing", False, "run make setup"))
    return findings


def _parts() -> list[Finding]:
    console = Path(str(files("sargas"))) / "web" / "dist" / "index.html"
    parts = {"console": console, "border": third_party("osm_borders"), "base map": third_party("basemap")}
    return [
        Finding(
            what, "built in" if path.exists() else "missing", path.exists(), "" if path.exists() else "run make setup"
        )
        for what, path in parts.items()
    ]


def _disk() -> Finding:
    free_gb = shutil.disk_usage(tempfile.gettempdir()).free / 2**30
    enough = free_gb > 1.0
    return Finding("disk", f"{free_gb:.0f} GiB free", enough, "" if enough else "the journal needs room")


def _clock() -> Finding:
    """Whether anything keeps the clock right: what sensors say is compared with it."""
    synchronised = Path("/run/systemd/timesync/synchronized").exists() or shutil.which("chronyd") is not None
    found = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    return Finding("clock", found, None, "" if synchronised else "no time source seen (chrony, systemd-timesyncd)")


def _kernels() -> Finding:
    began = time.monotonic()
    with progress() as bar:
        task = bar.add_task("kernels", total=1.0)
        compile_kernels(lambda done, what: bar.update(task, completed=done, description=what))
    return Finding("kernels", f"ready in {time.monotonic() - began:.1f} s", True)
