"""How the sensors of a scenario are described in a site file: one feed for each format that is spoken, and in it each
sensor with what it says of itself. The words are those of `[[feeds]]` and `[[sensors]]`.
"""

import math
from typing import Any

import msgspec

from sargas.exercise.laydown import Camera, DirectionFinder, Ears, Multilateration, Radar, Receiver, RemoteIdReceiver
from sargas.exercise.nodes import node_id_of
from sargas.exercise.running import PARTITION
from sargas.exercise.scenario import Scenario, people_named

Table = dict[str, Any]


def site_tables(scenario: Scenario, source: str) -> Table:
    """The site file of a scenario as tables: its `config`, feeds from `source`, sensors, one partition.

    What leaves is written and read back, and sent to nobody: an export need not say where to.
    """
    exports = [{"to": "file://told", "partition": PARTITION, **export} for export in scenario.config.get("exports", ())]
    tables = {
        **scenario.config,
        "partitions": [{"name": PARTITION, "kind": "exercise", "speed": 0.0}],
        "feeds": [
            {"id": form, "from": f"exercise://{source}", "format": form, "partition": PARTITION}
            for form in forms(scenario)
        ],
        "sensors": sensors(scenario),
    }
    return {**tables, "exports": exports} if exports else tables


def forms(scenario: Scenario) -> list[str]:
    """Names of the formats that are spoken in it; each is the id of its feed, too."""
    spoken = {
        "asterix": scenario.radars or scenario.receivers or scenario.direction_finders or scenario.mlat,
        "acoustic": scenario.ears,
        "citizen": scenario.reporters(),
        "remoteid": scenario.remote_id,
        "sapient": scenario.cameras,
        "weather": scenario.weather,
    }
    return [form for form, by in spoken.items() if by]


def sensors(scenario: Scenario) -> list[Table]:
    """An entry of `[[sensors]]` for each."""
    found = [_radar(radar) for radar in scenario.radars]
    found += [_receiver(receiver) for receiver in scenario.receivers]
    found += [post for ears in scenario.ears for post in _posts(ears)]
    found += [_finder(finder) for finder in scenario.direction_finders]
    found += [_asterix(system, "mlat") for system in scenario.mlat]
    found += [_drones(receiver) for receiver in scenario.remote_id]
    found += [_camera(camera) for camera in scenario.cameras]
    found += [_people(by) for by in scenario.reporters()]
    if scenario.releasable_to:
        found = [{**sensor, "label": {"releasable_to": list(scenario.releasable_to)}} for sensor in found]
    return found


def _radar(radar: Radar) -> Table:
    return {
        **_asterix(radar, "psr"),
        "accuracy": {"range_m": radar.sigma_range_m, "azimuth_deg": radar.sigma_azimuth_deg},
        "interval_s": radar.rotation_s,
        "range_m": radar.range_m,
    }


def _receiver(receiver: Receiver) -> Table:
    return _asterix(receiver, "adsb")


def _finder(finder: DirectionFinder) -> Table:
    # Most signals are neither strong nor just found.
    sigma_deg = math.hypot(finder.sigma_azimuth_deg, finder.faint_azimuth_deg / 2.0)
    return {**_asterix(finder, "rf"), "accuracy": {"azimuth_deg": sigma_deg}}


def _drones(receiver: RemoteIdReceiver) -> Table:
    return _at(receiver, "remoteid", "remote_id", {"receiver": receiver.sensor})


def _camera(camera: Camera) -> Table:
    return _at(camera, "sapient", "eo", {"node_id": node_id_of(camera.sensor, camera.node_id)})


def _people(by: str) -> Table:
    """Reports say who sent them: citizens, or a patrol."""
    return {"id": people_named(by), "feed": "citizen", "kind": "observer", "match": {"reporter": by}}


def _asterix(sensor: Radar | Receiver | DirectionFinder | Multilateration, kind: str) -> Table:
    return _at(sensor, "asterix", kind, {"sac": sensor.sac, "sic": sensor.sic})


def _at(
    sensor: Radar | Receiver | DirectionFinder | Multilateration | RemoteIdReceiver | Camera,
    feed: str,
    kind: str,
    match: dict[str, int | str],
) -> Table:
    site = {name: value for name, value in msgspec.to_builtins(sensor.site).items() if value is not None}
    return {"id": sensor.sensor, "feed": feed, "kind": kind, "match": match, "site": site}


def _posts(ears: Ears) -> list[Table]:
    return [
        {
            "id": f"{ears.sensor}-{k + 1}",
            "feed": "acoustic",
            "kind": "acoustic",
            "match": {"thing": f"{ears.sensor}-{k + 1}"},
            "site": {"lat_deg": lat, "lon_deg": lon, "height_m": ears.height_m},
            "range_m": ears.radius_m if ears.kind == "node" else 10_000.0,
            **({"accuracy": {"azimuth_deg": ears.sigma_azimuth_deg}} if ears.kind == "array" else {}),
        }
        for k, (lat, lon) in enumerate(ears.places)
    ]
