"""The sentence that says why something is an incident: readable, with its figures, never with a nation's blame."""

import math

from sargas.incursion.watch import Sight, Watch
from sargas.model.incident import Situation
from sargas.model.zone import Zone

UNSURE = 0.05
"""From this probability on nobody may be told that it is outside."""


def basis(
    zone: Zone, watch: Watch, sight: Sight, sigma_m: float, height: str, situation: Situation, reason: str
) -> str:
    """One sentence on a track against a zone.

    `height`: what is known of its height; `reason`: what its identity rests on, and why that is not enough.
    """
    parts = [_fact(zone, watch, sight, sigma_m, situation)]
    if height:
        parts.append(height)
    if situation == "inside" and not watch.seen_outside:
        parts.append("not seen crossing")
    parts.append(f"not authorised ({reason})")
    return f"Track {watch.track} " + "; ".join(parts) + "."


def _fact(zone: Zone, watch: Watch, sight: Sight, sigma_m: float, situation: Situation) -> str:
    side = "inside" if sight.distance_m <= 0 else "outside"
    where = f"{abs(sight.distance_m):.0f} m +- {sigma_m:.0f} m {side} the edge"
    if situation == "approaching":
        if sight.entry_s < math.inf:
            may = f", may be inside: probability {sight.probability:.2f}" if sight.probability >= UNSURE else ""
            return f"is predicted to enter {zone.name} in {sight.entry_s:.0f} s ({where}{may})"
        if sight.probability >= UNSURE:
            surely = f"probability {sight.probability:.2f}"
            return f"may be inside {zone.name}: it cannot be told with this error ({where}, {surely})"
        return f"was predicted to enter {zone.name} ({where})"
    if situation == "inside":
        seen_s = sight.measured_s - watch.inside_since_s
        surely = f"{where}, probability {sight.probability:.2f}, {watch.inside_updates} updates in {seen_s:.0f} s"
        return f"is inside {zone.name} ({surely})"
    return f"is no longer inside or approaching {zone.name} ({where})"
