"""Shapes: zones ready to be judged by their outlines and limits, all at once."""

from collections.abc import Sequence
from typing import NamedTuple

from sargas.geo.region import Region, Regions
from sargas.incursion.approach import Outlines
from sargas.incursion.heights import Limits, limits_of
from sargas.model.zone import Zone


class Shapes(NamedTuple):
    """Of Z zones, in their order."""

    zones: tuple[Zone, ...]
    regions: Regions
    outlines: Outlines
    floors: Limits
    ceilings: Limits


def shapes_of(zones: Sequence[Zone]) -> Shapes:
    """Made once for a set of zones: a border has thousands of edges. A floor at the ground or below is none."""
    return Shapes(
        tuple(zones),
        Regions([Region.from_rings(zone.polygons) for zone in zones]),
        Outlines(zones),
        limits_of([None if zone.floor is None or zone.floor.is_ground else zone.floor for zone in zones]),
        limits_of([zone.ceiling for zone in zones]),
    )
