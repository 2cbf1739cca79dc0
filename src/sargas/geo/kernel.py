"""The one way to compile a kernel: `@kernel`, numba's njit with the settings every kernel of the house shares.

Rule: cached, without the GIL, IEEE arithmetic (no fastmath: a replay must give the same bits), and numpy's answer to a
division by zero (inf or nan, never an exception, which a kernel could not raise cheaply).
numba's own cache knows only the file a kernel stands in; a kernel compiled with the body of another file's kernel
inside it would be served stale after that file changed. So the stamp of a cached kernel here is a digest of its file
and of every file of the package that this file imports, however far.
Importing this module imports numba (0.3 s and more): name it only in files that hold kernels.
"""

import hashlib
import inspect
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parents[1]
_IMPORT = re.compile(
    r"^\s*(?:from\s+(sargas[\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)|import\s+(sargas[\w.]*))", re.MULTILINE
)


def kernel(function: F) -> F:
    """Compile `function` with numba on its first call with each set of argument types; keeps its signature for mypy."""
    return _compiled(function)


def leaf(function: F) -> F:
    """The same for a kernel that makes no array and no view of one: no references are counted in it.

    Counting is atomic and was a third of the tracker's time: numba counts around every array of a tuple that is used.
    """
    return _compiled(function, _nrt=False)


def _compiled(function: F, **more: bool) -> F:
    compiled: Any = numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy", **more)(function)
    compiled._cache._cache_file._source_stamp = _stamp(Path(inspect.getfile(function)))
    return cast(F, compiled)


@cache
def _stamp(path: Path) -> str:
    """SHA-256 over the content of `path` and of the package's files it imports, directly or not."""
    digest = hashlib.sha256()
    for source in sources(path):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def sources(path: Path) -> list[Path]:
    """`path` and the package's files that it imports, however far, sorted; what a compiled kernel may depend on."""
    found = {path}
    waiting = [path]
    while waiting:
        for imported in _imports(waiting.pop()):
            if imported not in found:
                found.add(imported)
                waiting.append(imported)
    return sorted(found)


@cache
def _imports(path: Path) -> list[Path]:
    """The package's files named in the imports of `path`."""
    modules = []
    for whole, names, alone in _IMPORT.findall(path.read_text(encoding="utf-8")):
        modules += [whole or alone, *(f"{whole}.{name}" for name in re.findall(r"\w+", names))]
    stems = [_PACKAGE.parent.joinpath(*module.split(".")) for module in modules]
    return [file for stem in stems for file in (stem.with_suffix(".py"), stem / "__init__.py") if file.is_file()]
