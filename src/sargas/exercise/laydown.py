"""Laydown: the sensors of a scenario, where they stand and how well they see or hear. Their models are beside."""

from typing import Literal

import msgspec

from sargas.model.place import Site


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a radar's skyline (buildings, wood, hills): nothing below this elevation is seen there."""

    from_deg: float
    to_deg: float
    elevation_deg: float


class Radar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rotating radar with primary and secondary channel, and its errors."""

    sensor: str
    """Id of the sensor in the site file."""
    sac: int
    sic: int
    site: Site
    """Of the antenna."""
    ground_m: float
    """Height of the ground around it above the ellipsoid."""
    rotation_s: float = 4.0
    range_m: float = 111_120.0
    """Instrumented range of the primary channel; the secondary reaches twice as far."""
    reference_range_m: float = 60_000.0
    """Where an echo of 1 m2 is seen with probability 0.8."""
    sigma_range_m: float = 50.0
    sigma_azimuth_deg: float = 0.08
    false_plots_per_turn: float = 2.0
    screens: tuple[Screen, ...] = ()


class Receiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receiver of ADS-B: it hears the positions that transponders broadcast twice a second."""

    sensor: str
    """Id of the sensor in the site file."""
    sac: int
    sic: int
    site: Site
    """Of the antenna."""
    ground_m: float
    gain_db: float = 5.0
    """Of the antenna, less its cable."""
    needed_dbm: float = -88.0
    """Sensitivity: where every second message is understood."""
    fruit_per_s: float = 2_000.0
    """Other messages on 1,090 MHz, which collide: replies to all the radars around (busy airspace: 10,000)."""


class Ears(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Listening posts of one kind: arrays tell a direction, nodes that something is near."""

    sensor: str
    """The posts are called so and a number, from 1: `ears-1`, `ears-2` ... in the site file."""
    kind: Literal["array", "node"]
    places: tuple[tuple[float, float], ...]
    """(lat_deg, lon_deg) of each."""
    height_m: float
    """Of their microphones."""
    interval_s: float = 1.0
    radius_m: float = 1_500.0
    """That a node tells: something was heard within it."""
    sigma_azimuth_deg: float = 4.0
    gain_db: float = 6.0
    """Of an array over one microphone."""
    noise_db: float = 35.0
    """At the place, without wind: 30 in a quiet night, 50 by a road."""
    needed_db: float = 6.0
    """Over the noise, to notice a sound as often as not."""
    false_per_hour: float = 0.5
    """Of each post: what was heard is none of these objects."""
