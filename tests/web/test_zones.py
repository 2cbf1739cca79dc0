"""Zones on the web: what is judged as GeoJSON, those that are drawn, and the acts on them as Decisions."""

import msgspec
import pytest

from sargas.model.decision import Decision, DrawZone, EndZone
from sargas.model.height import Height
from sargas.model.zone import DrawnZone, Zone
from web.bench import RING, T0, State, changes, run, served

SAID = {"by": " Ona ", "why": "a visit of state"}
BODY = {
    "name": "the visit",
    "kind": "restricted",
    "until_s": T0 + 3600.0,
    "outline": [[25.0, 54.0], [25.1, 54.0], [25.1, 54.1]],
    "ceiling": {"value_m": 500.0, "ref": "agl"},
}
ZONE = Zone("drawn-1", "the visit", "restricted", ((RING,),), hours=((T0, T0 + 3600.0),))
DRAWN = DrawnZone(ZONE, "Ona", T0, "a visit of state")


def play(method, path, body=None, *drawn):
    async def played():
        async with served() as bench:
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(zones=drawn))
            answer = await bench.client.request(method, path, json=body)
            return answer.status_code, answer.json(), bench.decided

    return run(played())


def test_a_zone_is_drawn_by_a_decision() -> None:
    status, answer, decided = play("POST", "/api/zones", {**SAID, **BODY})
    outline = ((25.0, 54.0), (25.1, 54.0), (25.1, 54.1))
    act = DrawZone("the visit", "restricted", T0 + 3600.0, outline=outline, ceiling=Height(500.0, "agl"))
    decision = Decision("Ona", T0, act, "a visit of state")
    assert decided == [("live", decision)]
    assert (status, msgspec.convert(answer, Decision)) == (200, decision)


@pytest.mark.parametrize(("body", "until_s"), [({}, None), ({"until_s": T0 + 60.0}, T0 + 60.0)])
def test_it_is_ended_by_a_decision(body, until_s) -> None:
    status, _, decided = play("POST", "/api/zones/drawn-1/end", {**SAID, **body}, DRAWN)
    assert (status, decided) == (200, [("live", Decision("Ona", T0, EndZone("drawn-1", until_s), SAID["why"]))])


def test_the_drawn_stand_with_the_others_and_say_who_drew_them() -> None:
    over = msgspec.structs.replace(DRAWN, zone=msgspec.structs.replace(ZONE, id="drawn-2", hours=((T0 - 2, T0 - 1),)))
    _, collection, _ = play("GET", "/api/zones", None, DRAWN, over)
    told = {feature["id"]: feature["properties"].get("drawn") for feature in collection["features"]}
    assert list(told) == ["ltu", "drawn-1", "drawn-2"]
    assert told["ltu"] is None
    assert (told["drawn-1"]["drawn_by"], told["drawn-1"]["why"]) == ("Ona", "a visit of state")
    assert [told[name]["over"] for name in ("drawn-1", "drawn-2")] == [False, True]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/zones", {**BODY, "by": "Ona"}, 400),
        ("/api/zones", {**BODY, **SAID, "kind": "moat"}, 400),
        ("/api/zones", {**BODY, **SAID, "colour": "red"}, 400),
        ("/api/zones", {**BODY, **SAID, "outline": "all of it"}, 400),
        ("/api/zones/ltu/end", SAID, 404),
        ("/api/zones/drawn-2/end", SAID, 404),
        ("/api/zones/drawn-1/end", {"by": "Ona"}, 400),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_decided(path, body, status) -> None:
    found, _, decided = play("POST", path, body, DRAWN)
    assert (found, decided) == (status, [])


def test_a_drawn_zone_may_be_silenced_as_any() -> None:
    body = {"by": "Ona", "why": "known", "for_s": 60.0, "zone": "drawn-1"}
    assert play("POST", "/api/silences", body, DRAWN)[0] == 200
    assert play("POST", "/api/silences", {**body, "zone": "drawn-9"}, DRAWN)[0] == 404
