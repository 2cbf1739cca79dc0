"""A flood of reports: read by the reports' own decoder, as many and from where the event says."""

import datetime

import msgspec
import numpy as np
import pytest

from sargas.exercise.events import CitizenFlood
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.formats.citizen import FORMAT
from sargas.geo.geodesic import azimuth_deg, distance_m
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
FLOOD = CitizenFlood(lat_deg=54.68, lon_deg=25.28, radius_m=3_000.0, from_s=100.0, to_s=400.0, reports=500)


def sent_in(event: CitizenFlood) -> list[tuple[float, bytes]]:
    return list(chunks(Scenario("x", START, 600.0, 1, (), events=(event,)), "citizen"))


def test_as_many_as_were_said_come_in_their_time_from_their_circle_and_point_at_its_middle() -> None:
    sent = sent_in(FLOOD)
    assert sent == sent_in(FLOOD)
    times = np.array([time_s for time_s, _ in sent]) - START.timestamp()
    assert len(sent) == 500
    assert (np.diff(times) >= 0.0).all()
    assert times[0] >= 100.0
    assert times[-1] < 401.0
    said = [msgspec.json.decode(payload) for _, payload in sent]
    assert {one["text"] for one in said} == {"EXERCISE"}
    assert len({one["id"] for one in said}) == len({one["origin"] for one in said}) == 500
    lat, lon = (np.array([one[key] for one in said]) for key in ("lat_deg", "lon_deg"))
    assert distance_m(lat, lon, 54.68, 25.28).max() < 3_002.0
    assert np.mean([one["what"] == "heard" for one in said]) == pytest.approx(0.3, abs=0.07)
    pointing = [k for k, one in enumerate(said) if "azimuth_deg" in one]
    assert len(pointing) / 500 == pytest.approx(0.6, abs=0.07)
    told = np.array([said[k]["azimuth_deg"] for k in pointing])
    off = (told - azimuth_deg(lat[pointing], lon[pointing], 54.68, 25.28) + 180.0) % 360.0 - 180.0
    assert off.std() == pytest.approx(20.0, rel=0.15)


@pytest.mark.parametrize(("people", "plots"), [(None, 500), (10, 50)], ids=["each another's", "ten people's"])
def test_their_decoder_reads_all_and_makes_plots_of_as_many_as_it_would(people: int | None, plots: int) -> None:
    sent = sent_in(msgspec.structs.replace(FLOOD, people=people))
    sensor = Sensor("people", "reports", "observer", {"reporter": "citizen"})
    decoder = FORMAT.decoder((sensor,), FORMAT.settings(feed="reports"))
    items = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(sent)])
    # one in a minute of each: five minutes have five or six of them
    assert sum(len(item) for item in items if isinstance(item, Plots)) == pytest.approx(plots, abs=10)
    assert not [item for item in items if type(item).__name__ == "NewSensor"]
