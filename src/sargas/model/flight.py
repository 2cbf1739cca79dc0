"""Flight: who may be where and when, as somebody who may say so has listed it."""

from typing import Literal

import msgspec

from sargas.model.height import Height
from sargas.model.zone import Authority, Ring

FlightKind = Literal["flight_plan", "uas"]
AUTHORITY: dict[FlightKind, Authority] = {"flight_plan": "flight_plan", "uas": "flight_list"}
"""What a flight of each kind is to a zone (`Zone.authorised_by`)."""


class Flight(msgspec.Struct, frozen=True, omit_defaults=True):
    """A filed flight plan, or an authorised flight of an unmanned aircraft.

    At least one claim by which it is known; `polygons` or `zones` say where it may be: within these outlines, or in
    those zones alone, and on the way to them.
    """

    id: str
    kind: FlightKind
    begin_s: float
    """From here, UTC Unix seconds ..."""
    end_s: float
    """... until here."""
    mode_s: int | None = None
    mode_3a: int | None = None
    callsign: str | None = None
    remote_id: str | None = None
    """Serial number or registration, as the aircraft broadcasts it."""
    polygons: tuple[tuple[Ring, ...], ...] = ()
    zones: tuple[str, ...] = ()
    """Ids."""
    ceiling: Height | None = None
