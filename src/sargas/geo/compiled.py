"""The formulas of `wgs84` and `plane` compiled for kernels: scalars in radians and metres, same names, same text.

Rule: nothing is written here twice; see `sargas.geo.wgs84` and `sargas.geo.plane` for arguments, results and sources.
Importing this module imports numba.
"""

from sargas.geo import plane, wgs84
from sargas.geo.kernel import kernel

ecef_from_geodetic_rad = kernel(wgs84.ecef_from_geodetic_rad)
geodetic_from_ecef_rad = kernel(wgs84.geodetic_from_ecef_rad)
enu_from_vector_rad = kernel(wgs84.enu_from_vector_rad)
vector_from_enu_rad = kernel(wgs84.vector_from_enu_rad)
plane_from_geodetic_rad = kernel(plane.plane_from_geodetic_rad)
geodetic_from_plane_rad = kernel(plane.geodetic_from_plane_rad)
scale_convergence_rad = kernel(plane.scale_convergence_rad)
