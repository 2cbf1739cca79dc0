"""A running `sargas` for tests: a real process on a free port of loopback, spoken to over HTTP, ended by its id."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE_S = 240.0
"""Kernels may have to be compiled first, on a machine that does other things too."""


def said_under_two_hash_seeds(script: str, root: Path) -> set[str]:
    """What a script prints when PYTHONHASHSEED is 1 and when it is 77; one text where nothing depends on it."""
    said = set()
    for seed in ("1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "src"}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        said.add(done.stdout)
    return said


class Sargas:
    """`sargas COMMAND ... --headless`, from its first line on. A context manager that ends it."""

    def __init__(self, *arguments: str | Path, seed: str = "0") -> None:
        command = [sys.executable, "-m", "sargas.cli", *map(str, arguments), "--headless"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"{arguments} ended: {self.process.communicate()[1]}")
        said = json.loads(line)
        self.url, self.token = said["url"], said["token"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def get(self, path: str) -> Any:
        """JSON of a path, with the token."""
        return json.loads(self.text(path))

    def text(self, path: str, token: str | None = None) -> str:
        """Body of a path; the token as a bearer header."""
        request = urllib.request.Request(
            self.url + path, headers={"Authorization": f"Bearer {self.token if token is None else token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return str(response.read().decode())

    def status(self, path: str, token: str) -> int:
        """HTTP status of a path with this token."""
        try:
            self.text(path, token)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def wait(self, path: str, what: Any, patience_s: float = PATIENCE_S) -> Any:
        """Asks for `path` until `what(answer)` holds; fails with the last answer."""
        end, answer = time.monotonic() + patience_s, None
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}: {self.process.communicate()[1]}")
            answer = self.get(path)
            if what(answer):
                return answer
            time.sleep(0.1)
        raise AssertionError(f"{path} never became so: {str(answer)[:2000]}")

    def stop(self) -> tuple[int, str]:
        """SIGTERM; exit code and standard error."""
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        self.process.kill()
        self.process.communicate()


def phases(state: dict[str, Any]) -> set[str]:
    """Phases of all partitions in an answer of /api/state."""
    return {partition["phase"] for partition in state["partitions"]}
