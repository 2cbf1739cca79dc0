"""Draws the curves of docs/explanation/sensors.md: `python tools/build_sensor_curves.py`.

Lines are the formulae of `sargas.sensing`, dots are what the models of `sargas.exercise` do, drawn DRAWS times at each
distance: where they did not agree, one of the two would be wrong (tests/exercise says the same in numbers).
"""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sargas.exercise.camera import CameraModel
from sargas.exercise.ears import AIR_K, GROUND_WIND, TONE_HZ, EarsModel
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Camera, DirectionFinder, Ears, Lobes, People, Radar, RemoteIdReceiver
from sargas.exercise.looks import LOUD_DB, OWN_CONTRAST, SIZE_M
from sargas.exercise.radar import RadarModel
from sargas.exercise.radios import REMOTE_ID_DBM, REMOTE_ID_HZ, FinderModel, RemoteIdModel
from sargas.exercise.scenario import Layer, Scenario, Weather
from sargas.exercise.truth import Truth
from sargas.exercise.witnesses import Witnesses
from sargas.geo.geodesic import destination
from sargas.model.place import Site
from sargas.sensing.detection import detection_probability, reference_snr, signal_to_noise
from sargas.sensing.hearing import absorption_db_per_m, arriving_db, heard_probability, noise_db
from sargas.sensing.horizon import radio_horizon_m
from sargas.sensing.lobes import ground_gain, over_tangent_m
from sargas.sensing.moving import passed, passed_bank
from sargas.sensing.radio import received_probability
from sargas.sensing.seeing import NEEDED_PIXELS, seen_probability

OUT = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "sensors"
DRAWS = 300
GROUND_M, MAST_M = 120.0, 30.0
SITE = Site(54.6, 25.3, GROUND_M + MAST_M)
START = datetime.datetime(2026, 6, 5, 10, 0, tzinfo=datetime.UTC)
COLOURS = ("#1b6ca8", "#c0392b", "#2e7d32", "#8e44ad", "#b7791f")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 300, 46, 150, 14, 40


class Curve(NamedTuple):
    """A line, and what was drawn beside it."""

    name: str
    x: Any
    y: Any
    dots: Sequence[tuple[float, float]] = ()


def picture(name: str, axis: str, curves: Sequence[Curve], ticks: Sequence[float]) -> None:
    """One SVG: probability over something, a line and a colour for each curve."""
    low, high = float(ticks[0]), float(ticks[-1])

    def at(x: float, y: float) -> str:
        px = LEFT + (x - low) / (high - low) * (WIDTH - LEFT - RIGHT)
        return f"{px:.1f},{TOP + (1.0 - y) * (HEIGHT - TOP - BOTTOM):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        f' font-size="12" fill="#222"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    ]
    for y in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        a, b = at(low, y), at(high, y)
        parts.append(f'<path d="M{a}L{b}" stroke="#ddd"/>')
        x, py = a.split(",")
        parts.append(f'<text x="{float(x) - 6:.0f}" y="{float(py) + 4:.0f}" text-anchor="end">{y:.1f}</text>')
    for tick in ticks:
        x, py = at(tick, 0.0).split(",")
        parts.append(f'<text x="{x}" y="{float(py) + 16:.0f}" text-anchor="middle">{tick:g}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{axis}</text>')
    for k, curve in enumerate(curves):
        colour = COLOURS[k % len(COLOURS)]
        points = " ".join(at(float(x), float(y)) for x, y in zip(curve.x, curve.y, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        for x, y in curve.dots:
            px, py = at(x, y).split(",")
            parts.append(f'<circle cx="{px}" cy="{py}" r="2.6" fill="{colour}"/>')
        y = TOP + 16 * k + 6
        parts.append(f'<path d="M{WIDTH - RIGHT + 10},{y}h18" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 34}" y="{y + 4}">{curve.name}</text>')
    (OUT / f"{name}.svg").write_text("\n".join([*parts, "</svg>\n"]))


def hovering(far_m: float, above_m: float, azimuth_deg: float = 90.0, **said: Any) -> Flight:
    """As good as stands still, for some 40 minutes."""
    lat, lon = (float(v) for v in destination(SITE.lat_deg, SITE.lon_deg, azimuth_deg, far_m))
    height_m = GROUND_M + above_m
    path = (Waypoint(lat, lon, height_m, 0.001), Waypoint(lat + 2.2e-5, lon, height_m, 1.0))
    return Flight("x", path, said.pop("cross_section_m2", 0.1), **said)


def scenario(*flights: Flight, **more: Any) -> Scenario:
    return Scenario("curves", START, 2_400.0, 11, (), flights, **more)


def drawn(
    far_m: Sequence[float], flight: Callable[[float], Flight], looks: Callable[[Scenario], Callable[[int], int]],
    most: Callable[..., Scenario] = scenario,
) -> list[tuple[float, float]]:  # fmt: skip
    """(km, share of DRAWS looks in which a model saw one object there)."""
    found = []
    for one_m in far_m:
        look = looks(most(flight(one_m)))
        found.append((one_m / 1000.0, sum(min(look(k), 1) for k in range(DRAWS)) / DRAWS))
    return found


def chance() -> np.random.Generator:
    return np.random.default_rng(7)


RADAR: dict[str, Any] = {"site": SITE, "ground_m": GROUND_M, "false_plots_per_turn": 0.0}


def turns(radar: Radar) -> Callable[[Scenario], Callable[[int], int]]:
    def of(played: Scenario) -> Callable[[int], int]:
        model = RadarModel(radar, Truth(played), played.start_s, chance())
        return lambda k: len(model.turn(k))

    return of


def radar_probability(range_m: Any, area_m2: float, above_m: float, gain: Any = 1.0) -> Any:
    snr = signal_to_noise(range_m, area_m2, 60_000.0, reference_snr(0.8)) * gain
    return np.where(range_m < radio_horizon_m(MAST_M, above_m), detection_probability(snr), 0.0)


def radars() -> None:
    x = np.linspace(0.5, 110.0, 220)
    dots_m = np.arange(10_000.0, 105_000.0, 12_000.0)
    plain = Radar("r", 70, 1, **RADAR)
    curves = [
        Curve(
            f"{area:g} m²", x, radar_probability(x * 1e3, area, 1_000.0),
            drawn(dots_m, lambda m, area=area: hovering(m, 1_000.0, cross_section_m2=area), turns(plain)),
        )
        for area in (0.01, 0.03, 0.1, 1.0, 10.0)
    ]  # fmt: skip
    picture("radar_area", "km, an object 1,000 m above the ground", curves, range(0, 120, 10))
    curves = [
        Curve(
            f"{above:g} m", x, radar_probability(x * 1e3, 0.1, above),
            drawn(dots_m, lambda m, above=above: hovering(m, above), turns(plain)),
        )
        for above in (50.0, 100.0, 300.0, 1_000.0)
    ]  # fmt: skip
    picture("radar_height", "km, 0.1 m²", curves, range(0, 120, 10))
    rough = Radar("r", 70, 1, lobes=Lobes(reflection=0.7), wavelength_m=0.23, **RADAR)
    fine = np.linspace(0.5, 110.0, 440)
    curves = []
    for above in (50.0, 100.0, 300.0):
        gain = ground_gain(fine * 1e3, *over_tangent_m(fine * 1e3, MAST_M, above), 0.23, 0.7)
        seen = drawn(dots_m, lambda m, above=above: hovering(m, above, cross_section_m2=1.0), turns(rough))
        curves.append(Curve(f"{above:g} m", fine, radar_probability(fine * 1e3, 1.0, above, gain), seen))
    picture("radar_lobes", "km, 1 m², 23 cm, ground that reflects 0.7", curves, range(0, 120, 10))
    speed = np.linspace(0.0, 120.0, 481)
    snr = signal_to_noise(30_000.0, 0.1, 60_000.0, reference_snr(0.8))
    filters = {
        "MTI, 1 ms": passed(speed, 0.1, (0.001,)),
        "MTI, 1 and 0.8 ms": passed(speed, 0.1, (0.001, 0.0008)),
        "MTD, 5 m/s": passed_bank(speed, 0.1, (0.001, 0.0008), 5.0),
    }
    curves = [Curve(name, speed, detection_probability(snr * share)) for name, share in filters.items()]
    picture("radar_speed", "m/s toward or from the radar, 0.1 m² at 30 km, 10 cm", curves, range(0, 130, 20))


def ears() -> None:
    x = np.linspace(0.1, 10.0, 200)
    absorbed = float(absorption_db_per_m(TONE_HZ, AIR_K))
    posts = Ears("e", "array", ((SITE.lat_deg, SITE.lon_deg),), GROUND_M + 2.0, false_per_hour=0.0)

    def looks(played: Scenario) -> Callable[[int], int]:
        model = EarsModel(posts, Truth(played), played, chance())
        return lambda k: len(model.look(k + 60).post)

    curves = []
    for wind_mps in (0.0, 5.0, 10.0, 15.0):
        weather = Weather(54.6, 25.3, (Layer(0.0, 270.0, wind_mps),), sigma_mps=0.0)
        noise = noise_db(35.0, GROUND_WIND * wind_mps)
        level = arriving_db(LOUD_DB["fixed_wing_drone"], np.hypot(x * 1e3, 300.0), absorbed)
        dots = drawn(
            np.arange(1_000.0, 9_500.0, 1_000.0), lambda m: hovering(m, 302.0, 0.0, what="fixed_wing_drone"), looks,
            lambda *flights, weather=weather: scenario(*flights, ears=(posts,), weather=weather),
        )  # fmt: skip
        curves.append(Curve(f"{wind_mps:g} m/s of wind", x, heard_probability(level, noise, 6.0, 6.0), dots))
    picture("hearing", "km, a fixed-wing drone at 300 m, an array in a quiet place", curves, range(11))


def cameras() -> None:
    x = np.linspace(0.05, 12.0, 240)
    eye = Camera("c", SITE, GROUND_M, 90.0, false_per_hour=0.0)
    cases = [("fixed_wing_drone", v) for v in (2_000.0, 5_000.0, 10_000.0, 40_000.0)] + [("multirotor", 40_000.0)]

    def looks(played: Scenario) -> Callable[[int], int]:
        model = CameraModel(eye, Truth(played), played, chance())
        return lambda k: len(model.look(k))

    curves = []
    for what, visibility_m in cases:
        weather = Weather(54.6, 25.3, (Layer(0.0, 0.0, 0.0),), visibility_m=visibility_m)
        far_m = np.hypot(x * 1e3, 170.0)
        y = seen_probability(SIZE_M[what], OWN_CONTRAST, far_m, visibility_m, 60.0, 4096, NEEDED_PIXELS["detect"])
        dots = drawn(
            np.arange(500.0, 12_000.0, 1_000.0), lambda m, what=what: hovering(m, 200.0, what=what), looks,
            lambda *flights, weather=weather: scenario(*flights, weather=weather),
        )  # fmt: skip
        curves.append(Curve(f"{'wing' if '_' in what else 'multirotor'}, {visibility_m / 1e3:g} km", x, y, dots))
    picture("camera", "km, by visibility, 4,096 pixels over 60°", curves, range(0, 13, 2))


def radios() -> None:
    x = np.linspace(0.05, 60.0, 240)
    finder = DirectionFinder("f", 70, 2, SITE, GROUND_M, false_per_hour=0.0)

    def bearings(played: Scenario) -> Callable[[int], int]:
        model = FinderModel(finder, Truth(played), played, chance())
        return lambda k: len(model.look(k))

    curves = []
    for above, dbm in ((300.0, 10.0), (300.0, 20.0), (300.0, 30.0), (50.0, 30.0)):
        far_m = np.hypot(x * 1e3, above - MAST_M)
        y = received_probability(far_m, MAST_M, above, 2.44e9, dbm, finder.gain_db, finder.needed_dbm)
        dots = drawn(
            np.arange(2_000.0, 60_000.0, 6_000.0), lambda m, a=above, p=dbm: hovering(m, a, emits_dbm=p), bearings
        )
        curves.append(Curve(f"{dbm:g} dBm at {above:g} m", x, y, dots))
    picture("finder", "km, 2.44 GHz", curves, range(0, 65, 10))
    x = np.linspace(0.05, 10.0, 200)
    mast = RemoteIdReceiver("m", SITE, GROUND_M)

    def heard(played: Scenario) -> Callable[[int], int]:
        model = RemoteIdModel(mast, Truth(played), played, chance())
        return lambda k: len(model.second(k)[0])

    curves = []
    for above in (50.0, 100.0, 300.0, 1_000.0):
        far_m = np.hypot(x * 1e3, above - MAST_M)
        y = received_probability(
            far_m, MAST_M, above, REMOTE_ID_HZ, REMOTE_ID_DBM, mast.gain_db, mast.needed_dbm
        )  # fmt: skip
        dots = drawn(np.arange(1_000.0, 10_000.0, 1_500.0), lambda m, a=above: hovering(m, a, remote_id="1"), heard)
        curves.append(Curve(f"{above:g} m", x, y, dots))
    picture("remote_id", "km, a broadcast a second, 16 dBm", curves, range(11))


def people() -> None:
    x = np.linspace(0.1, 6.0, 60)
    curves = []
    one = np.array([0])
    for what, start, name in (
        ("fixed_wing_drone", START, "wing, day"),
        ("fixed_wing_drone", START.replace(month=12, hour=22), "wing, night"),
        ("multirotor", START, "multirotor, day"),
        ("airliner", START, "airliner, day"),
    ):
        y = []
        for far_m in x * 1e3:
            crowd = People(SITE.lat_deg, SITE.lon_deg, 0.0, 1, GROUND_M)
            flown = hovering(float(far_m), 300.0, what=what)
            played = Scenario("p", start, 600.0, 1, (), (flown,), people=(crowd,))
            rates = Witnesses(crowd, 0, Truth(played), played, chance()).noticing_per_s(played.start_s, one, one)
            y.append(1.0 - np.exp(-float(rates[0][0] + rates[1][0]) * 60.0))
        curves.append(Curve(name, x, y))
    picture("people", "km, one person out of doors, within a minute", curves, range(7))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for draw in (radars, ears, cameras, radios, people):
        draw()
        print(draw.__name__)
