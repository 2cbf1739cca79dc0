"""Server-sent events over a real connection, with resume."""

import asyncio
import json

from sargas.model.status import SensorStatus
from sargas.web.bulletin import RING
from web.bench import T0, State, alert, changes, incident, run, served


class Listener:
    """One connection to /api/events; `next()` is (id, type, word)."""

    def __init__(self, bench, last_id=None, partition=""):
        headers = {"last-event-id": last_id} if last_id else {}
        self._asked = bench.client.stream("GET", "/api/events" + partition, headers=headers)

    async def __aenter__(self):
        answer = await self._asked.__aenter__()
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        self._lines = answer.aiter_lines()
        return self

    async def __aexit__(self, *error):
        await self._asked.__aexit__(*error)

    async def next(self):
        fields = {}
        async with asyncio.timeout(5.0):
            async for line in self._lines:
                if not line:
                    if fields:
                        return fields["id"], fields["event"], json.loads(fields["data"])
                    continue
                name, _, value = line.partition(": ")
                if name:
                    assert name not in fields
                    fields[name] = value
        raise AssertionError("ended")

    async def standing(self, count):
        return [await self.next() for _ in range(count)]


def test_a_newcomer_gets_what_stands_then_what_changes():
    async def play():
        async with served() as bench:
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(incidents=(incident(),), alerts=(alert(),)))
            async with Listener(bench) as listener:
                kinds = [kind for _, kind, _ in await listener.standing(5)]
                assert kinds == ["state", "sensor", "sensor", "incident", "alert"]
                hostile = 'x"\n\nevent: alert\ndata: {}\n\n<script>'
                bench.screens.changes("live", changes(alerts=(alert(2, message=hostile),)))
                _, kind, word = await listener.next()
                assert (kind, word["number"], word["message"]) == ("alert", 2, hostile)
                bench.screens.changes("live", changes(statuses=(SensorStatus("psr-1", T0, "silent", "12 s"),)))
                _, kind, word = await listener.next()
                assert (kind, word["id"], word["status"]) == ("sensor", "psr-1", "silent")
                bench.screens.state("live", State(speed=2.0))
                assert (await listener.next())[1:] == (
                    "state",
                    (await bench.client.get("/api/state")).json()["partitions"][0],
                )

    run(play())


def test_who_comes_back_gets_what_was_missed_and_nothing_twice():
    async def play():
        async with served() as bench:
            async with Listener(bench) as listener:
                await listener.standing(3)
                bench.screens.changes("live", changes(alerts=(alert(1), alert(2))))
                await listener.next()
                last_id = (await listener.next())[0]
            bench.screens.changes("live", changes(alerts=(alert(3), alert(4))))
            async with Listener(bench, last_id) as listener:
                assert [(await listener.next())[2]["number"] for _ in range(2)] == [3, 4]
                bench.screens.changes("live", changes(alerts=(alert(5),)))
                assert (await listener.next())[2]["number"] == 5

    run(play())


def test_who_was_away_too_long_or_comes_from_another_run_starts_anew():
    async def play():
        async with served() as bench:
            async with Listener(bench) as listener:
                await listener.standing(3)
                bench.screens.changes("live", changes(alerts=(alert(1),)))
                last_id = (await listener.next())[0]
            for k in range(RING + 5):
                bench.screens.changes("live", changes(alerts=(alert(1, message=str(k)),)))
            run_name = last_id.split("-")[0]
            for known in (last_id, "beef-3", "nonsense", f"{run_name}-999999999", f"{run_name}-", "-", "a" * 5000):
                async with Listener(bench, known) as listener:
                    kinds = [kind for _, kind, _ in await listener.standing(4)]
                    assert kinds == ["state", "sensor", "sensor", "alert"], known

    run(play())


def test_an_unchanged_state_is_not_news():
    async def play():
        async with served() as bench, Listener(bench) as listener:
            await listener.standing(3)
            for k in range(5):
                bench.screens.state("live", State(T0 + k))
            bench.screens.state("live", State(T0 + 6, message="NOT RECORDED", recorded=False))
            assert (await listener.next())[1] == "state"
            assert (await listener.next())[2]["recorded"] is False

    run(play())


def test_partitions_keep_to_themselves():
    async def play():
        async with served() as bench, Listener(bench, partition="?partition=drill") as listener:
            await listener.standing(3)
            bench.screens.changes("live", changes(alerts=(alert(1),)))
            bench.screens.changes("drill", changes(alerts=(alert(2),)))
            assert (await listener.next())[2]["number"] == 2

    run(play())
