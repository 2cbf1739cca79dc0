"""CAT129, what drones say of themselves by way of an identification system, as plots: claims, not facts.

Rule: a report with a place is a plot. Its height is the one above mean sea level (I129/090) on the geoid; that above
ground (I129/100) is of a ground that is not known here. Who it is are country, manufacturer, model and serial number,
in that order, with points between: a serial number alone is of a manufacturer's. Without a serial number nobody is
named: a country, a maker and a model are those of many, and an identity is taken for one drone's. Where the document
leaves the twelve octets open and they are no text, they are in base 85 behind a star, and nothing stands between.
Personal data: the category has none of an operator; where a report was sent to (I129/015) stays in the bytes.
Source: EUROCONTROL-SPEC-0149-29 as `tables.cat129` says; item numbers stand beside each line.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.plots import Look, give, move
from sargas.formats.asterix.text import eight_bit
from sargas.geo.geoid import undulation_m
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sargas.formats.asterix.columns import Records

COLUMNS_129 = (
    *("010/SAC", "010/SIC", "020/MANUFACTURER", "030/MODEL", "040/FIRST", "040/LAST", "050/COUNTRY", "070/TOD"),
    *("080/LAT", "080/LON", "090/AMSL", "110/CEP", "185/HVX", "185/HVY", "220/VV"),
)
_CARRIED = (
    move("lat_deg", "080/LAT"),
    move("lon_deg", "080/LON"),
    move("east_mps", "185/HVX"),
    move("north_mps", "185/HVY"),
    move("up_mps", "220/VV"),
)
CEP_SIGMAS = 1.1774
"""Radius that holds half of a circle's points, in sigmas of an axis: sqrt(2 ln 2)."""
MOST_CEP_M = 255
"""Of I129/110: 0 is unknown, or worse than this; what is greater has no meaning."""
SERIAL_OCTETS = 12
STAR = b"*"
"""Begins an identity without points: no name that is text or base 64 does."""
_BLANK = b" \0"


def plots_129(records: Records, look: Look) -> tuple[Plots, NDArray[np.bool_]]:
    """The records that tell a place, and which they are; both coordinates 0 are none."""
    seen = records.has("080/LAT") & ((records.raw("080/LAT") != 0) | (records.raw("080/LON") != 0))
    records, look = records.take(seen), look.take(seen)
    plots = look.begin(GEODETIC, ("horizontal_m", "height_m", "velocity_mps"))
    plots.time_s[:] = look.utc_s(records, "070/TOD")
    records.carry(plots, _CARRIED)
    high = records.has("090/AMSL")
    if high.any():
        # Which mean sea level the sender means, the document does not say.
        height_m = records.quantity("090/AMSL") + undulation_m(plots.lat_deg, plots.lon_deg)
        give(plots, HAS, "height_m", height_m, high)
    half_m = records.quantity("110/CEP")
    told = (half_m > 0) & (half_m <= MOST_CEP_M)
    give(plots, HAS, "sigma_horizontal_m", half_m / CEP_SIGMAS, told)
    plots.remote_id[:] = identities(records)
    plots.has |= (plots.remote_id != b"") * np.uint32(HAS["remote_id"])
    plots.echo[:] = ECHOES.index("other")
    return plots, seen


def identities(records: Records) -> list[bytes]:
    """Who each says it is, b"" where it tells no serial number."""
    country, manufacturer, model = (
        eight_bit(records.raw(name), octets, records.has(name))[0].tolist()
        for name, octets in (("050/COUNTRY", 2), ("020/MANUFACTURER", 3), ("030/MODEL", 3))
    )
    first, last = (
        [value.to_bytes(SERIAL_OCTETS // 2, "big") for value in records.raw(name).tolist()]
        for name in ("040/FIRST", "040/LAST")
    )
    rows = zip(country, manufacturer, model, first, last, strict=True)
    return [_identity(c, m, kind, a + b) for c, m, kind, a, b in rows]


def _identity(country: bytes, manufacturer: bytes, model: bytes, octets: bytes) -> bytes:
    text = octets.rstrip(_BLANK)
    if not text:
        return b""
    if not all(32 <= octet < 127 for octet in text):
        return STAR + country.ljust(2) + manufacturer.ljust(3) + model.ljust(3) + base64.b85encode(octets)
    parts = [part.replace(b".", b"?") for part in (country.replace(STAR, b"?"), manufacturer, model)]
    return b".".join([*parts, text])


def parts_of(identity: bytes) -> tuple[bytes, bytes, bytes, bytes] | None:
    """Inverse of `identities`: country, manufacturer, model and the octets of the serial number; None of another's,
    and of one without a serial number.
    """
    if identity.startswith(STAR):
        try:
            octets = base64.b85decode(identity[9:])
        except ValueError:
            return None
        country, manufacturer, model = (identity[a:b].strip() for a, b in ((1, 3), (3, 6), (6, 9)))
        fits = len(octets) == SERIAL_OCTETS and octets.strip(_BLANK)
        return (country, manufacturer, model, octets) if fits else None
    parts = identity.split(b".", 3)
    if len(parts) != 4 or any(len(part) > most for part, most in zip(parts, (2, 3, 3, SERIAL_OCTETS), strict=True)):
        return None
    if not parts[3].strip(_BLANK):
        return None
    return parts[0], parts[1], parts[2], parts[3]
