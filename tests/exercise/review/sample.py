"""A rich report, made up: an object in time, one late, one missed, one to be left alone; flights, false incidents.

`hostile()` is the same with markup in every string that comes from outside.
"""

import math

import msgspec
import numpy as np

from sargas.exercise.review.report import (
    FalseIncident,
    Gospa,
    Line,
    MapShown,
    Messages,
    Met,
    Objective,
    Origin,
    Outcome,
    PathShown,
    Report,
    Spread,
)
from sargas.exercise.review.words import STEPS
from sargas.scoring import Paths, Settings, score
from sargas.scoring.gospa import gospa_steps
from sargas.scoring.pairs import optimal_pairs
from sargas.scoring.scene import scene

HOSTILE = "<img src=x onerror=\"document.title='owned'\"></script>'&"
KEPT = ("start", "verdict", "direction")
WORDED = ("counts", "faults", "withheld", "told_s")
"""Whose keys come from outside."""
BORDER = (
    (26.60, 55.68), (26.55, 55.30), (26.83, 55.28), (26.45, 55.10), (25.95, 54.95), (25.75, 54.80), (25.78, 54.52),
    (25.55, 54.30), (25.75, 54.15), (25.50, 54.20), (25.10, 54.13), (24.80, 53.97), (24.40, 53.90), (23.95, 53.94),
    (23.50, 53.96), (23.35, 54.25), (22.80, 54.37), (22.70, 54.95), (22.80, 55.60), (23.60, 56.30), (24.90, 56.40),
    (25.70, 56.10),
)  # fmt: skip
OBJECTS = {
    "gerbera-1": ("fixed_wing_drone", 20.0, 2_700.0, (54.375, 25.665), (55.050, 24.350)),
    "gerbera-2": ("fixed_wing_drone", 900.0, 2_400.0, (54.606, 25.796), (54.600, 25.300)),
    "balloon-3": ("balloon", 600.0, 3_600.0, (54.150, 25.620), (54.420, 24.950)),
    "police-4": ("helicopter", 300.0, 3_300.0, (54.700, 25.200), (54.950, 24.700)),
}


def path(name: str, what: str, begin_s: float, end_s: float, a, b, expected=False, points=40, off_m=0.0) -> PathShown:
    share = np.linspace(0.0, 1.0, points)
    wobble = 0.02 * np.sin(6.0 * share + len(name))
    north = off_m / 111_000.0 * np.cos(40.0 * share)
    return PathShown(
        id=name,
        what=what,
        times_s=tuple((begin_s + share * (end_s - begin_s)).tolist()),
        lat_deg=tuple((a[0] + share * (b[0] - a[0]) + wobble + north).tolist()),
        lon_deg=tuple((a[1] + share * (b[1] - a[1])).tolist()),
        is_expected=expected,
    )


def traffic(k: int, points: int = 30) -> PathShown:
    turn = 2.399963 * k
    a = (54.65 + 1.0 * math.cos(turn), 25.2 + 1.7 * math.sin(turn))
    b = (54.65 - 1.0 * math.cos(turn + 0.5), 25.2 - 1.7 * math.sin(turn + 0.5))
    begin_s = 65.0 * k
    return path(f"LY{100 + k}", "airliner", begin_s, min(begin_s + 1_300.0, 3_600.0), a, b, points=points)


def shown() -> MapShown:
    truth = [path(name, what, *rest, expected=name != "police-4") for name, (what, *rest) in OBJECTS.items()]
    truth += [traffic(k) for k in range(36)]
    tracks = [
        path("12", "gerbera-1", 75.0, 1_700.0, (54.39, 25.64), (54.80, 24.85), True, 90, 140.0),
        path("31", "gerbera-1", 1_790.0, 2_650.0, (54.82, 24.80), (55.04, 24.36), True, 50, 140.0),
        path("40", "balloon-3", 1_900.0, 3_500.0, (54.28, 25.33), (54.41, 24.97), True, 60, 260.0),
        path("58", "police-4", 330.0, 3_200.0, (54.70, 25.20), (54.94, 24.72), False, 60, 90.0),
        path("66", "nobody", 1_000.0, 1_300.0, (54.45, 25.10), (54.50, 25.02), True, 20, 300.0),
    ]
    tracks += [traffic(k, 25) for k in range(0, 36, 2)]
    sensors = (("rudamina", 54.575, 25.330), ("nemencine", 54.850, 25.480), ("trakai", 54.620, 24.930))
    ears = tuple((f"post-{k}", 54.25 + 0.05 * k, 25.70 - 0.01 * k) for k in range(4))
    return MapShown(tuple(truth), tuple(tracks), (BORDER,), sensors + ears)


def judged() -> tuple[Gospa, object]:
    times_s = np.arange(0.0, 3_600.0, 4.0)

    def flown(paths, seen):
        rows = [(float(t), k, *xy) for k, one in enumerate(paths) for t, *xy in _sampled(one, times_s, seen)]
        table = np.array(rows)
        return Paths.of(table[:, 0], table[:, 1].astype(int), table[:, 2:])

    drawn = shown()
    side_truth, side_tracks = flown(drawn.truth, 0.0), flown(drawn.tracks, 1.0)
    settings = Settings(cutoff_m=2_000.0)
    side = scene(side_truth, side_tracks, settings)
    steps = gospa_steps(side, optimal_pairs(side, settings.cutoff_m, settings.order), settings.cutoff_m, settings.order)
    there = [tuple(int((one.time_s == t).sum()) for t in side.times_s) for one in (side_truth, side_tracks)]
    gospa = Gospa(
        tuple(side.times_s.tolist()),
        tuple(steps.distance_m.tolist()),
        tuple(steps.localisation_m.tolist()),
        tuple(steps.missed_m.tolist()),
        tuple(steps.false_m.tolist()),
        *there,
    )
    return gospa, score(side_truth, side_tracks, settings)


def _sampled(one: PathShown, times_s, seen: float):
    mine = times_s[(times_s >= one.times_s[0]) & (times_s <= one.times_s[-1])]
    x = (np.interp(mine, one.times_s, one.lon_deg) - 25.0) * 64_000.0
    y = (np.interp(mine, one.times_s, one.lat_deg) - 54.6) * 111_000.0 + seen * 60.0 * np.sin(mine)
    return zip(mine.tolist(), x.tolist(), y.tolist(), strict=True)


def outcomes() -> tuple[Outcome, ...]:
    return (
        Outcome(
            "gerbera-1", "fixed_wing_drone", 20.0, 2_700.0, entered_s=310.0, plots=512, detected_s=41.0, tracked_s=75.0,
            tracked_share=0.94, tracks=(12, 31), identified_s=None, incidents=(1,), opened_s=262.0, inside_s=318.0,
            alerted_s=262.0, acknowledged_s=301.0, drafted_s=318.0, released_s=790.0, search_s=None,
            told_s={"police": 330.0, "armed forces": 280.0}, alert_before_arrival_s=2_438.0,
            warning_before_arrival_s=1_910.0,
        ),
        Outcome(
            "gerbera-2", "fixed_wing_drone", 900.0, 2_400.0, entered_s=1_020.0, plots=3, detected_s=1_500.0,
        ),
        Outcome(
            "balloon-3", "balloon", 600.0, 3_600.0, entered_s=1_500.0, plots=201, detected_s=1_410.0, tracked_s=1_900.0,
            tracked_share=0.51, tracks=(40,), identified_s=2_900.0, incidents=(2,), opened_s=1_990.0, inside_s=1_990.0,
            alerted_s=1_992.0, acknowledged_s=2_411.0, drafted_s=1_990.0, released_s=3_660.0, search_s=None,
            told_s={"armed forces": 2_050.0}, alert_before_arrival_s=1_608.0, warning_before_arrival_s=-60.0,
        ),
        Outcome(
            "police-4", "helicopter", 300.0, 3_300.0, entered_s=300.0, plots=640, detected_s=302.0, tracked_s=330.0,
            tracked_share=0.97, tracks=(58,), identified_s=350.0,
        ),
    )  # fmt: skip


def met() -> tuple[Met, ...]:
    see, people, public = "See what comes over the border", "Decide in time", "Warn who is in the way"
    blind = "no coverage: no sensor had it above the horizon for 600 s of the 1,380 s it was inside"
    return (
        Met("detected", "gerbera-1", "", 80.0, 41.0, "met", "", see),
        Met("tracked", "gerbera-1", "", 110.0, 75.0, "met", "", see),
        Met("alert", "gerbera-1", "armed forces", 370.0, 262.0, "met", "", see, 3.0),
        Met("acknowledged", "gerbera-1", "duty officer", 382.0, 301.0, "met", "", people, 2.0),
        Met("told", "gerbera-1", "police", 430.0, 330.0, "met", "", people),
        Met("told", "gerbera-1", "neighbour", 430.0, None, "missed", "withheld: its policy asks for a delay", people),
        Met("released", "gerbera-1", "", 900.0, 790.0, "met", "", public, 3.0),
        Met("detected", "gerbera-2", "", 960.0, 1_500.0, "late", f"540 s late: {blind}", see),
        Met("tracked", "gerbera-2", "", 1_020.0, None, "missed", "never confirmed: 3 plots in 900 s", see),
        Met(
            "alert", "gerbera-2", "armed forces", 1_080.0, None, "missed", "never confirmed: 3 plots in 900 s", see, 3.0
        ),
        Met("released", "gerbera-2", "", 1_500.0, None, "missed", "never confirmed: 3 plots in 900 s", public, 3.0),
        Met("alert", "balloon-3", "armed forces", 1_560.0, 1_992.0, "late", f"432 s late: {blind}", see, 3.0),
        Met(
            "acknowledged", "balloon-3", "duty officer", 2_112.0, 2_411.0, "late", "299 s late, by people", people, 2.0
        ),
        Met("released", "balloon-3", "", 2_700.0, 3_660.0, "late", "960 s late, by people", public, 3.0),
        Met("no_alert", "police-4", "", None, None, "met", "", see),
        Met("initiate", "duty officer", "", 1_500.0, 1_390.0, "met", "", people),
        Met("hand_over", "duty officer", "", 3_000.0, None, "missed", "no such act was seen", ""),
    )


def log() -> tuple[Line, ...]:
    lines = [
        Line(0.0, "event", "scenario", "begins"),
        Line(262.0, "incident", "1", "approaching Lithuania, from the south-east, 30 m/s, height 430 m"),
        Line(
            262.0,
            "alert",
            "armed forces",
            "warning: unidentified aerial object, at the border in 1 min",
        ),
        Line(301.0, "decision", "duty officer", "acknowledge incident 1"),
        Line(318.0, "incident", "1", "inside, 60 m from the border"),
        Line(790.0, "warning", "A. Ona, R. Petrauskas", "released to Vilnius, Trakai: stay inside"),
        Line(
            1_000.0,
            "inject",
            "duty officer",
            "phone: border guards see a small aircraft near Sumskas, flying west, low",
        ),
        Line(1_200.0, "sensor", "nemencine", "degraded: no north marker for 12 s"),
        Line(1_390.0, "decision", "duty officer", "initiate a track at 54.60 N 25.70 E"),
        Line(1_992.0, "alert", "armed forces", "caution: unidentified aerial object, balloon probably, height 3,100 m"),
        Line(2_411.0, "decision", "duty officer", "acknowledge incident 2"),
        Line(3_660.0, "warning", "A. Ona, R. Petrauskas", "released to Alytus"),
    ]
    lines += [Line(100.0 * k + 7.0, "sensor", "trakai", f"status ok, {1_200 + k} plots") for k in range(36)]
    return tuple(sorted(lines, key=lambda line: line.at_s))


def sample() -> Report:
    gospa, figures = judged()
    judgement = met()
    names = dict.fromkeys(one.objective for one in judgement if one.objective)
    return Report(
        origin=Origin(
            name="Three over the eastern border",
            scenario="three_over_the_border",
            scenario_sha256="5f1c" * 16,
            seed=20250728,
            version="0.1.0",
            start="2025-07-28T05:00:00Z",
            duration_s=3_600.0,
            bytes_sha256="91ab" * 16,
            changes_sha256="c07e" * 16,
            facts="10 and 28 July 2025 (two rows of incidents.csv): two drones came from Belarus at 100 to 200 m.",
            assumed="The exact paths and times; the radars and their places; the civil flights, made by the seed.",
        ),
        counts={"plots": 48_211, "track updates": 31_007, "tracks": 66, "incidents": 3, "alerts": 4, "decisions": 9,
                "faults": 7, "messages": 131},
        outcomes=outcomes(),
        met=judgement,
        objectives=tuple(
            Objective(
                name,
                sum(one.weight for one in judgement if one.objective == name),
                sum(one.weight for one in judgement if one.objective == name and one.verdict == "met"),
            )
            for name in names
        ),
        clocks=(
            Spread("incidents", "first plot to confirmed", 2, 34.0, 490.0),
            Spread("incidents", "confirmed to alert", 2, 92.0, 187.0, 120.0, 1),
            Spread("incidents", "alert to acknowledged", 2, 39.0, 419.0, 120.0, 1),
            Spread("incidents", "draft to release", 2, 472.0, 1_670.0, 600.0, 1),
        ),
        cells=(
            Spread("duty officer", "acknowledges", 3, 45.0, 419.0, 120.0, 2),
            Spread("A. Ona", "releases", 2, 180.0, 700.0, 600.0, 1),
            Spread("R. Petrauskas", "releases", 2, 250.0, 960.0),
        ),
        false_incidents=(
            FalseIncident(3, 1_120.0, ("approaching", "lost"), "", "clutter near Trakai", True),
            FalseIncident(5, 2_900.0, ("inside",), "flock-7", "birds", False),
        ),
        gospa=gospa,
        score=figures,
        messages=(
            Messages("rudamina", "asterix", "in", 21_400),
            Messages("nemencine", "asterix", "in", 18_100, {"I048/040 is missing": 5, "truncated": 2}),
            Messages("armed forces", "cot", "out", 96),
            Messages("neighbour", "asterix", "out", 31, {"I062/080: SIM is missing": 1}, {"asks for a delay": 12}),
            Messages("public", "cap", "out", 4),
        ),
        log=log(),
        map=shown(),
    )  # fmt: skip


def hostile() -> Report:
    return msgspec.convert(_spoilt(msgspec.to_builtins(sample()), ""), type=Report)


def _spoilt(value, key: str):
    if isinstance(value, dict):
        spoils = HOSTILE if key in WORDED else ""
        return {name + spoils: _spoilt(one, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_spoilt(one, key) for one in value]
    if isinstance(value, str) and key not in KEPT and value not in STEPS:
        return value + HOSTILE
    return value
