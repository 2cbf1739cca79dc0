"""A small exercise for the tests of running and review: a drone comes over the border, nobody else but one airliner."""

import functools
import tempfile
from pathlib import Path

from sargas.commands.exercise import Read, played, read_scenario
from sargas.exercise.review.report import Report

TEXT = """
name = "Small"
start = 2026-05-07T00:30:00Z
duration_s = 420.0
seed = 5
facts = "none: a test"
releasable_to = ["LVA"]

[config.site]
name = "Small"
lat_deg = 54.6
lon_deg = 25.5

[[config.zones]]
file = "bundled:LTU"

[[config.alerting.audiences]]
name = "watch"
exercise = true

[[config.policies]]
recipient = "LVA"
what = ["track", "incident"]

[[config.exports]]
format = "asterix"
recipient = "LVA"
settings = { sac = 70, sic = 1 }

[[radars]]
sensor = "a"
sac = 70
sic = 201
site = { lat_deg = 54.575, lon_deg = 25.330, height_m = 250.0 }
ground_m = 215.0

[[flights]]
id = "drone"
cross_section_m2 = 0.3
what = "fixed_wing_drone"
waypoints = [
  { lat_deg = 54.52, lon_deg = 25.90, height_m = 700.0, speed_mps = 45.0 },
  { lat_deg = 54.60, lon_deg = 25.58, height_m = 700.0, speed_mps = 45.0 },
]

[[flights]]
id = "below-everything"
cross_section_m2 = 0.01
waypoints = [
  { lat_deg = 54.40, lon_deg = 26.20, height_m = 160.0, speed_mps = 20.0 },
  { lat_deg = 54.41, lon_deg = 26.10, height_m = 160.0, speed_mps = 20.0 },
]

[[flights]]
id = "airliner"
cross_section_m2 = 12.0
what = "airliner"
mode_3a = "2345"
mode_s = "4ca123"
callsign = "LOT1"
waypoints = [
  { lat_deg = 54.30, lon_deg = 25.10, height_m = 9000.0, speed_mps = 220.0 },
  { lat_deg = 55.10, lon_deg = 25.20, height_m = 9000.0, speed_mps = 220.0 },
]

[[cells]]
name = "Anna"
audience = "watch"
acknowledges = { p50_s = 20.0, p90_s = 30.0 }
reports = { p50_s = 15.0, p90_s = 20.0 }

[[injects]]
at_s = 60.0
to = "Anna"
channel = "phone"
text = "Something hums over the wood"
expected = "initiate"
within_s = 120.0
objective = "reports of people"
seen = { lat_deg = 54.45, lon_deg = 25.70 }

[[expectations]]
what = "tracked"
flight = "drone"
within_s = 60.0
objective = "seen"

[[expectations]]
what = "alert"
flight = "drone"
since = "enters"
within_s = 30.0
by = "watch"
objective = "told"
weight = 2.0

[[expectations]]
what = "acknowledged"
flight = "drone"
within_s = 1.0
objective = "told"

[[expectations]]
what = "told"
flight = "drone"
by = "LVA"
within_s = 240.0
objective = "told"

[[expectations]]
what = "detected"
flight = "below-*"
within_s = 60.0
objective = "seen"

[[expectations]]
what = "no_incident"
flight = "airliner"
objective = "nothing false"
"""


def read(text: str = TEXT) -> Read:
    """The scenario, as from a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "small.toml"
        file.write_text(text)
        return read_scenario(str(file))


@functools.cache
def report() -> Report:
    """Of one run."""
    return played(read())
