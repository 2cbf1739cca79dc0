"""A balloon that is seen by nothing but a radar: it drifts with the air at 14 m/s and rises a little."""

import json
import math

START_S = 1_753_704_000.0
SECONDS = 480
WIND = f"# the morning's sounding\n{START_S},wind,55.0,24.0,500,240,9\n{START_S},wind,55.0,24.0,2000,270,14\n"
CALM = f"{START_S},wind,55.0,24.0,2000,270,0\n"


def reports() -> str:
    """State vectors without any claim, one in 4 s."""
    said = []
    for t in range(0, SECONDS, 4):
        east_m = 14.0 * t + 15.0 * math.sin(3.7 * t)
        row = {
            "timestamp": START_S + t,
            "latitude": 55.0 + 15.0 * math.cos(2.9 * t) / 111_200.0,
            "longitude": 24.0 + east_m / 63_900.0,
            "geoaltitude": (1900.0 + 0.5 * t) / 0.3048,
        }
        said.append(json.dumps(row))
    return "\n".join(said) + "\n"
