import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from sargas.geo import kernel as kernel_module
from sargas.geo import plane, wgs84
from sargas.geo.kernel import kernel, sources

GEO = Path(kernel_module.__file__).parent
WITHOUT_NUMBA = ("sargas.geo", "sargas.geo.wgs84", "sargas.geo.plane", "sargas.geo.geodesic", "sargas.geo.region",
                 "sargas.geo.geoid")  # fmt: skip


@kernel
def _halved(x: float) -> float:
    return x / 2.0


@kernel
def _over(x: float, y: float) -> float:
    return x / y


def test_a_kernel_computes_and_divides_by_zero_as_numpy_does():
    assert _halved(3.0) == 1.5
    assert _over(1.0, 0.0) == np.inf
    assert np.isnan(_over(0.0, 0.0))


def test_a_kernel_depends_on_every_file_it_can_reach():
    found = {path.name for path in sources(GEO / "polar.py")}
    assert {"polar.py", "conformal.py", "wgs84.py", "plane.py", "kernel.py"} <= found
    assert "region.py" not in found
    assert (
        sources(Path(wgs84.__file__)) == [Path(wgs84.__file__), Path(wgs84.__file__).parent / "__init__.py"]
        or len(sources(Path(wgs84.__file__))) == 1
    )
    assert Path(wgs84.__file__) in sources(Path(plane.__file__))


def test_a_change_in_an_imported_file_makes_the_cache_stale(tmp_path):
    """A package of two kernels: the outer is cached with the inner inside it; then the inner's file changes."""
    package = tmp_path / "sargas"
    (package / "geo").mkdir(parents=True)
    for name in ("__init__.py", "geo/__init__.py"):
        (package / name).write_text("")
    (package / "geo" / "kernel.py").write_text((GEO / "kernel.py").read_text())
    inner, outer = package / "inner.py", package / "outer.py"
    outer.write_text(
        "from sargas.geo.kernel import kernel\nfrom sargas.inner import step\n"
        "@kernel\ndef twice(x):\n    return step(step(x))\n"
    )
    results = []
    for factor in ("2.0", "3.0"):
        inner.write_text(f"from sargas.geo.kernel import kernel\n@kernel\ndef step(x):\n    return {factor} * x\n")
        done = subprocess.run(
            [sys.executable, "-c", "from sargas.outer import twice; print(twice(1.0))"],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        results.append(float(done.stdout))
    assert results == [4.0, 9.0]


def test_rooms_without_kernels_do_not_load_numba():
    script = f"import sys, {', '.join(WITHOUT_NUMBA)}; sys.exit('numba' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "PYTHONPATH": str(GEO.parents[1])})
