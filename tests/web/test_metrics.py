"""Figures as Prometheus reads them."""

from sargas.model.plot import Geodetic, Plot
from sargas.model.plots import Plots
from web.bench import T0, changes, incident, run, served, tracks_of


def test_metrics_are_prometheus_text():
    async def play():
        async with served() as bench:
            bench.figures = {
                "live": {"behind_s": 0.5, "durable_number": 12, "feeds": {'a"\\b': {"records": 7, "connected": True}}}
            }
            bench.screens.plots("live", T0, Plots.from_plots([Plot("adsb", T0 - 1.0, Geodetic(55.0, 24.0))]))
            bench.screens.changes("live", changes(tracks_of([1, 2]), incidents=(incident(),)))
            answer = await bench.client.get("/metrics")
            assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
            lines = answer.text.splitlines()
            for line in (
                'sargas_behind_s{partition="live"} 0.5',
                'sargas_durable_number{partition="live"} 12',
                'sargas_feed_records_total{partition="live",feed="a\\"\\\\b"} 7',
                'sargas_feed_connected{partition="live",feed="a\\"\\\\b"} 1',
                'sargas_tracks{partition="live"} 2',
                'sargas_incidents{partition="live"} 1',
                'sargas_sensor_plots_total{partition="live",sensor="adsb"} 1',
                'sargas_sensor_latency_s{partition="live",sensor="adsb"} 1',
            ):
                assert line in lines
            names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
            assert len(names) == len(set(names))
            assert all(line.startswith("#") or line.rsplit(" ", 1)[1] for line in lines)

    run(play())
