"""Drawing: figures as SVG; colours and strokes are in page.css, by class, so that print may differ."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sargas.exercise.review.markup import Markup, element
from sargas.exercise.review.report import Gospa, Spread
from sargas.exercise.review.words import Clock, span

WIDTH = 760.0
"""Of a figure, px."""
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400)
_POINTS = 360
"""Drawn of one line over time at most: two for each millimetre of a page."""
_DECADES = {
    1.0: "1 s",
    10.0: "10 s",
    60.0: "1 min",
    600.0: "10 min",
    3600.0: "1 h",
    21_600.0: "6 h",
    86_400.0: "1 d",
    864_000.0: "10 d",
}
_FROM, _TO = 56.0, 640.0
"""Of a chart over time: between them time runs, px."""


class Scale(NamedTuple):
    """From `low`..`high` to `left`..`right`."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, value: float) -> float:
        """Where `value` lies, never out of the figure."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


def svg(width: float, height: float, says: str, parts: Iterable[Markup], kind: str) -> Markup:
    """A figure; `says` is for who does not see it."""
    box = f"0 0 {width:.0f} {height:.0f}"
    return element(
        "svg", *parts, viewBox=box, role="img", aria_label=says, class_=kind, width=width, height=height
    )  # fmt: skip


def text(x: float, y: float, content: str, kind: str, at: str | None = None, most: int = 200) -> Markup:
    """A text that is cut to `most` characters, and then whole for who points at it."""
    short = content if len(content) <= most else f"{content[: most - 1]}…"
    whole = element("title", content) if short != content else None
    return element("text", short, whole, x=x, y=y, class_=kind, text_anchor=at)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def deadline(x: float, y: float, half: float) -> Markup:
    """A bracket that closes at `x`: until there it was in time."""
    return element("path", d=f"M{x:.1f} {y - half:.1f}v{2 * half:.1f}h-4m4 {-2 * half:.1f}h-4", class_="due")


def time_ticks(low_s: float, high_s: float, start_s: float, most: int = 6) -> list[float]:
    """Round times of day between both, at most `most` of them; all but `start_s` are after the start."""
    least_s = (high_s - low_s) / most
    step_s = next((step for step in _STEPS_S if step >= least_s), 86_400 * math.ceil(least_s / 86_400.0))
    first, last = math.ceil((start_s + low_s) / step_s), math.floor((start_s + high_s) / step_s)
    return [k * step_s - start_s for k in range(first, last + 1)]


def time_axis(scale: Scale, y: float, clock: Clock) -> list[Markup]:
    """Times of day below `y`, with lines up from them."""
    ticks = [(scale(at_s), clock(at_s)) for at_s in time_ticks(scale.low, scale.high, clock.start_s)]
    return [
        part for x, name in ticks for part in (line(x, 0.0, x, y, "grid"), text(x, y + 12.0, name, "tick", "middle"))
    ]


def share_bar(share: float, says: str) -> Markup:
    """How much of a whole."""
    frame = element("rect", x=0.5, y=0.5, width=119, height=11, class_="frame")
    full = element("rect", x=0.5, y=0.5, width=119.0 * min(max(share, 0.0), 1.0), height=11, class_="lead")
    return svg(120.0, 12.0, says, (frame, full), "bar")


def longest_s(spreads: Iterable[Spread]) -> float:
    """Where the axis of `spread_bar` ends: a round time that holds all of them."""
    most_s = max((t for one in spreads for t in (one.p90_s, one.deadline_s) if t is not None), default=0.0)
    return next((t for t in _DECADES if t >= max(most_s, 60.0)), max(_DECADES))


def spread_bar(spread: Spread, last_s: float) -> Markup:
    """From p50 (full) to p90 (open) with the deadline, on a logarithmic axis from 1 s to `last_s`."""
    scale = Scale(0.0, math.log10(last_s), 8.0, 232.0)
    p50, p90 = (scale(math.log10(max(t, 1.0))) for t in (spread.p50_s, spread.p90_s))
    kind = "late" if spread.deadline_s is not None and spread.within < spread.count else "met"
    parts = [line(scale(math.log10(t)), 0.0, scale(math.log10(t)), 18.0, "grid") for t in _DECADES if t <= last_s]
    parts += [
        line(p50, 9.0, p90, 9.0, f"range {kind}"),
        element("circle", cx=p90, cy=9, r=4, class_=f"open {kind}"),
        element("circle", cx=p50, cy=9, r=4, class_=f"mark {kind}"),
    ]
    if spread.deadline_s is not None:
        parts.append(deadline(scale(math.log10(max(spread.deadline_s, 1.0))), 9.0, 8.0))
    return svg(240.0, 18.0, f"p50 {span(spread.p50_s)}, p90 {span(spread.p90_s)}", parts, "bar")


def spread_axis(last_s: float) -> Markup:
    """The axis of `spread_bar`."""
    scale = Scale(0.0, math.log10(last_s), 8.0, 232.0)
    ends = {1.0: "start", last_s: "end"}
    parts = [
        text(scale(math.log10(t)), 11.0, name, "tick", ends.get(t, "middle"))
        for t, name in _DECADES.items()
        if t <= last_s
    ]
    return svg(240.0, 14.0, "axis, logarithmic", parts, "bar")


def gospa_chart(gospa: Gospa, clock: Clock, alerts_s: Sequence[float]) -> Markup:
    """The distance over time and its parts, with the times of alerts."""
    parts = (("GOSPA", gospa.distance_m), ("localisation", gospa.localisation_m), ("missed", gospa.missed_m))
    lines = [(name, name.lower(), gospa.times_s, values) for name, values in (*parts, ("false", gospa.false_m))]
    return _chart(lines, clock, "m", 180.0, alerts_s)


def count_chart(gospa: Gospa, clock: Clock) -> Markup:
    """How many objects there were and how many tracks were shown."""
    lines = [("objects", "objects", gospa.times_s, gospa.objects), ("tracks", "tracks", gospa.times_s, gospa.tracks)]
    return _chart(lines, clock, "", 90.0)


def both_chart(runs: Sequence[tuple[str, Gospa]], clock: Clock) -> Markup:
    """The distances of several runs over each other."""
    lines = [(name, f"run{k}", one.times_s, one.distance_m) for k, (name, one) in enumerate(runs)]
    return _chart(lines, clock, "m", 180.0)


def drawn_every(count: int) -> int:
    """How many values make one point of a line of `count`: their mean is drawn."""
    return max(-(-count // _POINTS), 1)


def _chart(
    lines: Sequence[tuple[str, str, Sequence[float], Sequence[float]]],
    clock: Clock,
    unit: str,
    height: float,
    alerts_s: Sequence[float] = (),
) -> Markup:
    """Lines (name, class, times, values) over one axis of time, with their names beside."""
    high = round_up(max((v for *_, values in lines for v in values if math.isfinite(v)), default=1.0))
    times = [t for _, _, times_s, _ in lines for t in times_s]
    time, value = Scale(min(times, default=0.0), max(times, default=1.0), _FROM, _TO), Scale(0.0, high, height, 8.0)
    parts = time_axis(time, height, clock)
    for level in (0.0, high / 2.0, high) if unit else (0.0, high):
        parts.append(line(_FROM, value(level), _TO, value(level), "grid"))
        parts.append(text(_FROM - 6.0, value(level) + 4.0, f"{level:g} {unit}", "tick", "end"))
    for k, (name, kind, times_s, values) in enumerate(lines):
        y = 18.0 + 18.0 * k
        parts.append(element("path", d=_path(times_s, values, time, value), class_=f"line {kind}"))
        parts += [line(_TO + 12.0, y, _TO + 40.0, y, f"line {kind}"), text(_TO + 46.0, y + 4.0, name, "label", most=12)]
    for x in (time(at_s) for at_s in alerts_s):
        parts.append(element("path", d=f"M{x:.1f} {height:.0f}v-10l6 3l-6 3", class_="flag"))
    if alerts_s:
        y = 22.0 + 18.0 * len(lines)
        flag = element("path", d=f"M{_TO + 24.0} {y:.0f}v-10l6 3l-6 3", class_="flag")
        parts += [flag, text(_TO + 46.0, y, "alert", "label")]
    names = " and ".join(name for name, *_ in lines)
    return svg(WIDTH, height + 18.0, f"{names} over time", parts, "figure")


def _path(times_s: Sequence[float], values: Sequence[float], time: Scale, value: Scale) -> Markup:
    """A line through the means of `drawn_every` values; what is no number is left out."""
    every = drawn_every(len(times_s))
    points = []
    for k in range(0, len(times_s), every):
        known = [v for v in values[k : k + every] if math.isfinite(v)]
        if known:
            some_s = times_s[k : k + every]
            points.append(f"{time(sum(some_s) / len(some_s)):.1f} {value(sum(known) / len(known)):.1f}")
    return Markup(f"M{'L'.join(points)}" if points else "")


def round_up(value: float) -> float:
    """To 1, 2 or 5 times a power of ten; 1 for nothing."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(float(k * power) for k in (1, 2, 5, 10) if k * power >= value * (1.0 - 1e-12))
