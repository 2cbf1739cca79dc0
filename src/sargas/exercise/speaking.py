"""Speaking: what every sensor of a scenario sends, in its own format, in the order of its arrival; by format."""

import datetime
import functools
import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np

from sargas.exercise.camera import CameraModel
from sargas.exercise.ears import EarsModel
from sargas.exercise.entities import entities
from sargas.exercise.floods import floods
from sargas.exercise.laydown import (
    Camera,
    DirectionFinder,
    Ears,
    Multilateration,
    People,
    Radar,
    Receiver,
    RemoteIdReceiver,
)
from sargas.exercise.multilateration import MultilaterationModel
from sargas.exercise.nodes import STATUS_S, Node
from sargas.exercise.radar import RadarModel
from sargas.exercise.radios import FinderModel, RemoteIdModel, received
from sargas.exercise.receiver import ReceiverModel
from sargas.exercise.scenario import Scenario, people_named
from sargas.exercise.truth import Truth
from sargas.exercise.upsets import Upsets
from sargas.exercise.witnesses import Witnesses
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import Settings, Source
from sargas.formats.weather.grid import text_of
from sargas.formats.weather.wire import WindRow
from sargas.model.released import Simulated
from sargas.model.weather import Wind

Chunk = tuple[float, bytes]
"""(arrival time_s, payload)."""

_TOGETHER = 100
"""Observations of posts that come in one payload: so many fit a datagram."""
SECTORS = 16
"""A radar sends what it saw after each sixteenth of a turn, and at north that it turns (CAT034), as real ones do."""

_OF_EARS, _OF_FINDERS, _OF_REMOTE_ID, _OF_CAMERAS, _OF_PEOPLE, _OF_MLAT = 80, 92, 93, 94, 95, 96
"""Streams of chance of their own."""


def _asterix(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    upsets = Upsets(scenario, truth)
    radars = [_radar(scenario, truth, upsets, radar, k) for k, radar in enumerate(scenario.radars)]
    first = len(radars)
    receivers = [_receiver(scenario, truth, upsets, one, first + k) for k, one in enumerate(scenario.receivers)]
    finders = [_finder(scenario, truth, upsets, one, k) for k, one in enumerate(scenario.direction_finders)]
    systems = [_mlat(scenario, truth, upsets, one, k) for k, one in enumerate(scenario.mlat)]
    return radars + receivers + finders + systems


def _acoustic(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    upsets = Upsets(scenario, truth)
    return [_ears(scenario, truth, upsets, ears, k) for k, ears in enumerate(scenario.ears)]


def _remoteid(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    upsets = Upsets(scenario, truth)
    return [_drones(scenario, truth, upsets, receiver, k) for k, receiver in enumerate(scenario.remote_id)]


def _sapient(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    upsets = Upsets(scenario, truth)
    return [_camera(scenario, truth, upsets, camera, k) for k, camera in enumerate(scenario.cameras)]


def _citizen(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    upsets = Upsets(scenario, truth)
    people = [(people_named(one.by), _people(scenario, truth, upsets, one, k)) for k, one in enumerate(scenario.people)]
    told = [*people, *((people_named("citizen"), flood) for flood in floods(scenario))]
    return [upsets.carried(sender, reports) for sender, reports in told]


def _dis(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    return [entities(scenario, truth)]


def _weather(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    return [_winds(truth)]


def _winds(truth: Truth) -> Iterator[Chunk]:
    for time_s, winds in itertools.groupby(truth.air.winds(), key=lambda wind: wind.time_s):
        yield time_s, text_of([_row(wind) for wind in winds]).encode()


def _row(wind: Wind) -> WindRow:
    from_deg = math.degrees(math.atan2(-wind.east_mps, -wind.north_mps)) % 360.0
    speed_mps = math.hypot(wind.east_mps, wind.north_mps)
    return WindRow(wind.time_s, wind.lat_deg, wind.lon_deg, wind.height_m, from_deg, speed_mps)


def _carried(spoken: Callable[..., Iterator[Chunk]]) -> Callable[..., Iterator[Chunk]]:
    """What a sensor says, as far as its link carries it; nothing (b"") while a director lets it fail: were it left out,
    who plays it would look ahead for the first word after."""

    @functools.wraps(spoken)
    def carried(scenario: Scenario, truth: Truth, upsets: Upsets, one: Any, k: int) -> Iterator[Chunk]:
        for time_s, payload in upsets.carried(one.sensor, spoken(scenario, truth, upsets, one, k)):
            yield time_s, b"" if upsets.failed(one.sensor) else payload

    return carried


@_carried
def _ears(scenario: Scenario, truth: Truth, upsets: Upsets, ears: Ears, k: int) -> Iterator[Chunk]:
    """Observations of OGC SensorThings, those of one interval in one payload."""
    model = EarsModel(ears, truth, scenario, np.random.default_rng([scenario.seed, _OF_EARS, k]))
    for interval in range(int(scenario.duration_s // ears.interval_s)):
        heard = upsets.heard(ears.sensor, model.look(interval))
        if len(heard.post):
            columns = (heard.post.tolist(), heard.time_s.tolist(), heard.azimuth_deg.tolist())
            told = [_observation(ears, *one) for one in zip(*columns, strict=True)]
            arrives_s = scenario.start_s + (interval + 1) * ears.interval_s + scenario.latency_s
            for k in range(0, len(told), _TOGETHER):
                yield arrives_s, msgspec.json.encode(told[k : k + _TOGETHER])


def _observation(ears: Ears, post: int, time_s: float, azimuth_deg: float) -> dict[str, Any]:
    if ears.kind == "array":
        result: dict[str, Any] = {"azimuth_deg": round(azimuth_deg, 2)}
        parameters: dict[str, Any] = {"sigma_azimuth_deg": ears.sigma_azimuth_deg, "simulated": True}
    else:
        result, parameters = {"presence": True, "radius_m": ears.radius_m}, {"simulated": True}
    when = datetime.datetime.fromtimestamp(time_s, datetime.UTC).isoformat(timespec="milliseconds")
    thing = {"Thing": {"name": f"{ears.sensor}-{post + 1}"}}
    return {"phenomenonTime": when, "result": result, "parameters": parameters, "Datastream": thing}


@_carried
def _receiver(scenario: Scenario, truth: Truth, upsets: Upsets, receiver: Receiver, k: int) -> Iterator[Chunk]:
    model = ReceiverModel(receiver, truth, scenario, np.random.default_rng([scenario.seed, k]))
    source = Source(receiver.sac, receiver.sic, receiver.site, "adsb")
    encoder = Encoder(Settings(feed="exercise", sources={receiver.sensor: source}))
    for second in range(int(scenario.duration_s)):
        from_s = scenario.start_s + second
        plots = upsets.seen(receiver.sensor, model.second(second), from_s, from_s + 1.0)
        for block in encoder.encode(Simulated(upsets.stamped(plots))):
            yield from_s + 1.0 + scenario.latency_s, block


@_carried
def _finder(scenario: Scenario, truth: Truth, upsets: Upsets, finder: DirectionFinder, k: int) -> Iterator[Chunk]:
    model = FinderModel(finder, truth, scenario, np.random.default_rng([scenario.seed, _OF_FINDERS, k]))
    source = Source(finder.sac, finder.sic, finder.site, "rf")
    encoder = Encoder(Settings(feed="exercise", sources={finder.sensor: source}))
    for look in range(int(scenario.duration_s // finder.interval_s)):
        from_s = scenario.start_s + look * finder.interval_s
        plots = upsets.seen(finder.sensor, model.look(look), from_s, from_s + finder.interval_s)
        looked_s = plots.time_s.tolist()
        for block in encoder.encode_bearings(Simulated(upsets.stamped(plots))):
            yield looked_s[-1] + scenario.latency_s, block


@_carried
def _mlat(scenario: Scenario, truth: Truth, upsets: Upsets, system: Multilateration, k: int) -> Iterator[Chunk]:
    model = MultilaterationModel(system, truth, scenario, np.random.default_rng([scenario.seed, _OF_MLAT, k]))
    encoder = Encoder(Settings(feed="exercise", sources={system.sensor: Source(system.sac, system.sic, kind="mlat")}))
    for look in range(int(scenario.duration_s // system.interval_s)):
        from_s = scenario.start_s + look * system.interval_s
        plots = upsets.seen(system.sensor, model.second(look), from_s, from_s + system.interval_s)
        for block in encoder.encode(Simulated(upsets.stamped(plots))):
            yield from_s + system.interval_s + scenario.latency_s, block


@_carried
def _drones(scenario: Scenario, truth: Truth, upsets: Upsets, receiver: RemoteIdReceiver, k: int) -> Iterator[Chunk]:
    """What a receiver publishes: a line of JSON for each broadcast, with who and where."""
    model = RemoteIdModel(receiver, truth, scenario, np.random.default_rng([scenario.seed, _OF_REMOTE_ID, k]))
    for second in range(int(scenario.duration_s)):
        plots, rows = model.second(second)
        whose = dict(zip(plots.remote_id.tolist(), rows.tolist(), strict=True))
        from_s = scenario.start_s + second
        plots = upsets.seen(receiver.sensor, plots, from_s, from_s + 1.0)
        heard_s = plots.time_s.tolist()
        for time_s, plot in zip(heard_s, upsets.stamped(plots), strict=True):
            row = whose[(plot.claims.remote_id or "").encode()]
            yield time_s + scenario.latency_s, received(plot, f"02:00:00:00:{row >> 8:02x}:{row & 255:02x}")


@_carried
def _camera(scenario: Scenario, truth: Truth, upsets: Upsets, camera: Camera, k: int) -> Iterator[Chunk]:
    """A node of SAPIENT, a message a payload."""
    model = CameraModel(camera, truth, scenario, np.random.default_rng([scenario.seed, _OF_CAMERAS, k]))
    node = Node(camera.sensor, camera.node_id, "CAMERA")
    status_s: float | None = None
    for look in range(int(scenario.duration_s // camera.interval_s)):
        time_s = scenario.start_s + look * camera.interval_s
        sent_s, sightings = time_s + scenario.latency_s, model.look(look)
        if upsets.silent(camera.sensor, time_s):
            status_s = None  # who comes back says again who it is
            continue
        if status_s is None:
            yield sent_s, node.registration(time_s)
        if status_s is None or time_s - status_s >= STATUS_S:
            yield sent_s, node.status(time_s, is_new=status_s is None)
            status_s = time_s
        off_deg, ahead_s = upsets.off(camera.sensor, time_s)
        for one in sightings:
            told = one._replace(azimuth_deg=(one.azimuth_deg + off_deg) % 360.0, time_s=one.time_s + ahead_s)
            yield sent_s, node.detection(told)


def _people(scenario: Scenario, truth: Truth, upsets: Upsets, people: People, k: int) -> Iterator[Chunk]:
    """Each report as it is posted."""
    chance = np.random.default_rng([scenario.seed, _OF_PEOPLE, k])
    for told in Witnesses(people, k, truth, scenario, chance):
        if not upsets.silent(people_named(people.by), told.arrives_s):
            yield told.arrives_s, told.payload


@_carried
def _radar(scenario: Scenario, truth: Truth, upsets: Upsets, radar: Radar, k: int) -> Iterator[Chunk]:
    model = RadarModel(radar, truth, scenario.start_s, np.random.default_rng([scenario.seed, k]))
    source = Source(radar.sac, radar.sic, radar.site, "psr")
    encoder = Encoder(Settings(feed="exercise", sources={radar.sensor: source}))
    for turn in range(int(scenario.duration_s // radar.rotation_s)):
        north_s = model.opens_s(turn)
        for marker in upsets.standing(radar.sensor, north_s):
            marker = msgspec.structs.replace(marker, rotation_s=radar.rotation_s)
            for block in encoder.encode(Simulated(marker)):
                yield north_s + scenario.latency_s, block
        plots = upsets.seen(radar.sensor, model.turn(turn), north_s, north_s + radar.rotation_s)
        # Where the beam was, not where a noisy azimuth says: north would else be seen at both ends of a turn.
        sector = np.floor((plots.time_s - north_s) / radar.rotation_s * SECTORS).astype(np.int64)
        ended_s = {part: float(plots.time_s[sector == part][-1]) for part in np.unique(sector).tolist()}
        for part, blocks in encoder.encode_sectors(Simulated(upsets.stamped(plots)), sector):
            for block in blocks:
                yield ended_s[part] + scenario.latency_s, block


FORMS: dict[str, Callable[[Scenario, Truth], list[Iterator[Chunk]]]] = {
    "asterix": _asterix,
    "acoustic": _acoustic,
    "citizen": _citizen,
    "dis": _dis,
    "remoteid": _remoteid,
    "sapient": _sapient,
    "weather": _weather,
}
"""By the name of a format: what each that speaks it sends. Radars (CAT048, CAT034), receivers of ADS-B (CAT021),
multilateration (CAT020), direction finders (CAT205); listening posts; people; receivers of Remote ID; cameras; the
winds that the site is told of; and, for other simulators, who flies (DIS)."""
