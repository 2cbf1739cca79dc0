"""release: (item, policies, recipient) -> Released | Withheld. Nothing leaves unless the recipient is configured.

The order in which a policy is asked; the first that says no gives the reason:
  1. recipient   a policy names the recipient; of several, the first that names the kind of item is the one that holds;
  2. kind        that policy names the kind of item (track, incident, alert, warning ...); who has the watch is ours;
  3. label       the item's label is releasable to the recipient; without a label it is releasable to nobody;
     what is only for those who are cleared is not for a recipient whose policy does not say so: a track then shows
     neither code nor emergency (`sargas.sharing.clearance`), an alert is withheld;
  4. zone        a policy limited to zones lets only incidents and searches of these through: others carry none;
  5. delay       the item is at least `delay_s` old; the same item may be asked for again later;
  6. precision   positions are moved to the centre of a cell of `position_rounded_to_m`, and the error grows by the
                 cell's; an alert's text cannot be made coarser, nor a search's sectors, so they are withheld from such.
A warning to the public passes 1, 2, 5 and the limits of 4 and 6 as an alert does; in place of 3 it is UNCLASSIFIED and
public by the act of two persons: only its message leaves, as it was released, and what was not released never does.
What never leaves: our protected places, names of sensors, their part in a track and what they say of its echoes,
journal record numbers, names of persons, what people wrote of a find and who has charge of it.
"""

import math
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from sargas.model.alert import Alert
from sargas.model.fault import Withheld
from sargas.model.incident import Incident
from sargas.model.label import Label, Policy
from sargas.model.released import Released
from sargas.model.search import Search
from sargas.model.track import Echoes, Track
from sargas.model.warning import PublicWarning
from sargas.sharing.clearance import claims_as_others_see

T = TypeVar("T", Track, Incident, Alert, PublicWarning, Search)
PUBLIC = Label()
"""Of what two persons made public."""

Event = Released[Incident] | Released[Alert] | Released[PublicWarning] | Released[Search]
"""What is told as it comes, and is over some time."""
NO_LONGER_TOLD = "no longer told to you, which is no all clear"
"""Why an alert ends that goes on elsewhere."""
_ENDED: dict[type, dict[str, Any]] = {
    Track: {"status": "ended"},
    Incident: {"handling": "closed"},
    Alert: {"why": NO_LONGER_TOLD, "ended": True},
    Search: {"status": "closed"},
}
_OURS: dict[str, Any] = {
    "evidence": (), "acknowledged_by": None, "assigned_to": None, "closed_by": None, "closed_why": "", "log": (),
    "log_left_out": 0, "basis": "", "places": (), "arrival_s": None, "arrival_at": "", "arrived": False, "earlier": (),
    "first_plot_s": None, "confirmed_s": None,
}  # fmt: skip
"""Of an incident, what never leaves: names, what people wrote, protected places, how soon we see what."""
_M_PER_DEG = 111_320.0


def release(
    item: T, policies: Sequence[Policy], recipient: str, time_s: float, label: Label | None = None
) -> Released[T] | Withheld:
    """The item as this recipient may have it at `time_s`, or why not."""
    kind = "warning" if isinstance(item, PublicWarning) else type(item).__name__.lower()
    if isinstance(item, PublicWarning):
        label = PUBLIC
    name = f"{kind} {item.number}"
    kinds = f"{kind}es" if kind.endswith("ch") else f"{kind}s"
    of_recipient = [policy for policy in policies if policy.recipient == recipient]
    if not of_recipient:
        return Withheld(recipient, "recipient is not configured", name)
    policy = next((policy for policy in of_recipient if kind in policy.what), None)
    if policy is None:
        return Withheld(recipient, f"{kinds} are not for this recipient", name)
    if isinstance(item, Alert) and item.cleared and not policy.cleared:
        return Withheld(recipient, f"{kinds} are not for this recipient", name)  # no reason that would tell of it
    if isinstance(item, Alert) and item.kind == "hand_over":
        return Withheld(recipient, "the watch is ours: it names people", name)
    if isinstance(item, PublicWarning):
        if reason := _unreleased(item):
            return Withheld(recipient, reason, name)
    elif label is None or recipient not in label.releasable_to:
        return Withheld(recipient, "label is not releasable to the recipient", name)
    if policy.zones and not (isinstance(item, Incident | Search) and item.zone in policy.zones):
        return Withheld(recipient, "outside the zones of the recipient", name)
    if time_s - _time_s(item) < policy.delay_s:
        return Withheld(recipient, f"not before {policy.delay_s:g} s have passed", name)
    if isinstance(item, Alert | PublicWarning) and policy.position_rounded_to_m > 0.0:
        return Withheld(recipient, "the text is more precise than the recipient may have", name)
    if isinstance(item, Search) and policy.position_rounded_to_m > 0.0:
        return Withheld(recipient, "the sectors are more precise than the recipient may have", name)
    assert label is not None, "asked for above"
    return Released(_coarsened(item, policy), recipient, label)


def _unreleased(warning: PublicWarning) -> str:
    """Why a warning is not public; "" where it is."""
    notice = warning.notice
    if notice is None or not warning.released_by or warning.released_s is None:
        return "a draft of a warning, which nobody released"
    if (notice.status == "Exercise") != warning.simulated or notice.status not in ("Actual", "Exercise"):
        return "a warning that is simulated and says Actual, or the other way round"
    return "" if notice.scope == "Public" else "a warning that is not for the public"


def as_ended(told: Released[T]) -> Released[T]:
    """The end of what was told, as far as the recipient is concerned, with nothing that was not told already."""
    changed = _ENDED[type(told.item)]
    return Released(msgspec.structs.replace(told.item, **changed), told.recipient, told.label)


def end_of(told: Released[Incident] | Released[Alert] | Released[Search]) -> Released[Any]:
    """The end of what an earlier run released: which it was, and nothing that it said.

    It may have reached nobody, and may not be released any more.
    """
    item: Incident | Alert | Search = told.item
    end: Incident | Alert | Search
    if isinstance(item, Incident):
        end = Incident(
            item.number, "", "", (), "lost", "closed", item.version, 0.0, item.updated_s, simulated=item.simulated
        )
    elif isinstance(item, Search):
        end = Search(
            item.number, "closed", item.version, 0.0, item.time_s, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
            simulated=item.simulated,
        )  # fmt: skip
    else:
        end = Alert(
            item.number, item.incident, "advisory", item.audience, NO_LONGER_TOLD, NO_LONGER_TOLD, item.time_s,
            ended=True, simulated=item.simulated, kind=item.kind, track=item.track,
        )  # fmt: skip
    return Released(end, told.recipient, told.label)


def is_over(item: Incident | Alert | PublicWarning | Search) -> bool:
    """Whether nothing comes after it."""
    if isinstance(item, PublicWarning):
        return item.state != "released"
    if isinstance(item, Search):
        return item.status == "closed"
    return item.is_done if isinstance(item, Incident) else item.ended


def written_down(one: Event) -> list[Any]:
    """What was released, for a checkpoint."""
    return [one.item, one.recipient, one.label]


def recalled(state: list[Any]) -> Released[Any]:
    """Inverse of `written_down`: nothing is released anew."""
    item, recipient, label = state
    kinds = Incident | Alert | PublicWarning | Search
    return Released(msgspec.convert(item, kinds), recipient, msgspec.convert(label, Label))


def rounded(lat_deg: float, lon_deg: float, cell_m: float) -> tuple[float, float]:
    """The centre of the cell, of `cell_m` on each side, that holds a place; cells are fixed on the Earth."""
    step_lat = cell_m / _M_PER_DEG
    lat = (math.floor(lat_deg / step_lat) + 0.5) * step_lat
    step_lon = step_lat / max(math.cos(math.radians(lat)), 0.01)
    return lat, (math.floor(lon_deg / step_lon) + 0.5) * step_lon


def _time_s(item: Track | Incident | Alert | PublicWarning | Search) -> float:
    if isinstance(item, PublicWarning):
        return item.ended_s or item.released_s or 0.0
    return item.updated_s if isinstance(item, Incident) else item.time_s


def _coarsened(item: T, policy: Policy) -> T:
    cell_m = policy.position_rounded_to_m
    if isinstance(item, Alert):
        return item
    if isinstance(item, PublicWarning):
        private = {"draft": None, "areas": (), "extra": (), "released_by": (), "ended_by": "", "ended_why": ""}
        return msgspec.structs.replace(item, **private)
    if isinstance(item, Search):
        return msgspec.structs.replace(item, **_for_searchers(item))  # never rounded: withheld instead
    if isinstance(item, Track):
        claims = item.claims if policy.cleared else claims_as_others_see(item.claims)
        item = msgspec.structs.replace(item, contributors={}, echoes=Echoes(), claims=claims, proposed=None)
    else:
        item = msgspec.structs.replace(item, **_OURS)
    if cell_m <= 0.0:
        return item
    lat_deg, lon_deg = rounded(item.lat_deg, item.lon_deg, cell_m)
    if isinstance(item, Incident):
        return msgspec.structs.replace(
            item,
            lat_deg=lat_deg,
            lon_deg=lon_deg,
            distance_m=(math.floor(item.distance_m / cell_m) + 0.5) * cell_m,
            distance_sigma_m=math.hypot(item.distance_sigma_m, cell_m / math.sqrt(12.0)),
            time_to_border_s=None,
            entry_p10_s=None,
            entry_p90_s=None,
            entry_lat_deg=None,
            entry_lon_deg=None,
            entry_probability=None,
            crossing=None,
            deepest_m=None,
            deepest_sigma_m=0.0,
            deepest_s=None,
            highest_probability=0.0,
        )
    # A place anywhere in a cell has a variance of cell^2 / 12 on each axis about its centre.
    covariance = list(item.covariance)
    for k in (0, 6) if len(covariance) == 21 else (0, 4):
        covariance[k] += cell_m**2 / 12.0
    radius_95_m = item.radius_95_m + cell_m / math.sqrt(2.0)
    return msgspec.structs.replace(
        item, lat_deg=lat_deg, lon_deg=lon_deg, covariance=tuple(covariance), radius_95_m=radius_95_m
    )


def _for_searchers(search: Search) -> dict[str, Any]:
    """Fields that say where to search and where something was found, without who, and with which sensors."""
    sectors = tuple(
        msgspec.structs.replace(
            sector,
            assigned_to=None,
            searched=tuple(msgspec.structs.replace(done, by="") for done in sector.searched),
        )
        for sector in search.sectors
    )
    finds = tuple(
        msgspec.structs.replace(find, what="", by="", note="", photo_sha256="", report_record=None, custody=())
        for find in search.finds
    )
    return {"sectors": sectors, "finds": finds, "basis": ""}
