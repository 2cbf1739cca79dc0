"""Unlawful interference (Mode 3/A 7500) at every door of the console: routes, events, the WebSocket.

Who is not cleared gets, to the byte, what would be there if the track gave no code.
"""

import json
import re
from pathlib import Path

import msgspec
import pytest
import websockets
from starlette.routing import Route

from sargas.model.alert import Alert
from sargas.model.claims import UNLAWFUL, UNLAWFUL_CODE
from sargas.web.roles import ROLES
from sargas.web.screens import Screen
from web.bench import (
    SENSORS,
    T0,
    ZONES,
    Bench,
    State,
    alert,
    bearer,
    changes,
    incident,
    peopled,
    run,
    served,
    tracks_of,
    user,
)  # fmt: skip
from web.test_aerodromes import aerodrome

SECRET = {"mode_3a": UNLAWFUL_CODE, "emergency": UNLAWFUL}
ALERT = Alert(1_000_000_001, 0, "warning", "command", "7500", "opened", T0, kind="distress", track=7, cleared=True)
NUMBERS = {"number": "7", "record": "1", "sensor": "psr-1", "search": "1", "identifier": "x", "icao": "EYVI"}


def doors() -> list[str]:
    """Every route that answers a question, with its places filled; what is the same for all is left out."""
    routes = Bench().app.app.routes
    asked = [route for route in routes if isinstance(route, Route) and "GET" in (route.methods or ())]
    paths = [route.path for route in asked if route.path not in ("/api/events", "/basemap/{name}")]
    for name, value in NUMBERS.items():
        paths = [path.replace("{" + name + "}", value) for path in paths]
    assert [path for path in paths if "{" in path] == []
    return paths


def seen(folder: Path, cleared: bool, **said: int) -> dict[str, bytes]:
    """What each door of a site that shows secrets gives Ona, of every role and cleared or not, of a track that says
    this, with its alert where it is a secret."""

    async def play():
        people = peopled(folder, user("Ona", *ROLES, cleared=cleared))
        async with served(people=people, shows_secrets=True) as bench:
            bench.client.headers = bearer("Ona")
            bench.screens.state("live", State())
            alerts = (alert(1), ALERT) if said else (alert(1),)
            for take in range(2):
                told = tracks_of([7], T0 + take, **said)
                now = changes(
                    told, T0 + take, incidents=(incident(1),), alerts=alerts if take else (), aerodromes=(aerodrome(),)
                )
                bench.screens.changes("live", now)
            bench.screens.picture("live", T0 + 2, tracks_of([7], T0 + 2, **said), [incident(1)], list(alerts))
            found = {path: (await bench.client.get(path)).content for path in doors()}
            assert found["/api/state"].startswith(b'{"partitions"')
            address = bench.url.replace("http", "ws") + "/api/tracks"
            async with websockets.connect(address, proxy=None, additional_headers=bearer("Ona")) as socket:
                found["snapshot"] = await socket.recv()
                bench.screens.changes("live", changes(tracks_of([7], T0 + 3, **said), T0 + 3))
                found["delta"] = await socket.recv()
            events = bench.screens.of("live", cleared).events("")
            standing = [await anext(events) for _ in range(5)]
            found["events"] = b"".join(standing).replace(standing[0].split(b"-")[0], b"")
            here = bench.url.encode()
            return {door: told.replace(here, b"http://here") for door, told in found.items()}

    return run(play())


def test_at_every_door_it_is_a_track_without_a_code(tmp_path: Path) -> None:
    uncleared, plain = seen(tmp_path, False, **SECRET), seen(tmp_path, False)
    assert set(uncleared) >= {"/api/picture", "/api/picture/7", "/api/alerts", "/api/incidents", "snapshot", "delta"}
    for door, told in uncleared.items():
        same, other = (_steady(door, text) for text in (told, plain[door]))
        assert same == other, door
        assert b"7500" not in told
        assert b"unlawful" not in told


def _steady(door: str, told: bytes) -> bytes:
    """Without what differs from run to run: what was sent, and how many frames had been when it was asked."""
    if door == "/api/picture":
        return re.sub(rb'"sequence":\d+', b"", told)
    if door != "/metrics":
        return told
    lines = told.splitlines()
    return b"\n".join(line for line in lines if not any(word in line for word in (b"frames", b"bytes", b"clients")))


def test_who_is_cleared_sees_it_at_every_door_that_tells_of_codes(tmp_path: Path) -> None:
    cleared, plain = seen(tmp_path, True, **SECRET), seen(tmp_path, True)
    assert json.loads(cleared["/api/picture/7"])["claims"] == {"mode_3a": 0o7500, "emergency": "unlawful_interference"}
    for door in ("/api/picture", "/api/picture/7", "/api/alerts", "snapshot", "delta"):
        assert cleared[door] != plain[door], door


@pytest.mark.parametrize("cleared", [False, True])
def test_an_alert_that_becomes_secret_is_over_for_others(cleared: bool) -> None:
    async def play():
        screen = Screen("live", "live", SENSORS, ZONES, cleared=cleared)
        screen.take_changes(changes(alerts=(alert(3, 0, "7700"),)))
        now = msgspec.structs.replace(alert(3, 0, "7500"), cleared=True)
        for _ in range(2):
            screen.take_changes(changes(alerts=(now,)))
        told = screen.alerts[3]
        assert (told.ended, told.message) == ((False, "7500") if cleared else (True, "7700"))
        screen.close()

    run(play())
