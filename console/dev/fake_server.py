"""A stand-in for the server while the console is worked on: the contract of docs/reference/web.md with made-up tracks.

Run from the project's root, then open http://127.0.0.1:8799/?token=dev (the built console) or start `npm run dev` with
SARGAS_DEV_SERVER=http://127.0.0.1:8799 and open that:

    PYTHONPATH=src .venv/bin/python console/dev/fake_server.py --tracks 200 --exercise
    PYTHONPATH=src .venv/bin/python console/dev/fake_server.py --tracks 10000    what it is measured with

--basemap DIR and --zones FILE take GeoJSON; without them the bundled base map is used when it is there. --warming S
shows plots only for S seconds; --stall S stops sending after S seconds, to look at a stale picture.
"""

import argparse
import asyncio
import contextlib
import gzip
import json
import struct
import time
from pathlib import Path

import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sargas.web.frames import PLOT_ROW, TRACK_ROW, header
from sargas.web.roles import ROLES, acts_of

ROOT = Path(__file__).parents[2]
SENSORS = ["vilnius-psr", "vilnius-ssr", "kybartai-psr", "siauliai-ssr", "adsb-north", "acoustic-border-07"]
BORDER_LON = 25.79  # where the scripted drone crosses, near Sumskas


PERSON = {"user": "", "roles": ROLES, "way": "token", "until_s": None, "may": acts_of(ROLES)}


class World:
    """Made-up traffic; tracks 0..3 are scripted: two drones, a balloon, a helicopter."""

    def __init__(self, options: argparse.Namespace) -> None:
        rng = np.random.default_rng(1)
        n = self.n = options.tracks + 4
        self.options, self.rng = options, rng
        self.start_s = self.time_s = 1753660800.0 if options.exercise else time.time()
        self.rows = np.zeros(n, TRACK_ROW)
        rows = self.rows
        rows["number"] = 1000 + np.arange(n)
        rows["status"] = rng.choice([0, 1, 2], n, p=[0.06, 0.88, 0.06])
        rows["identity"] = rng.choice([0, 1, 2, 3, 4], n, p=[0.04, 0.04, 0.07, 0.03, 0.82])
        rows["class"] = rng.choice([0, 1, 4, 5, 6, 7], n, p=[0.04, 0.03, 0.02, 0.12, 0.76, 0.03])
        rows["flags"] = 4 | (1 if options.exercise else 0)
        rows["lat_deg"], rows["lon_deg"] = rng.uniform(52.9, 57.6, n), rng.uniform(19.5, 28.5, n)
        rows["height_m"] = rng.uniform(300, 11500, n)
        speed, course = rng.uniform(60, 250, n), rng.uniform(0, 2 * np.pi, n)
        rows["east_mps"], rows["north_mps"] = speed * np.sin(course), speed * np.cos(course)
        rows["up_mps"] = rng.choice([0, 0, 0, 8, -7], n)
        rows["major_m"], rows["minor_m"] = rng.uniform(40, 260, n), rng.uniform(20, 40, n)
        rows["azimuth_deg"], rows["mode_3a"] = rng.uniform(0, 180, n), rng.integers(0, 4096, n)
        rows["level"] = np.minimum(rows["height_m"] / 7.62, 32000)
        airline = rng.choice(["LOT", "BTI", "RYR", "FIN", "WZZ", "SAS"], n)
        names = [f"{a}{k % 997:03d}" if k % 7 else "" for k, a in enumerate(airline)]
        rows["callsign"] = [list(name.ljust(8).encode()) for name in names]
        rows["mode_s"], rows["existence"], rows["sensors"] = rng.integers(1, 1 << 24, n), 0.98, rng.integers(1, 4, n)
        self._script()
        self.acknowledged: dict[int, dict] = {}
        self.extra: dict[int, int] = {}

    def _script(self) -> None:
        # identity, class, lat, lon, height, east, north
        scripted = [
            (0, 4, 54.600, BORDER_LON + 0.028, 105, -28, 2),
            (1, 4, 54.655, 25.40, 210, -44, 9),
            (1, 2, 54.32, 25.62, 3400, -9, 4),
            (3, 7, 54.70, 24.95, 250, 48, -6),
        ]
        for row, (identity, kind, lat, lon, height, east, north) in zip(self.rows, scripted, strict=False):
            row["status"], row["identity"], row["class"] = 1, identity, kind
            row["lat_deg"], row["lon_deg"], row["height_m"] = lat, lon, height
            row["east_mps"], row["north_mps"], row["up_mps"] = east, north, 0
            row["mode_3a"], row["level"], row["callsign"], row["mode_s"] = 0xFFFF, 0x7FFF, 0x20, 0xFFFFFFFF
            row["major_m"], row["minor_m"], row["azimuth_deg"], row["sensors"] = 320, 90, 62, 2
        self.rows["incident"][:3] = [3, 2, 1]
        self.rows["callsign"][3] = list(b"SAR21   ")

    def step(self, dt: float) -> None:
        """Advance by dt seconds."""
        self.time_s += dt
        rows = self.rows
        east = 111_320 * np.cos(np.radians(rows["lat_deg"]))
        rows["lat_deg"] += rows["north_mps"] * dt / 111_200
        rows["lon_deg"] += rows["east_mps"] * dt / east
        for axis, rate, low, high in (("lat_deg", "north_mps", 52.7, 57.8), ("lon_deg", "east_mps", 19.2, 28.8)):
            out = (rows[axis] < low) | (rows[axis] > high)
            rows[rate][out] *= -1
        age = np.where(rows["status"] == 2, 14 + (self.time_s % 20), self.rng.uniform(0, 4, self.n))
        rows["age_s"], rows["updated_s"] = age, self.time_s - age
        rows["radius_95_m"] = 2.4477 * rows["major_m"]

    def frame(self, kind: int, sequence: int) -> bytes:
        """A frame of kind 0 or 1: all tracks."""
        flags = (1 if self.options.exercise else 0) | (2 if self.options.replay else 0)
        head = header(kind, flags, sequence, self.rows, 0, self.time_s, self.options.speed)
        return head + self.rows.tobytes()

    def plots(self) -> bytes:
        """A frame of kind 2: a fifth of the tracks seen with noise, and some clutter."""
        seen = self.rng.choice(self.n, max(1, self.n // 5), replace=False)
        clutter = 30
        plots = np.zeros(len(seen) + clutter, PLOT_ROW)
        noise = self.rng.normal(0, 0.0012, (2, len(seen)))
        plots["lat_deg"][: len(seen)], plots["lon_deg"][: len(seen)] = (
            self.rows["lat_deg"][seen],
            self.rows["lon_deg"][seen],
        )
        plots["lat_deg"][: len(seen)] += noise[0]
        plots["lon_deg"][: len(seen)] += noise[1]
        plots["lat_deg"][len(seen) :] = self.rng.normal(54.7, 0.5, clutter)
        plots["lon_deg"][len(seen) :] = self.rng.normal(25.3, 0.8, clutter)
        plots["time_s"] = self.time_s
        return header(2, int(self.options.exercise), 0, plots, 0, self.time_s, self.options.speed) + plots.tobytes()

    def warming(self) -> bool:
        """Whether there are plots only, yet."""
        return self.time_s - self.start_s < self.options.warming * self.options.speed

    def state(self) -> dict:
        """/api/state"""
        progress = min(1.0, (self.time_s - self.start_s) / max(self.options.warming * self.options.speed, 1e-9))
        name = "demo-incursion" if self.options.exercise else "live"
        partition = {
            "name": name, "exercise": self.options.exercise, "time_s": self.time_s, "speed": self.options.speed,
            "phase": "warming" if self.warming() else "running", "progress": progress,
            "message": "compiling the tracker's kernels, first start only",
        }  # fmt: skip
        site = {"name": "Vilnius", "lat_deg": 55.2, "lon_deg": 24.2}
        return {"partitions": [partition], "site": site, "version": "0.1.0"}

    def incidents(self) -> list[dict]:
        """Three incidents: one approaching, one inside, one acknowledged."""
        t, rows = self.time_s, self.rows
        to_border = (rows["lon_deg"][0] - BORDER_LON) * 64_400
        inside = to_border < 0
        result = [
            self._incident(3, 0, "inside" if inside else "approaching", float(to_border), 62.0, self.start_s + 2,
                           None if inside else float(to_border / 28), 0.97 if inside else 0.21,
                           self.start_s + 66 if inside else None),
            self._incident(2, 1, "inside", -23_800 - (t - self.start_s) * 20, 140.0, self.start_s - 940, None, 1.0,
                           self.start_s - 520),
            self._incident(1, 2, "lost" if t % 60 > 30 else "inside", -1450.0, 310.0, self.start_s - 2700, None, 0.86,
                           self.start_s - 1900),
        ]  # fmt: skip
        result[2] |= {"handling": "acknowledged", "acknowledged_by": "R. Kazlauskas", "acknowledged_s": t - 1500}
        for incident in result:
            incident |= self.acknowledged.get(incident["number"], {})
        return result

    def _incident(self, number, row, situation, distance, sigma, opened, eta, probability, entered) -> dict:
        r = self.rows[row]
        return {
            "type": "incident", "number": number, "zone": "ltu", "zone_name": "Lithuania, state border",
            "tracks": [int(r["number"])], "situation": situation, "handling": "new", "version": 1 + number,
            "opened_s": opened, "updated_s": self.time_s, "entered_s": entered, "probability": probability,
            "distance_m": distance, "distance_sigma_m": sigma, "time_to_border_s": eta, "lat_deg": float(r["lat_deg"]),
            "lon_deg": float(r["lon_deg"]), "east_mps": float(r["east_mps"]), "north_mps": float(r["north_mps"]),
            "height_m": float(r["height_m"]), "simulated": self.options.exercise,
            "basis": "no flight plan and no transponder code; on a course into Lithuania",
        }  # fmt: skip

    def alerts(self) -> list[dict]:
        """One alert per incident, more when the drone crosses."""
        told = {i["number"]: i for i in self.incidents()}
        crossed = told[3]["situation"] == "inside"
        result = [
            (7, 3, "warning", "Unidentified aerial object inside Lithuania at Šumskas, about 105 m", "entered"),
            (6, 3, "caution", "Unidentified aerial object 1.8 km from the border, entry in about 1 min", "opened"),
            (5, 2, "warning", "Unidentified aerial object over Vilnius district, about 210 m", "repeated"),
            (4, 1, "advisory", "Slow object with the wind, probably a balloon, inside the border", "opened"),
        ]  # fmt: skip
        return [
            {"type": "alert", "number": n, "incident": i, "level": level, "audience": "operator", "message": message,
             "why": why, "time_s": told[i]["opened_s"] + (66 if n == 7 else 1), "repeats": 2 if n == 5 else 0,
             "acknowledged": told[i]["handling"] != "new" or (n == 6 and crossed)}
            for n, i, level, message, why in result if n != 7 or crossed
        ]  # fmt: skip

    def sensors(self) -> list[dict]:
        """Six sensors, one silent, one degraded."""
        said = ["ok", "ok", "ok", "degraded", "ok", "silent"]
        detail = ["", "", "", "azimuth bias 0.21° since 23:10", "", "no plot for 4 min: no coverage below 150 m here"]
        kinds = ["psr", "ssr", "psr", "ssr", "adsb", "acoustic"]
        return [
            {"id": name, "feed": "lan", "kind": kinds[k], "nation": "LTU", "site": None, "status": said[k],
             "detail": detail[k], "last_plot_s": self.time_s - (244 if said[k] == "silent" else 0.4 + k * 0.3),
             "latency_s": None if said[k] == "silent" else 0.11 + 0.2 * k, "plots_per_s": [41, 38.2, 17, 22, 96, 0][k],
             "plots": 12_000, "faults": k, "simulated": self.options.exercise}
            for k, name in enumerate(SENSORS)
        ]  # fmt: skip

    def track(self, row: int) -> dict:
        """One Track, as the model writes it (defaults left out)."""
        r = self.rows[row]
        track = {
            "type": "track", "number": int(r["number"]), "uid": "0", "time_s": self.time_s, "status": "confirmed",
            "lat_deg": float(r["lat_deg"]), "lon_deg": float(r["lon_deg"]), "east_mps": float(r["east_mps"]),
            "north_mps": float(r["north_mps"]), "covariance": [], "existence": 0.98,
            "radius_95_m": float(r["radius_95_m"]), "height_m": float(r["height_m"]), "height_source": "radar",
            "updated_s": float(r["updated_s"]), "first_s": self.start_s - 300,
            "contributors": {"vilnius-psr": 1.2, "kybartai-psr": 3.9},
            "classification": {"fixed_wing_drone": 0.81, "light_aircraft": 0.12, "bird": 0.05, "unknown": 0.02},
            "incident": int(r["incident"]) or None, "simulated": self.options.exercise,
        }  # fmt: skip
        if row > 3:
            track |= {
                "identity": {"name": "neutral", "basis": "flight plan correlated"},
                "height_source": "pressure_standard",
                "classification": {"airliner": 0.97, "light_aircraft": 0.03},
                "claims": {"callsign": bytes(r["callsign"]).decode().strip() or None, "mode_3a": int(r["mode_3a"]),
                           "mode_s": int(r["mode_s"]), "pressure_altitude_m": float(r["level"]) * 7.62},
                "flight_plan": {"callsign": "LOT3AB", "aircraft_type": "E190", "departure": "EPWA",
                                "destination": "EETN"},
            }  # fmt: skip
        else:
            track["identity"] = {"name": "pending", "basis": "not judged yet"}
        return track


def application(world: World) -> Starlette:
    """The routes, over one world that moves on by itself."""
    options = world.options
    listeners: set[asyncio.Queue] = set()

    async def run() -> None:
        sequence, count = 0, 0
        while True:
            await asyncio.sleep(1 / options.rate)
            world.step(options.speed / options.rate)
            if options.stall and world.time_s - world.start_s > options.stall * options.speed:
                continue
            sequence += 1
            frames = [world.plots()] if world.warming() else [world.frame(1, sequence), world.plots()]
            if world.warming():
                sequence -= 1
            for queue in listeners:
                for item in frames:
                    queue.put_nowait((sequence, item))
            count += 1

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette):
        task = asyncio.create_task(run())
        yield
        task.cancel()

    async def tracks(socket) -> None:
        await socket.accept()
        queue: asyncio.Queue = asyncio.Queue()
        first = not world.warming()
        if first:
            await socket.send_bytes(world.frame(0, 0))
        listeners.add(queue)
        begun = None
        try:
            while True:
                sequence, item = await queue.get()
                if item[4] == 1:  # renumber, so that the deltas follow this client's snapshot
                    begun = sequence - 1 if begun is None else begun
                    item = item[:8] + struct.pack("<I", sequence - begun) + item[12:]
                await socket.send_bytes(item)
        finally:
            listeners.discard(queue)

    async def events(request) -> StreamingResponse:
        async def lines():
            known: dict[str, str] = {}
            number = 0
            while True:
                items = [("incident", i["number"], i) for i in world.incidents()]
                items += [("alert", a["number"], a) for a in world.alerts()]
                items += [("sensor", s["id"], s) for s in world.sensors()] + [
                    ("state", 0, world.state()["partitions"][0])
                ]
                for kind, key, item in items:
                    text = json.dumps(item)
                    if known.get(f"{kind}{key}") != text:
                        known[f"{kind}{key}"] = text
                        number += 1
                        yield f"id: {number}\nevent: {kind}\ndata: {text}\n\n"
                await asyncio.sleep(1)

        return StreamingResponse(lines(), media_type="text/event-stream")

    async def acknowledge(request) -> JSONResponse:
        number, body = request.path_params["number"], await request.json()
        old = next(i for i in world.incidents() if i["number"] == number)
        if body.get("expected_version") != old["version"]:
            return JSONResponse({"error": "the incident has changed"}, 409)
        world.acknowledged[number] = {
            "handling": "acknowledged", "acknowledged_by": body["by"], "acknowledged_s": world.time_s,
            "version": old["version"] + 1,
        }  # fmt: skip
        return JSONResponse({"by": body["by"], "time_s": world.time_s, "act": {"type": "acknowledge"}})

    async def basemap(request) -> Response:
        name = Path(request.path_params["name"]).name
        for path in (Path(options.basemap) / name, Path(options.basemap) / f"{name}.gz"):
            if path.exists():
                data = path.read_bytes()
                return Response(gzip.decompress(data) if path.suffix == ".gz" else data, media_type="application/json")
        return JSONResponse({"type": "FeatureCollection", "features": []})

    async def zones(request) -> Response:
        empty = b'{"type":"FeatureCollection","features":[]}'
        return Response(Path(options.zones).read_bytes() if options.zones else empty)

    async def trail(request) -> JSONResponse:
        row = world.rows[request.path_params["number"] - 1000]
        back = [
            [world.time_s - k, row["lat_deg"] - row["north_mps"] * k / 111_200 + 0.004 * np.sin(k / 90),
             row["lon_deg"] - row["east_mps"] * k / 64_400, float(row["height_m"])]
            for k in range(600, 0, -5)
        ]  # fmt: skip
        return JSONResponse({"number": int(row["number"]), "points": back})

    def json_of(what):
        async def answer(request) -> JSONResponse:
            if request.query_params.get("token") != "dev" and request.headers.get("authorization") != "Bearer dev":
                return JSONResponse({"error": "token missing or wrong"}, 401)
            return JSONResponse(what(request))

        return answer

    dist = ROOT / "src/sargas/web/dist"
    routes = [
        Route("/api/session", json_of(lambda _: PERSON)),
        Route("/api/state", json_of(lambda _: world.state())),
        Route("/api/incidents", json_of(lambda _: {"time_s": world.time_s, "incidents": world.incidents()})),
        Route("/api/alerts", json_of(lambda _: {"time_s": world.time_s, "alerts": world.alerts()})),
        Route("/api/sensors", json_of(lambda _: {"time_s": world.time_s, "sensors": world.sensors()})),
        Route("/api/picture/{number:int}", json_of(lambda r: world.track(r.path_params["number"] - 1000))),
        Route("/api/trail/{number:int}", trail),
        Route("/api/zones", zones),
        Route("/api/incidents/{number:int}/acknowledge", acknowledge, methods=["POST"]),
        Route("/api/events", events),
        WebSocketRoute("/api/tracks", tracks),
        Route("/basemap/{name}", basemap),
        Mount("/", StaticFiles(directory=dist, html=True)),
    ]
    return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(GZipMiddleware)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8799)
    parser.add_argument("--tracks", type=int, default=200)
    parser.add_argument("--rate", type=float, default=1.0, help="frames a second")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--warming", type=float, default=0.0)
    parser.add_argument("--stall", type=float, default=0.0)
    parser.add_argument("--exercise", action="store_true")
    parser.add_argument("--replay", action="store_true")
    parser.add_argument("--basemap", default=str(ROOT / "third_party/basemap"))
    parser.add_argument("--zones", default="")
    uvicorn.run(application(World(parser.parse_args())), port=parser.parse_args().port, log_level="warning")
