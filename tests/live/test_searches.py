"""A search from the posted words to the journal, the map and a restart: real server, partition and core."""

import asyncio

from live.test_acts import CALL, act, asked, seen, site

SAID = {"by": "Ona", "why": "told by radio"}


async def searched(client, number, condition):
    """The search when it is as wanted."""
    async with asyncio.timeout(10.0):
        while True:
            answer = await client.get(f"/api/searches/{number}")
            if answer.status_code == 200 and condition(answer.json()):
                return answer.json()
            await asyncio.sleep(0.02)


async def now_s(client):
    return (await asked(client, "/api/state"))["partitions"][0]["time_s"]


def test_what_a_farmer_saw_is_searched_for(tmp_path):
    """A track that began by a telephone call ends; its search is worked on, and outlives a restart."""

    async def play():
        async with site(tmp_path / "journal") as (client, _):
            call = {**CALL, "seen_s": await now_s(client), "east_mps": 10.0, "north_mps": 20.0}
            begun = await act(client, "/api/tracks", call)
            number = 1_000_001
            await seen(client, number, bool)
            assert await act(client, "/api/searches", {**SAID, "track": number}) == (
                409,
                f"track {number} has not ended, or its end is not remembered",
            )
            await act(client, f"/api/acts/{begun['record_number']}/undo", SAID)
            search = await searched(client, 1, bool)  # it was an incident, so its search opens by itself
            assert (search["status"], search["tracks"], search["height_m"]) == ("open", [number], None)
            assert search["incident"] == 1
            status, why = await act(client, "/api/searches", {**SAID, "track": number})
            assert (status, why) == (409, f"track {number} is searched for already: search 1")
            find = {**SAID, "lat_deg": 54.61, "lon_deg": 25.63, "what": "a wing", "expected_version": search["version"]}
            await act(client, "/api/searches/1/finds", find)
            found = await searched(client, 1, lambda s: s["finds"])
            assert found["status"] == "open"
            late = await act(client, "/api/searches/1/close", {**SAID, "expected_version": search["version"]})
            assert late[0] == 409
            assert "has changed since" in late[1]
            collection = await asked(client, "/api/searches/1.geojson")
            kinds = [feature["properties"]["kind"] for feature in collection["features"]]
            assert kinds.count("area") == 3
            assert kinds[-1] == "find"
        async with site(tmp_path / "journal") as (client, _):
            again = await searched(client, 1, bool)
            assert (again["finds"], again["lost_s"]) == (found["finds"], found["lost_s"])
            await act(client, "/api/searches/1/close", SAID)
            assert (await searched(client, 1, lambda s: s["status"] == "closed"))["finds"] == found["finds"]

    asyncio.run(play())
