"""The EGM96 geoid: its height above the WGS-84 ellipsoid, anywhere on Earth.

height_m (ellipsoid) = altitude_amsl_m + undulation_m. The grid is NGA's WW15MGH.DAC, 15 minutes of arc, in centimetres,
packed by tools/build_geoid.py into third_party/egm96; between its nodes a cubic convolution (Keys, IEEE Trans. ASSP 29
(1981) 1153, a = -1/2) over 4 x 4 nodes. Against the harmonic expansion itself the error is below 2 cm at NGA's test
points, where bilinear interpolation misses by up to 6 cm.
The grid is read once, on first use.
"""

import zlib
from functools import cache

import numpy as np
import numpy.typing as npt

from sargas.geo.bundled import third_party
from sargas.geo.wgs84 import Array, Real

ROWS, COLUMNS, PER_DEGREE = 721, 1440, 4
_MARGIN = 2


def undulation_m(lat_deg: Real, lon_deg: Real) -> Array:
    """Height of the geoid above the ellipsoid; scalars or arrays that broadcast.

    Longitudes may be of any turn. Raises ValueError where a latitude is outside -90..90 or a value is not finite.
    """
    lat, lon = np.broadcast_arrays(np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64))
    if not (np.all(np.abs(lat) <= 90.0) and np.all(np.isfinite(lon))):
        raise ValueError("the geoid is asked for at a latitude outside -90..90, or at no longitude")
    row, column = (90.0 - lat) * PER_DEGREE, (lon % 360.0) * PER_DEGREE
    top = np.minimum(row.astype(np.intp), ROWS - 2)
    left = np.minimum(column.astype(np.intp), COLUMNS - 1)
    down, across = _weights(row - top), _weights(column - left)
    grid = _grid()
    total = np.zeros(lat.shape)
    for i in range(4):
        line = np.zeros(lat.shape)
        for j in range(4):
            line = line + across[j] * grid[top + i - 1 + _MARGIN, left + j - 1 + _MARGIN]
        total = total + down[i] * line
    return total[()]


def _weights(t: Array) -> tuple[Array, Array, Array, Array]:
    """Keys's weights of the nodes at -1, 0, 1, 2 for a place t in [0, 1] between nodes 0 and 1."""
    return (
        ((2.0 - t) * t - 1.0) * t / 2.0,
        ((3.0 * t - 5.0) * t * t + 2.0) / 2.0,
        ((4.0 - 3.0 * t) * t + 1.0) * t / 2.0,
        (t - 1.0) * t * t / 2.0,
    )


@cache
def _grid() -> Array:
    """Metres, shape (721 + 4, 1440 + 4): the world with two rows and columns repeated around it."""
    packed = (third_party("egm96") / "egm96_15min.zlib").read_bytes()
    differences = np.frombuffer(zlib.decompress(packed), "<i2")
    steps = differences.reshape(ROWS, COLUMNS).astype(np.int64)
    metres: npt.NDArray[np.float64] = np.cumsum(np.cumsum(steps, axis=0), axis=1) / 100.0
    # Beyond a pole the world goes on half a turn away.
    opposite = np.roll(metres, COLUMNS // 2, axis=1)
    tall = np.vstack([opposite[_MARGIN:0:-1], metres, opposite[-2 : -2 - _MARGIN : -1]])
    return np.hstack([tall[:, -_MARGIN:], tall, tall[:, :_MARGIN]])
