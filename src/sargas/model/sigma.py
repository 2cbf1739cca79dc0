"""Sigma: one-sigma errors, of a sensor as configured or of one plot as its sensor states them."""

import msgspec


class Sigma(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """None where it is not measured or not stated."""

    range_m: float | None = None
    azimuth_deg: float | None = None
    elevation_deg: float | None = None
    range_rate_mps: float | None = None
    horizontal_m: float | None = None
    height_m: float | None = None
    velocity_mps: float | None = None
