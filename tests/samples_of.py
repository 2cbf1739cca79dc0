"""Loads `tests/formats/<name>/samples.py` by its path: the tests are no package, and each format has such a file."""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

FORMATS = Path(__file__).resolve().parent / "formats"


@cache
def samples(name: str) -> Any:
    """The module of the self-made samples of one format."""
    path = FORMATS / name / "samples.py"
    spec = importlib.util.spec_from_file_location(f"samples_of_{name}", path)
    if spec is None or spec.loader is None or not path.exists():
        raise FileNotFoundError(f"the contract test needs {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
