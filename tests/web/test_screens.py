"""What the screens keep of what the live room tells."""

import msgspec
import numpy as np

from web.bench import SENSORS, T0, alert, ask, changes, incident, run, served, tracks_of


def test_trails_incidents_alerts():
    async def play():
        async with served() as bench:
            for k in range(3):
                bench.screens.changes("live", changes(tracks_of([5], T0 + 4 * k, height_m=100.0), T0 + 4 * k))
            trail = await ask(bench, "/api/trail/5")
            assert trail["points"] == [[T0 + 4.0 * k, 54.5, 24.0, 100.0] for k in range(3)]
            bench.screens.changes("live", changes(incidents=(incident(1), incident(2)), alerts=(alert(1), alert(2, 2))))
            bench.screens.changes("live", changes(incidents=(incident(1, 2),)))
            incidents = (await ask(bench, "/api/incidents"))["incidents"]
            assert [(i["number"], i["version"]) for i in incidents] == [(2, 1), (1, 2)]
            assert [a["number"] for a in (await ask(bench, "/api/alerts"))["alerts"]] == [2, 1]

    run(play())


def test_columns_of_other_sources_are_told_apart():
    async def play():
        async with served() as bench:
            tracks = tracks_of([1])
            tracks.reported_by[:] = 1
            bench.screens.changes("live", changes(tracks))
            other = type(tracks)(("EST", "psr-1"), **tracks_of([2]).arrays())
            other.reported_by[:] = 0
            bench.screens.changes("live", changes(other))
            picture = await ask(bench, "/api/picture")
            assert [t["reported_by"] for t in picture["tracks"]] == [SENSORS[1].id, "EST"]
            assert np.isfinite([t["radius_95_m"] for t in picture["tracks"]]).all()

    run(play())


def test_what_is_done_is_forgotten_in_the_end_and_what_is_open_is_not():
    async def play():
        async with served() as bench:
            for n in range(1, 1401):
                closed = msgspec.structs.replace(incident(n), handling="closed" if n > 100 else "new", updated_s=T0 + n)
                ended = msgspec.structs.replace(alert(n, n), ended=n > 100, time_s=T0 + n)
                bench.screens.changes("live", changes(incidents=(closed,), alerts=(ended,)))
            kept = [*range(1, 101), *range(401, 1401)]
            assert sorted(bench.live.incidents) == kept
            assert sorted(bench.live.alerts) == kept

    run(play())


def test_an_alert_of_no_incident_is_done_when_it_has_ended():
    async def play():
        async with served() as bench:
            distress = msgspec.structs.replace(alert(5, 0), kind="distress", track=12)
            bench.screens.changes("live", changes(alerts=(distress,)))
            for n in range(1_001, 3_000):
                ended = msgspec.structs.replace(alert(n, 0), kind="digest", ended=True, time_s=T0 + n)
                bench.screens.changes("live", changes(alerts=(ended,)))
            assert 5 in bench.live.alerts
            assert len(bench.live.alerts) == 1_001

    run(play())
