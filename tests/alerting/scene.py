"""Incidents as a test says them."""

import msgspec

from sargas.model.incident import Incident

NOON_S = 1_753_660_800.0


def incident(number: int = 1, situation: str = "approaching", version: int = 1, **said: object) -> Incident:
    """An incident 12.3 km outside, moving north-west at 45 m/s."""
    plain = Incident(
        number=number,
        zone="LTU",
        zone_name="Lithuania",
        tracks=(5,),
        situation=situation,
        handling="new",
        version=version,
        opened_s=NOON_S,
        updated_s=NOON_S + 5.7,
        entered_s=None if situation == "approaching" else NOON_S,
        probability=0.0 if situation == "approaching" else 1.0,
        distance_m=12_345.0 if situation == "approaching" else -812.0,
        time_to_border_s=270.0 if situation == "approaching" else None,
        east_mps=-31.82,
        north_mps=31.82,
    )
    return msgspec.structs.replace(plain, **said)
