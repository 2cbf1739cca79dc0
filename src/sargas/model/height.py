"""A height with what it is measured from; a bare number is never a height limit."""

from typing import Literal

import msgspec

HeightReference = Literal["ellipsoid", "amsl", "agl", "flight_level"]


class Height(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`value_m` above `ref`; for flight_level it is the pressure altitude in metres."""

    value_m: float
    ref: HeightReference = "amsl"

    @property
    def is_ground(self) -> bool:
        """At the ground or below: as a floor no limit. Of the ellipsoid that is not known."""
        return self.value_m <= 0.0 and self.ref != "ellipsoid"
