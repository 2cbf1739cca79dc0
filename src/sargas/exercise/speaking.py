"""Speaking: what every sensor of a scenario sends, in its own format, in the order of its arrival; by format."""

import datetime
import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np

from sargas.exercise.camera import CameraModel
from sargas.exercise.ears import EarsModel
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
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.exercise.witnesses import Witnesses
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import Settings, Source
from sargas.formats.weather.grid import text_of
from sargas.formats.weather.wire import WindRow
from sargas.model.released import Simulated
from sargas.model.status import SensorStatus
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
    radars = [_radar(scenario, truth, radar, k) for k, radar in enumerate(scenario.radars)]
    first = len(radars)
    receivers = [_receiver(scenario, truth, one, first + k) for k, one in enumerate(scenario.receivers)]
    finders = [_finder(scenario, truth, one, k) for k, one in enumerate(scenario.direction_finders)]
    return radars + receivers + finders + [_mlat(scenario, truth, one, k) for k, one in enumerate(scenario.mlat)]


def _acoustic(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    return [_ears(scenario, truth, ears, k) for k, ears in enumerate(scenario.ears)]


def _remoteid(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    return [_drones(scenario, truth, receiver, k) for k, receiver in enumerate(scenario.remote_id)]


def _sapient(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    return [_camera(scenario, truth, camera, k) for k, camera in enumerate(scenario.cameras)]


def _citizen(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    return [_people(scenario, truth, people, k) for k, people in enumerate(scenario.people)]


def _weather(scenario: Scenario, truth: Truth) -> list[Iterator[Chunk]]:
    return [_winds(truth)]


def _winds(truth: Truth) -> Iterator[Chunk]:
    for time_s, winds in itertools.groupby(truth.air.winds(), key=lambda wind: wind.time_s):
        yield time_s, text_of([_row(wind) for wind in winds]).encode()


def _row(wind: Wind) -> WindRow:
    from_deg = math.degrees(math.atan2(-wind.east_mps, -wind.north_mps)) % 360.0
    speed_mps = math.hypot(wind.east_mps, wind.north_mps)
    return WindRow(wind.time_s, wind.lat_deg, wind.lon_deg, wind.height_m, from_deg, speed_mps)


def _ears(scenario: Scenario, truth: Truth, ears: Ears, k: int) -> Iterator[Chunk]:
    """Observations of OGC SensorThings, those of one interval in one payload."""
    model = EarsModel(ears, truth, scenario, np.random.default_rng([scenario.seed, _OF_EARS, k]))
    for interval in range(int(scenario.duration_s // ears.interval_s)):
        heard = model.look(interval)
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


def _receiver(scenario: Scenario, truth: Truth, receiver: Receiver, k: int) -> Iterator[Chunk]:
    model = ReceiverModel(receiver, truth, scenario, np.random.default_rng([scenario.seed, k]))
    source = Source(receiver.sac, receiver.sic, receiver.site, "adsb")
    encoder = Encoder(Settings(feed="exercise", sources={receiver.sensor: source}))
    for second in range(int(scenario.duration_s)):
        for block in encoder.encode(Simulated(model.second(second))):
            yield scenario.start_s + second + 1.0 + scenario.latency_s, block


def _finder(scenario: Scenario, truth: Truth, finder: DirectionFinder, k: int) -> Iterator[Chunk]:
    model = FinderModel(finder, truth, scenario, np.random.default_rng([scenario.seed, _OF_FINDERS, k]))
    source = Source(finder.sac, finder.sic, finder.site, "rf")
    encoder = Encoder(Settings(feed="exercise", sources={finder.sensor: source}))
    for look in range(int(scenario.duration_s // finder.interval_s)):
        plots = model.look(look)
        for block in encoder.encode_bearings(Simulated(plots)):
            yield float(plots.time_s[-1]) + scenario.latency_s, block


def _mlat(scenario: Scenario, truth: Truth, system: Multilateration, k: int) -> Iterator[Chunk]:
    model = MultilaterationModel(system, truth, scenario, np.random.default_rng([scenario.seed, _OF_MLAT, k]))
    encoder = Encoder(Settings(feed="exercise", sources={system.sensor: Source(system.sac, system.sic, kind="mlat")}))
    for look in range(int(scenario.duration_s // system.interval_s)):
        for block in encoder.encode(Simulated(model.second(look))):
            yield scenario.start_s + (look + 1) * system.interval_s + scenario.latency_s, block


def _drones(scenario: Scenario, truth: Truth, receiver: RemoteIdReceiver, k: int) -> Iterator[Chunk]:
    """What a receiver publishes: a line of JSON for each broadcast, with who and where."""
    model = RemoteIdModel(receiver, truth, scenario, np.random.default_rng([scenario.seed, _OF_REMOTE_ID, k]))
    for second in range(int(scenario.duration_s)):
        plots, rows = model.second(second)
        for plot, row in zip(plots, rows.tolist(), strict=True):
            yield plot.time_s + scenario.latency_s, received(plot, f"02:00:00:00:{row >> 8:02x}:{row & 255:02x}")


def _camera(scenario: Scenario, truth: Truth, camera: Camera, k: int) -> Iterator[Chunk]:
    """A node of SAPIENT, a message a payload."""
    model = CameraModel(camera, truth, scenario, np.random.default_rng([scenario.seed, _OF_CAMERAS, k]))
    node = Node(camera.sensor, camera.node_id, "CAMERA")
    yield scenario.start_s + scenario.latency_s, node.registration(scenario.start_s)
    status_s = -math.inf
    for look in range(int(scenario.duration_s // camera.interval_s)):
        time_s = scenario.start_s + look * camera.interval_s
        if time_s - status_s >= STATUS_S:
            yield time_s + scenario.latency_s, node.status(time_s, is_new=not look)
            status_s = time_s
        for sighting in model.look(look):
            yield time_s + scenario.latency_s, node.detection(sighting)


def _people(scenario: Scenario, truth: Truth, people: People, k: int) -> Iterator[Chunk]:
    """Each report as it is posted."""
    chance = np.random.default_rng([scenario.seed, _OF_PEOPLE, k])
    for told in Witnesses(people, k, truth, scenario, chance):
        yield told.arrives_s, told.payload


def _radar(scenario: Scenario, truth: Truth, radar: Radar, k: int) -> Iterator[Chunk]:
    model = RadarModel(radar, truth, scenario.start_s, np.random.default_rng([scenario.seed, k]))
    source = Source(radar.sac, radar.sic, radar.site, "psr")
    encoder = Encoder(Settings(feed="exercise", sources={radar.sensor: source}))
    for turn in range(int(scenario.duration_s // radar.rotation_s)):
        north_s = model.opens_s(turn)
        marker = SensorStatus(radar.sensor, north_s, "ok", rotation_s=radar.rotation_s, simulated=True)
        for block in encoder.encode(Simulated(marker)):
            yield north_s + scenario.latency_s, block
        plots = model.turn(turn)
        # Where the beam was, not where a noisy azimuth says: north would else be seen at both ends of a turn.
        sector = np.floor((plots.time_s - north_s) / radar.rotation_s * SECTORS).astype(np.int64)
        for part, blocks in encoder.encode_sectors(Simulated(plots), sector):
            ended_s = float(plots.time_s[sector == part][-1])
            for block in blocks:
                yield ended_s + scenario.latency_s, block


FORMS: dict[str, Callable[[Scenario, Truth], list[Iterator[Chunk]]]] = {
    "asterix": _asterix,
    "acoustic": _acoustic,
    "citizen": _citizen,
    "remoteid": _remoteid,
    "sapient": _sapient,
    "weather": _weather,
}
"""By the name of a format: what each that speaks it sends. Radars (CAT048, CAT034), receivers of ADS-B (CAT021),
multilateration (CAT020), direction finders (CAT205); listening posts; people; receivers of Remote ID; cameras; the
winds that the site is told of."""
