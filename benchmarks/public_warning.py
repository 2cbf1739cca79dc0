"""Public warning: from the update in which an incident opens to its draft, and from the second release to CAP's bytes.

500 municipalities around the border, each a ring of 240 places, as a country has them; six languages. The machine's own
time, without the radars' turns before it and the people after it.
"""

import sys
import time

import numpy as np
from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from incursion.land import ring
from picture.scene import NOON_S
from sargas.formats.cap.encoder import xml
from sargas.formats.cap.labels import labelled
from sargas.model.decision import Decision
from sargas.model.label import Label
from sargas.model.warning import PublicWarning, ReleaseWarning, WarningArea
from sargas.warning import Warnings
from warning.scene import LAND, SETTINGS, incident, track

SIDE, PLACES, REPEATS = 20.0, 240, 30


def municipality(k: int) -> WarningArea:
    """One of 25 columns and 20 rows of wavy circles that touch, 20 km apart, from the border on."""
    column, row = divmod(k, 20)
    turn = np.linspace(0.0, 2.0 * np.pi, PLACES, endpoint=False)
    radius = 10.0 + 0.4 * np.sin(17.0 * turn)
    east = SIDE * (column + 0.5) + radius * np.sin(turn)
    north = SIDE * (row - 9.5) + radius * np.cos(turn)
    outline = ring(*zip(east.tolist(), north.tolist(), strict=True))
    return WarningArea(f"m{k}", f"Municipality {k}", ((outline,),))


def figures() -> Figures:
    areas = [municipality(k) for k in range(500)]
    drafts_s, sends_s, met, octets = [], [], 0, b""
    for _ in range(REPEATS):
        room = Warnings(SETTINGS, areas, (), (LAND,))
        tracks, opened = track(-5.0), [incident()]
        began_s = time.perf_counter()
        (draft,) = room.update(NOON_S, tracks, opened)
        drafts_s.append(time.perf_counter() - began_s)
        assert draft.draft is not None
        met = len(draft.draft.areas)
        room.decide(NOON_S + 1.0, Decision("Ona", NOON_S + 1.0, ReleaseWarning(1)))
        began_s = time.perf_counter()
        told = room.decide(NOON_S + 2.0, Decision("Jonas", NOON_S + 2.0, ReleaseWarning(1)))
        assert isinstance(told, PublicWarning)
        assert told.notice is not None
        octets = xml(labelled(told.notice, Label()))
        sends_s.append(time.perf_counter() - began_s)
    note(f"warning: {len(areas)} municipalities of {PLACES} places, {met} met; a message of {len(octets)} octets")
    note(f"warning: draft {1e3 * np.median(drafts_s):.1f} ms, second release to CAP {1e3 * np.median(sends_s):.1f} ms")
    return {
        "incident_to_warning_draft_s": float(np.median(drafts_s)),
        "release_to_cap_s": float(np.median(sends_s)),
    }


if __name__ == "__main__":
    print(figures())
