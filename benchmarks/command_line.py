"""How long `sargas --help` takes, from starting the process to its end."""

import subprocess
import sys
import time

from measure import Figures


def figures() -> Figures:
    command = [sys.executable, "-m", "sargas.cli", "--help"]
    times_s = []
    for _ in range(8):
        began_s = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times_s.append(time.perf_counter() - began_s)
    return {"cli_help_s": min(times_s[1:])}
