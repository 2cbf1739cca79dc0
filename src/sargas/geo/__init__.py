"""Where: WGS-84, ECEF, ENU, the system plane, geodesics, regions and the geoid.

Rule: degrees at every door, radians inside; importing this package imports nothing, so a room pays only for the file
it names. Only `kernel`, `conformal`, `polar` and `nearest` need numba.
"""
