"""Reports as plots; who wrote them and what does not come out."""

import math

import pytest

from samples_of import samples
from sargas.formats.citizen import FORMAT
from sargas.formats.citizen.settings import Settings
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.status import NewSensor

MADE = samples("citizen")


def fed(decoder, *reports, link=""):
    items = decoder.feed([Chunk(7, MADE.TIME_S + 30.0, MADE.text(*reports), link)])
    return [plot for item in items if isinstance(item, Plots) for plot in item], items


def decoder(sensors=MADE.SENSORS):
    return FORMAT.decoder(sensors, Settings("feed"))


def test_a_report_is_a_plot_of_whoever_reports() -> None:
    plots, _ = fed(decoder(), MADE.report(1), MADE.report(2, by="patrol", time=None))
    assert [plot.sensor for plot in plots] == ["people", "guards"]
    assert [plot.time_s for plot in plots] == [MADE.TIME_S, MADE.TIME_S + 30.0]
    assert plots[0].sigma.horizontal_m == pytest.approx(math.hypot(1500.0, 160.0))
    assert plots[0].record_number == 7


def test_the_same_report_again_is_no_second_one_even_after_a_restart() -> None:
    first = decoder()
    fed(first, MADE.report(1))
    second = decoder()
    second.restore(first.checkpoint())
    plots, items = fed(second, MADE.report(1), MADE.report(2))
    assert len(plots) == 1
    assert [item.reason for item in items if isinstance(item, Fault)] == ["report that came before"]


def test_the_door_it_came_by_says_more_than_what_it_says_of_itself() -> None:
    doors = [*MADE.SENSORS, MADE.Sensor("trusted", "feed", "observer", match={"reporter": "patrol-app"})]
    plots, _ = fed(decoder(doors), MADE.report(1, by="citizen"), link="patrol-app")
    assert plots[0].sensor == "trusted"


def test_nothing_that_they_wrote_comes_out() -> None:
    wrote = MADE.report(1, text="SECRETWORD", name="SECRETWORD", kind="SECRETWORD")
    _, items = fed(decoder(), wrote, MADE.report(2, text="SECRETWORD", phone="SECRETWORD"))
    assert "SECRETWORD" not in repr(items)
    assert "SECRETWORD" not in repr(decoder().checkpoint())


def test_a_reporter_that_is_not_configured_is_suggested() -> None:
    _, items = fed(decoder([]), MADE.report(1))
    (new,) = [item for item in items if isinstance(item, NewSensor)]
    assert (new.match, 'kind = "observer"' in new.suggestion) == ({"reporter": "citizen"}, True)


def test_one_origin_alone_makes_no_cloud_of_witnesses() -> None:
    one = decoder()

    def plots_at(time_s: float, number: int, origin: str = "0f0f", **more: float) -> int:
        chunk = Chunk(7, time_s, MADE.text(MADE.report(number, origin=origin, **more)))
        items = one.feed([chunk])
        faults = [item.reason for item in items if isinstance(item, Fault)]
        assert faults in ([], ["another report by one origin: recorded, and no plot"])
        return sum(len(item) for item in items if isinstance(item, Plots))

    assert [plots_at(MADE.TIME_S + 20.0 * k, k) for k in range(7)] == [1, 0, 0, 1, 0, 0, 1]
    assert plots_at(MADE.TIME_S + 121.0, 20, "1e1e") == 1, "another is another"
    assert plots_at(MADE.TIME_S + 121.0, 21, "") == plots_at(MADE.TIME_S + 121.0, 22, "") == 1, "no door gave one"
    assert plots_at(MADE.TIME_S + 122.0, 23, lat_deg=55.7, lon_deg=21.1) == 1, "a network of phones, elsewhere"
    assert plots_at(MADE.TIME_S + 123.0, 24) == 0, "and here still"
    saved = one.checkpoint()
    one = decoder()
    one.restore(saved)
    assert plots_at(MADE.TIME_S + 150.0, 25) == 0, "over restarts too"


def test_a_pseudonym_is_kept_no_longer_than_it_counts() -> None:
    one = decoder()
    one.feed([Chunk(7, MADE.TIME_S, MADE.text(MADE.report(1, origin="0f0f")))])
    assert b"0f0f" in one.checkpoint()
    one.feed([Chunk(8, MADE.TIME_S + 61.0, MADE.text(MADE.report(2)))])
    assert b"0f0f" not in one.checkpoint()
