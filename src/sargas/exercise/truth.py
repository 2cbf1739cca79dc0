"""Truth: where every object of a scenario is at any time; paths are straight in longitude and latitude per leg."""

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.scenario import Flight, Scenario, Traffic, Waypoint
from sargas.geo.geodesic import destination, distance_m

Array = NDArray[np.float64]


class Truth:
    """All flights of a scenario; index i is the same everywhere. Times in UTC Unix seconds."""

    def __init__(self, scenario: Scenario) -> None:
        chance = np.random.default_rng(scenario.seed)
        self.flights: list[Flight] = list(scenario.flights)
        for traffic in scenario.traffic:
            self.flights.extend(_civil(traffic, scenario.duration_s, chance, len(self.flights)))
        self._paths = [_timed(flight, scenario.start_s) for flight in self.flights]
        self.cross_section_m2 = np.array([flight.cross_section_m2 for flight in self.flights], np.float64)
        self.start_s = np.array([path[0][0] for path in self._paths], np.float64)
        self.end_s = np.array([path[0][-1] for path in self._paths], np.float64)

    def __len__(self) -> int:
        return len(self.flights)

    def positions(self, time_s: Array) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
        """(lat_deg, lon_deg, height_m, exists) of flight i at time_s[i]; all shaped (N,)."""
        found = np.array(
            [[np.interp(t, path[0], path[k]) for k in (1, 2, 3)] for t, path in zip(time_s, self._paths, strict=True)]
        ).reshape(-1, 3)
        exists = (time_s >= self.start_s) & (time_s <= self.end_s)
        return found[:, 0], found[:, 1], found[:, 2], exists


def _timed(flight: Flight, start_s: float) -> tuple[Array, Array, Array, Array]:
    """(time_s, lat_deg, lon_deg, height_m) of the corners of a path."""
    lat = np.array([w.lat_deg for w in flight.waypoints])
    lon = np.array([w.lon_deg for w in flight.waypoints])
    speed = np.array([w.speed_mps for w in flight.waypoints[:-1]])
    leg_s = distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:]) / speed
    time_s = start_s + flight.start_s + np.concatenate(([0.0], np.cumsum(leg_s)))
    return time_s, lat, lon, np.array([w.height_m for w in flight.waypoints])


def _civil(traffic: Traffic, duration_s: float, chance: np.random.Generator, first: int) -> list[Flight]:
    """Flights that cross the circle, spread over the time before and during the scenario."""
    flights = []
    for k in range(traffic.count):
        toward = chance.uniform(0.0, 360.0)
        offset = chance.uniform(-0.7, 0.7) * traffic.radius_m
        speed = chance.uniform(*traffic.speed_mps)
        height = round(chance.uniform(*traffic.height_m) / 304.8) * 304.8
        middle = destination(traffic.lat_deg, traffic.lon_deg, toward + 90.0, offset)
        half = np.sqrt(traffic.radius_m**2 - offset**2)
        corners = [destination(*middle, toward + 180.0, half), destination(*middle, toward, half)]
        crossing_s = 2.0 * half / speed
        airline = traffic.callsigns[int(chance.integers(len(traffic.callsigns)))] if traffic.callsigns else ""
        flights.append(
            Flight(
                id=f"civil-{first + k}",
                waypoints=tuple(Waypoint(float(lat), float(lon), height, speed) for lat, lon in corners),
                cross_section_m2=traffic.cross_section_m2,
                start_s=float(chance.uniform(-crossing_s, duration_s)),
                mode_3a=f"{int(chance.integers(0o1000, 0o7400)):04o}",
                mode_s=f"{0x500000 + int(chance.integers(0x0FFFFF)):06x}",
                callsign=f"{airline}{int(chance.integers(100, 9999))}" if airline else None,
            )
        )
    return flights
