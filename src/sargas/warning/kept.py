"""Kept: what the room remembers: of a track where it was and by whom it was seen, of a warning what a person saw."""

import msgspec
import numpy as np

from sargas.model.incident import Incident
from sargas.model.settled import Settled
from sargas.model.tracks import ACT_BITS, FOUR, FUSED, Tracks
from sargas.model.warning import PublicWarning
from sargas.motion import Going

_UNSURE_M, _UNSURE_MPS = 500.0, 5.0
"""Of an incident whose track is not known here, one sigma."""


class Seen(msgspec.Struct):
    """An object as it was seen last."""

    time_s: float
    lat_deg: float
    lon_deg: float
    east_mps: float
    north_mps: float
    covariance: list[float]
    """Of [E N vE vN], row by row."""
    sources: list[str]
    """Who sees it: names of sensors, and of a neighbour."""
    by_hand: bool = False
    """A person's report alone made it."""

    @property
    def why_weak(self) -> str:
        """Why it is not seen by two; "" where it is."""
        if len(self.sources) >= 2:
            return ""
        if self.by_hand and not self.sources:
            return "no sensor sees it: a person's report"
        return f"one source: {self.sources[0]}" if self.sources else "no source now"

    def going(self) -> Going:
        """For a corridor."""
        place = self.lat_deg, self.lon_deg, self.east_mps, self.north_mps
        return Going(self.time_s, *place, np.array(self.covariance).reshape(4, 4))


def seen_of(tracks: Tracks, i: int, source_s: float) -> Seen:
    """Row i; a sensor is a source for `source_s`."""
    time_s = float(tracks.time_s[i])
    names = tracks.sources
    if tracks.reported_by[i] >= 0:
        sources = [names[int(tracks.reported_by[i])]]
    else:
        told = zip(tracks.contributor[i].tolist(), tracks.contributor_s[i].tolist(), strict=True)
        sources = [names[k] for k, at_s in told if at_s > 0.0 and time_s - at_s <= source_s]
        if tracks.fusion[i] == FUSED:
            sources.append("a neighbour's track")
    return Seen(
        time_s=time_s,
        lat_deg=float(tracks.lat_deg[i]),
        lon_deg=float(tracks.lon_deg[i]),
        east_mps=float(tracks.east_mps[i]),
        north_mps=float(tracks.north_mps[i]),
        covariance=tracks.covariance[i][FOUR].ravel().tolist(),
        sources=sources,
        by_hand=bool(tracks.acts[i] & ACT_BITS["initiate"]),
    )


def seen_of_incident(incident: Incident) -> Seen:
    """What an incident itself says, where its track is not known."""
    variances = np.diag([_UNSURE_M**2, _UNSURE_M**2, _UNSURE_MPS**2, _UNSURE_MPS**2])
    return Seen(
        time_s=incident.updated_s,
        lat_deg=incident.lat_deg,
        lon_deg=incident.lon_deg,
        east_mps=incident.east_mps,
        north_mps=incident.north_mps,
        covariance=variances.ravel().tolist(),
        sources=[],
    )


class Kept(Settled[PublicWarning], msgspec.Struct):
    """A warning. What a person acts upon is level, areas, texts and who released."""

    WORD = "warning"

    warning: PublicWarning
    settled: int = 1
    lapses_s: float | None = None
    """When its draft lapses, where that is known."""

    @property
    def is_live(self) -> bool:
        """Whether something of it may still come: a draft, or that it is public and holds."""
        return self.warning.draft is not None or self.warning.state == "released"

    def misses(self, version: int | None) -> str:
        """Why an act on what a person saw as `version` no longer fits; "" where it does."""
        now = self.warning
        if self.fits(version):
            return ""
        return f"warning {now.number} has changed since version {version}: it is {now.state} (version {now.version})"
