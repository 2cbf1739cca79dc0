"""Script: who plays, what they are told from outside (the main events list), and what is expected of whom by when.

Words as in exercise control (ISO 22398): a cell is a player, an inject is what is put in, an objective is what is
trained; the list of injects with what is expected of each is the MSEL (master scenario events list).
"""

import math
from typing import Literal

import msgspec

_Z90 = 1.2815515655446004
"""Nine of ten draws of the standard normal law are below it."""


class Reaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a person takes: half of the times are below `p50_s`, nine of ten below `p90_s`; logarithmically normal,
    as reaction times are (Luce, Response Times, 1986, ch. 1)."""

    p50_s: float
    p90_s: float

    def __post_init__(self) -> None:
        if not 0.0 < self.p50_s <= self.p90_s <= 86_400.0:
            raise ValueError("p50_s and p90_s: above 0, in this order, at most a day")

    def after_s(self, normal: float) -> float:
        """The time that a draw of the standard normal law stands for."""
        return self.p50_s * math.exp(math.log(self.p90_s / self.p50_s) / _Z90 * normal)


class Cell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A player that the program plays; what it does not say, it never does."""

    name: str
    """As in decisions, and as in the roster of those who release warnings."""
    audience: str = ""
    """Whose alerts it hears."""
    acknowledges: Reaction | None = None
    """From the alert to the acknowledgement."""
    releases: Reaction | None = None
    """From being asked to the release of a warning; who drafts begins when the draft is there."""
    reports: Reaction | None = None
    """From an inject that says where something was seen to the track that is begun by hand."""
    closes: Reaction | None = None
    """From when an object left, or was found, to the closing of the incident."""


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an inject says that something is, and how sure."""

    lat_deg: float
    lon_deg: float
    sigma_m: float = 2_000.0
    ago_s: float = 0.0


class Inject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the MSEL."""

    at_s: float
    """After the start."""
    to: str
    """The cell."""
    channel: Literal["phone", "radio", "email", "paper", "chat"]
    text: str
    objective: str = ""
    expected: str = ""
    """The act that is expected of the cell: its tag (`initiate`, `acknowledge`, `hand_over`, ...); "": none that can be
    seen here."""
    within_s: float = 300.0
    weight: float = 1.0
    seen: Seen | None = None


What = Literal[
    "detected",
    "tracked",
    "identified",
    "incident",
    "inside",
    "alert",
    "acknowledged",
    "drafted",
    "released",
    "told",
    "search",
    "no_incident",
    "no_alert",
]
"""Steps of an object in the picture, in their order: a plot of it; a confirmed track; an identity that is no question;
an incident; one that says inside; an alert; its acknowledgement; a warning drafted, and released to the public; a
recipient told; a search begun. Two that must not come."""


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What should come of an object, and by when."""

    what: What
    flight: str
    """Id of the object; `*` in it stands for anything: then each of them is expected to."""
    within_s: float = 0.0
    """At the latest so long after `since`; below 0 before it. Of `no_...`: not used."""
    since: Literal["start", "appears", "enters", "arrives"] = "appears"
    """Of the truth: the scenario begins, the object does, it enters a zone of the site, its path ends."""
    by: str = ""
    """Whose: the audience of an alert, the person of an acknowledgement, the recipient that is told; "": anybody's."""
    objective: str = ""
    weight: float = 1.0


def check(cells: tuple[Cell, ...], injects: tuple[Inject, ...], duration_s: float, findings: list[str]) -> None:
    """What cannot be, to `findings`."""
    names = [cell.name for cell in cells]
    findings += [f"cells: two are called {name!r}" for name in dict.fromkeys(names) if names.count(name) > 1]
    for k, inject in enumerate(injects):
        if inject.to not in names:
            findings.append(f"injects[{k}]: there is no cell {inject.to!r}; there are {', '.join(names) or 'none'}")
        if not 0.0 <= inject.at_s <= duration_s:
            findings.append(f"injects[{k}]: at_s {inject.at_s:g} is outside the scenario, 0..{duration_s:g}")
