"""A case: one search with its particles: time goes on, sensors do not see it, the map is made anew.

Steps are at fixed times from when it was lost, each with a Generator of its own that is seeded by (search, loss, step):
the same searches give the same maps, whenever they are asked for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from sargas.geo.ground import Ground
from sargas.model.search import FATES, Fate, Search, Sector
from sargas.model.settled import Settled
from sargas.model.track import CLASSES
from sargas.searching.areas import Lattice, areas
from sargas.searching.coverage import Looking, log_unseen
from sargas.searching.particles import Air, Last, Particles, advance, begin
from sargas.searching.sectors import Cell, cut, is_kept
from sargas.searching.settings import Settings

FINEST = 4
"""Cells of the map along a sector's side."""
MAP_S = ((600.0, 60.0), (3_600.0, 120.0), (21_600.0, 600.0), (float("inf"), 1_800.0))
"""(up to so long after the loss, so often the map is made)."""
STEPS = 60
"""So many steps at most are made up for at once: the rest at the next update."""


class Case(Settled[Search]):
    """One search. What a person acts upon is everything but its map."""

    WORD = "search"

    def __init__(self, search: Search, last: Last, loss: int = 1) -> None:
        self.search, self.last, self.loss = search, last, loss
        self.settled = search.version
        self.particles: Particles | None = None
        self.steps = 0
        self.map_s = -float("inf")
        """When the map was made last; -inf: it has to be now."""
        self.cells: dict[Cell, Sector] = {}
        self.next_sector = 1
        self.looked: dict[str, None] = {}
        """Sensors that were up, in the order in which they were."""
        self.air: Air | None = None
        self.anchor_deg = (search.lat_deg, search.lon_deg)
        """Where the lattice of sectors begins: for good, so that their numbers stay."""
        self.step_s = 60.0
        self.done = False
        """All of it lies, and nothing new is known."""

    @property
    def is_touched(self) -> bool:
        """Whether somebody has done something with it."""
        return bool(self.search.finds) or any(map(is_kept, self.cells.values()))

    def begin(self, air: Air, ground: Ground, settings: Settings) -> None:
        """Particles of the last state."""
        self.air, self.steps, self.done, self.map_s = air, 0, False, -float("inf")
        self.looked, self.step_s = {}, settings.step_s
        rng = self._rng(0)
        self.particles = begin(rng, self.last, air, ground, settings)
        advance(self.particles, rng, self.last.time_s, self.last.time_s, ground, settings)  # what falls, falls now

    def _rng(self, step: int) -> np.random.Generator:
        return np.random.default_rng([self.search.number, self.loss, step])

    @property
    def stepped_s(self) -> float:
        """Time of the last step."""
        return self.last.time_s + self.steps * self.step_s

    def go_on(
        self, time_s: float, awake_s: float, looking: Sequence[Looking], ground: Ground, settings: Settings
    ) -> bool:
        """Steps up to `time_s`; whether a new map is due. What sensors did not see counts since `awake_s` only."""
        particles = self.particles
        if particles is None or self.done:
            return False
        for _ in range(STEPS):
            from_s, to_s = self.stepped_s, self.stepped_s + self.step_s
            if to_s > time_s:
                break
            advance(particles, self._rng(self.steps + 1), from_s, to_s, ground, settings)
            self.steps += 1
            if from_s >= awake_s:
                then = [one for one in looking if one.since_s <= from_s]
                self._not_seen(particles, then, ground, settings)
        if self.stepped_s + self.step_s <= time_s:
            return False
        age_s = time_s - self.last.time_s
        every_s = next(every_s for up_to_s, every_s in MAP_S if age_s <= up_to_s)
        return time_s - self.map_s >= every_s

    def _not_seen(self, particles: Particles, looking: Sequence[Looking], ground: Ground, settings: Settings) -> None:
        """What sensors that are up would have seen since the last step, and did not."""
        lying = particles.is_lying(self.stepped_s)
        up = np.flatnonzero(~lying)
        if not len(up) or not looking:
            return
        for one in looking:
            self.looked[one.sensor.id] = None
        lat, lon, height_m = (column[up] for column in particles.places(self.stepped_s, self.stepped_s))
        below_m = ground.height_m(lat, lon) + particles.ground_m[up]
        height_m = height_m + particles.fallen(self.stepped_s)[up] * (below_m - height_m)
        sections = np.array([settings.prospect(name).cross_section_m2 for name in CLASSES])[particles.kind[up]]
        particles.unseen[up] += log_unseen(
            looking, lat, lon, height_m, below_m, sections, self.step_s, settings.most_looks,
            settings.clearance_m, settings.default_detection_probability,
        )  # fmt: skip

    def searched(self, sector: Sector, detection_probability: float, time_s: float) -> None:
        """Nothing was found where it may have lain by then."""
        p = self.particles
        if p is None:
            return
        lat, lon = p.lie_lat_deg, p.lie_lon_deg
        there = p.is_lying(time_s) & (lat >= sector.south_deg) & (lat < sector.north_deg)
        there &= (lon >= sector.west_deg) & (lon < sector.east_deg)
        p.ground_weight[there] += np.log1p(-min(detection_probability, 0.999))
        self.done, self.map_s = False, -float("inf")

    def lattice(self, settings: Settings, parts: int = 1) -> Lattice:
        """Of sectors, or of `parts` cells along the side of one."""
        return Lattice(*self.anchor_deg, settings.sector_m / parts)

    def draw(self, time_s: float, ground: Ground, settings: Settings) -> dict[str, Any]:
        """The fields of the search that are the map, as of `time_s`."""
        particles = self.particles
        assert particles is not None, "begun before it is drawn"
        self.map_s = time_s
        weights = particles.weights(settings.coverage_trust)
        lying = particles.is_lying(time_s)
        lat, lon, _ = particles.places(time_s, self.stepped_s)
        self.cells = cut(
            lat[lying],
            lon[lying],
            weights[lying],
            self.lattice(settings),
            self.cells,
            settings.sectors,
            self.next_sector,
        )
        self.next_sector = max([self.next_sector, *(sector.number + 1 for sector in self.cells.values())])
        self.done = bool(lying.all())
        shares = np.bincount(particles.fate, weights, len(FATES))
        fates: dict[Fate, float] = {name: float(p) for name, p in zip(FATES, shares, strict=True) if p > 0.0}
        return {
            "time_s": time_s,
            "fates": fates,
            "lying_probability": min(float(weights[lying].sum()), 1.0),
            "areas": areas(lat, lon, weights, self.lattice(settings, FINEST)),
            "sectors": tuple(self.cells.values()),
            "basis": self._basis(ground),
        }

    def _basis(self, ground: Ground) -> str:
        air = self.air
        assert air is not None, "begun before it is drawn"
        from_deg = float(np.degrees(np.arctan2(-air.east_mps, -air.north_mps))) % 360.0
        speed_mps = float(np.hypot(air.east_mps, air.north_mps))
        wind = f"wind from {from_deg:.0f} degrees, {speed_mps:.0f} m/s (one sigma {air.sigma_mps:.0f} m/s)"
        seen = f"not seen by {', '.join(self.looked)}" if self.looked else "no sensor that was up says anything"
        return (
            f"{ground.words}; {wind}; {seen}; a spot is one of {len(self.particles or ())} possible courses of events"
        )

    def packed(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {
            "search": msgspec.to_builtins(self.search),
            "last": msgspec.to_builtins(self.last),
            "loss": self.loss,
            "settled": self.settled,
            "particles": None if self.particles is None else self.particles.packed(),
            "numbers": [self.steps, self.next_sector],
            "times": [self.map_s, self.step_s],
            "anchor_deg": list(self.anchor_deg),
            "cells": [[*cell, sector.number] for cell, sector in self.cells.items()],
            "looked": list(self.looked),
            "air": None if self.air is None else list(self.air),
            "done": self.done,
        }

    @classmethod
    def from_packed(cls, packed: Mapping[str, Any]) -> "Case":
        """Inverse of `packed`."""
        case = cls(msgspec.convert(packed["search"], Search), msgspec.convert(packed["last"], Last), packed["loss"])
        case.settled, case.done = packed["settled"], packed["done"]
        case.particles = None if packed["particles"] is None else Particles(packed["particles"])
        case.steps, case.next_sector = packed["numbers"]
        case.map_s, case.step_s = packed["times"]
        case.anchor_deg = (packed["anchor_deg"][0], packed["anchor_deg"][1])
        by_number = {sector.number: sector for sector in case.search.sectors}
        case.cells = {(row, column): by_number[number] for row, column, number in packed["cells"]}
        case.looked = dict.fromkeys(packed["looked"])
        case.air = None if packed["air"] is None else Air(*packed["air"])
        return case
