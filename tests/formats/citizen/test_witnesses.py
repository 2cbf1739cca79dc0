"""What people's reports make of the picture, through ingest and core: many agree on a track, one person does not."""

import json
import math
import random

import pytest

from sargas.core import Core, Settings
from sargas.formats.instants import instant_text
from sargas.ingest import Ingest
from sargas.model.record import Record, RecordKind
from sargas.model.sensor import Feed, Sensor

BEGIN_S, LAT_DEG, LON_DEG = 1_790_000_000.0, 54.7, 25.3
M_PER_DEG = 111_200.0
PEOPLE = Sensor("people", "reports", "observer", match={"reporter": "citizen"})


def confirmed(posts, until_s: float) -> int:
    """How many tracks were confirmed of posts (seconds, origin, latitude, longitude, more fields)."""
    ingest = Ingest([Feed("reports", "reports://127.0.0.1:1", "citizen")], [PEOPLE], "live")
    core = Core([PEOPLE], (), Settings(LAT_DEG, LON_DEG))
    waiting, numbers = sorted(posts, key=lambda post: post[0]), set()
    number = 1
    for tick in range(1, int(until_s * 10)):
        time_s = BEGIN_S + tick / 10
        records = []
        while waiting and BEGIN_S + waiting[0][0] <= time_s:
            at_s, origin, lat_deg, lon_deg, more = waiting.pop(0)
            fields = {"id": f"r{number}", "what": "seen", "lat_deg": lat_deg, "lon_deg": lon_deg, "origin": origin}
            body = {**fields, "time": instant_text(BEGIN_S + at_s), **more}
            kind = RecordKind.BYTES
            records.append(Record(number, BEGIN_S + at_s, "reports", "live", kind, json.dumps(body).encode()))
            number += 1
        records.append(Record(number, time_s, "", "live", RecordKind.TICK, b""))
        number += 1
        for track in core.update(ingest.feed(records)).tracks:
            if track.status == "confirmed":
                numbers.add(track.number)
    return len(numbers)


def witnesses(count: int, seed: int, says: tuple[str, ...]):
    """Honest people around one place: direction right to 15 degrees, distance to a factor of two, of three choices."""
    chance = random.Random(seed)
    for k in range(count):
        away_m, bearing = chance.uniform(200.0, 1_500.0), chance.uniform(0.0, 2.0 * math.pi)
        lat_deg = LAT_DEG - away_m * math.cos(bearing) / M_PER_DEG
        lon_deg = LON_DEG - away_m * math.sin(bearing) / (M_PER_DEG * math.cos(math.radians(LAT_DEG)))
        guess_m = away_m * chance.choice((0.5, 1.0, 2.0))
        said = {
            "azimuth_deg": (math.degrees(bearing) + chance.gauss(0.0, 15.0)) % 360.0,
            "distance_m": min((300.0, 1_000.0, 3_000.0), key=lambda near: abs(near - guess_m)),
        }
        yield 1.0 + 5.0 * k, f"o{k}", lat_deg, lon_deg, {name: said[name] for name in says}


@pytest.mark.parametrize("says", [(), ("azimuth_deg",), ("azimuth_deg", "distance_m")])
def test_six_honest_witnesses_make_a_track_however_much_they_say(says) -> None:
    made = [confirmed(witnesses(6, seed, says), 60.0) for seed in range(8)]
    assert sum(count > 0 for count in made) >= 6
    assert sum(made) <= 9, "of one thing"


@pytest.mark.parametrize(
    "more", [{}, {"what": "heard"}, {"azimuth_deg": 90.0}, {"azimuth_deg": 90.0, "distance_m": 300}]
)
def test_one_origin_alone_makes_none_however_often_it_reports(more) -> None:
    for speed_mps in (0.0, 30.0):
        posts = [(1.0 + 10.0 * k, "one", LAT_DEG + speed_mps * 10.0 * k / M_PER_DEG, LON_DEG, more) for k in range(40)]
        assert confirmed(posts, 400.0) == 0


def test_a_liar_behind_the_same_address_silences_nobody_elsewhere() -> None:
    liar = [(1.0 + 15.0 * k, "network", 55.7, 21.1, {}) for k in range(4)]
    others = [(2.0 + 5.0 * k, f"o{k}", LAT_DEG, LON_DEG, {}) for k in range(6)]
    assert confirmed([*liar, *others], 60.0) == 1
    behind_it = [(2.0, "network", LAT_DEG, LON_DEG, {}), *others[1:]]
    assert confirmed([*liar, *behind_it], 60.0) == 1
