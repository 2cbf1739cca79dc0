"""Incidents as a test says them."""

import msgspec

from sargas.alerting.distress import Distress
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


def distress(number: int = 1, emergency: str = "general", **said: object) -> Distress:
    """An aircraft that declares an emergency near Vilnius."""
    plain = Distress(
        number=number,
        track=12,
        row=12,
        emergency=emergency,
        called="LYABC",
        code={"general": "7700", "no_communications": "7600", "unlawful_interference": "7500"}.get(emergency, ""),
        updated_s=NOON_S + 5.7,
        lat_deg=54.7,
        lon_deg=25.3,
        east_mps=-70.0,
        north_mps=70.0,
        height_m=3050.0,
        mode_s=0x503A11,
        reported_by="own",
        in_doubt=False,
        simulated=False,
        since_s=NOON_S,
    )
    return msgspec.structs.replace(plain, **said)
