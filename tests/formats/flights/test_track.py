"""From a drone's own words to an incident, or none: a Remote ID in the list, and another that is not."""

import msgspec

from sargas.core import Core, Settings
from sargas.formats.flights import read
from sargas.incursion.settings import RULES
from sargas.model.batch import Batch
from sargas.model.claims import Claims
from sargas.model.incident import Incident
from sargas.model.plot import Geodetic, Plot
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone

BEGIN_S = 1_796_104_800.0
RECEIVER = (Sensor("receiver", "f", "remote_id"),)
SITE = Zone(
    "site",
    "the site",
    "site",
    ((((25.0, 54.5), (25.5, 54.5), (25.5, 54.8), (25.0, 54.8), (25.0, 54.5)),),),
    authorised_by=RULES["site"].authorised_by,
)
LIST = """id,kind,remote_id,from,until,shape,ceiling
bridge,uas,1596F1234567,2026-12-01T06:00Z,2026-12-01T08:00Z,54.63 25.28 2 km,UNL
"""


def incidents_of(serial: str, begin_s: float = BEGIN_S) -> list[Incident]:
    """After a minute at the bridge, from `begin_s` on."""
    found = read(LIST)
    assert found is not None
    core = Core(RECEIVER, (SITE,), Settings(54.7, 25.3), found.flights)
    for k in range(600):
        time_s, plots = begin_s + k / 10.0, []
        if k % 10 == 5:
            at = Geodetic(54.63 + 2e-7 * k, 25.28, 200.0, 0.0, 0.2)
            sigma = Sigma(horizontal_m=3.0, height_m=5.0, velocity_mps=0.5)
            plots = [Plot("receiver", time_s - 0.05, at, sigma, Claims(remote_id=serial), record_number=k)]
        core.update(Batch(time_s, Plots.from_plots(plots), Tracks.empty()))
    return core.incidents


def test_a_listed_drone_is_none_where_and_when_it_is_listed_and_else_is() -> None:
    assert incidents_of("1596F1234567") == []
    (other,) = incidents_of("1596F1234568")
    assert other.situation == "inside"
    (late,) = incidents_of("1596F1234567", BEGIN_S + 7200.0)
    assert "names flight bridge of the list, which is not now" in late.basis
    assert msgspec.json.encode(late), "and can be told"
