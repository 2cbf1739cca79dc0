"""Events: what goes wrong in a scenario and when, a kind for each; `upsets` and its neighbours say what follows.

Rule: an event has chance of its own, by the seed and its place in the list: it changes what it is of and nothing else.
Times are seconds after the scenario's start; an event without an end lasts.
"""

import math
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from sargas.exercise.traffic import Span

_OF_EVENTS = 90
"""Streams of chance of their own."""
FARTHEST_SHIFT_M = 300_000.0
"""Positions of airliners over the Baltic Sea were said to be as far off, in 2024 and after."""


class _Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    from_s: float = 0.0
    to_s: float | None = None


class _OfSensor(_Event, frozen=True, kw_only=True):
    """... that happens to one sensor, or to one of its posts."""

    sensor: str


class _Area(_Event, frozen=True, kw_only=True):
    lat_deg: float
    lon_deg: float
    radius_m: float


class Dies(_OfSensor, frozen=True, kw_only=True, tag="dies"):
    """The sensor says nothing."""


class Maintenance(_OfSensor, frozen=True, kw_only=True, tag="maintenance"):
    """The sensor tells nothing that it sees; that it is in maintenance it says where its format can (CAT034: NOGO)."""

    silent: bool = False
    """It does not say so."""


class Bias(_OfSensor, frozen=True, kw_only=True, tag="bias"):
    """What it measures is off."""

    range_m: float = 0.0
    azimuth_deg: float = 0.0
    over_s: float = 0.0
    """Time in which the error grows evenly; 0: at once."""


class Clock(_OfSensor, frozen=True, kw_only=True, tag="clock"):
    """Its clock is off: what it says was so is stamped later by this much."""

    offset_s: float = 0.0
    drift_s_per_h: float = 0.0


class Link(_OfSensor, frozen=True, kw_only=True, tag="link"):
    """Its messages come late, out of order, or not at all."""

    delay_s: float = 0.0
    """Mean of what is added; never less than nothing."""
    jitter_s: float = 0.0
    """One sigma of it."""
    loss: float = 0.0
    """Share of messages lost ..."""
    burst: float = 1.0
    """... so many in a row, in the mean, and no fewer than where each is lost by itself (Gilbert, Bell System Technical
    Journal 39 (1960) 1253)."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.loss <= 1.0:
            raise ValueError("loss is a share, 0 to 1")
        if self.burst < 1.0:
            raise ValueError("a burst is one message or more")
        if self.delay_s < 0.0 or self.jitter_s < 0.0:
            raise ValueError("nothing comes before it was sent")


class Jammer(_Event, frozen=True, kw_only=True, tag="jammer"):
    """Noise on the band of primary radars, from a place: they see less towards it, and false echoes along it."""

    lat_deg: float
    lon_deg: float
    height_m: float
    noise_db: float
    """By which it is above a radar's own noise, from 50 km; nearer and farther with the square of the distance."""
    width_deg: float = 3.0
    """Of the beam in which it is heard; what comes in beside it is left out."""
    strobes_per_turn: float = 3.0
    """False echoes of each radar that sees it, in each turn."""
    radars: tuple[str, ...] = ()
    """None named: every radar in whose sight it is."""


class GnssJamming(_Area, frozen=True, kw_only=True, tag="gnss_jamming"):
    """Who is within it and tells where he is, tells it wrong or not at all; clocks that hang on GNSS go off."""

    silent: float = 0.0
    """Share of aircraft that tell no position any more; the others drift."""
    drift_mps: float = 15.0
    """Away from where they are, each in a direction of its own, from when they came in."""
    clocks: tuple[str, ...] = ()
    """Sensors whose clocks hang on it ..."""
    clock_s: float = 1.0
    """... and go off by this much."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.silent <= 1.0:
            raise ValueError("silent is a share, 0 to 1")


class Shift(_Area, frozen=True, kw_only=True, tag="shift"):
    """Who is within it and tells where he is, tells a place as far away as this: satellites are feigned."""

    shift_m: float
    toward_deg: float

    def __post_init__(self) -> None:
        if not 0.0 < self.shift_m <= FARTHEST_SHIFT_M:
            raise ValueError(f"shift_m is at most {FARTHEST_SHIFT_M:.0f}")


class Ghosts(_Area, frozen=True, kw_only=True, tag="ghosts"):
    """Aircraft that are not: a transmitter says so on 1,090 MHz, straight ways from anywhere in a circle."""

    count: int
    transmitter: tuple[float, float, float]
    """(lat_deg, lon_deg, height_m): who hears this place, hears them."""
    radiated_dbm: float = 51.0
    speed_mps: Span = (40.0, 240.0)
    height_m: Span = (500.0, 10_000.0)
    callsigns: tuple[str, ...] = ()
    """What their names begin with; none: they tell none."""


class CitizenFlood(_Area, frozen=True, kw_only=True, tag="citizen_flood"):
    """Reports by people, evenly over the time, of something over the middle of a circle in which they stand.

    There need not be anything: all look the same way.
    """

    reports: int
    people: int | None = None
    """Who send them; None: each report is another's."""
    heard: float = 0.3
    """Share that heard it, and did not see."""
    pointing: float = 0.6
    """Share that tell a direction ..."""
    sigma_deg: float = 20.0
    """... with this error."""


Event = Dies | Maintenance | Bias | Clock | Link | Jammer | GnssJamming | Shift | Ghosts | CitizenFlood


def within(event: Event) -> tuple[float, float]:
    """(from_s, to_s) after the start."""
    return event.from_s, math.inf if event.to_s is None else event.to_s


def chance_of(seed: int, k: int, whom: str = "") -> np.random.Generator:
    """Of event `k` of a scenario, for one that it happens to."""
    return np.random.default_rng([seed, _OF_EVENTS, k, *whom.encode()])


def amiss(events: Sequence[Event], duration_s: float, sensors: Sequence[str], radars: Sequence[str]) -> Iterator[str]:
    """Everything that cannot be, each with its place; `sensors` are all that may be named."""
    for k, event in enumerate(events):
        from_s, to_s = within(event)
        if not 0.0 <= from_s <= duration_s:
            yield f"events[{k}].from_s: {from_s:g} is outside the scenario, which lasts {duration_s:g} s"
        if to_s <= from_s:
            yield f"events[{k}].to_s: {to_s:g} is not after from_s"
        elif math.isfinite(to_s) and to_s > duration_s:
            yield f"events[{k}].to_s: {to_s:g} is outside the scenario, which lasts {duration_s:g} s"
        for key, known in (("sensor", sensors), ("clocks", sensors), ("radars", radars)):
            said = getattr(event, key, ())
            for name in (said,) if isinstance(said, str) else said:
                if name not in known:
                    yield f"events[{k}].{key}: no sensor is {name[:60]!r}; there are {', '.join(known) or 'none'}"
