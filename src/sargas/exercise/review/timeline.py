"""Timeline: of one object, what was so, what was seen and done by when, and how long before its arrival."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sargas.exercise.review.drawing import WIDTH, Scale, deadline, line, svg, text, time_axis
from sargas.exercise.review.markup import Markup, element
from sargas.exercise.review.report import Met, Outcome, Verdict
from sargas.exercise.review.words import STEPS, Clock, ahead, steps_of

_LEFT, _RIGHT = 150.0, 585.0
"""Between them time runs; labels left, words right. px."""
_ROW = 17.0
_WORST: tuple[Verdict, ...] = ("missed", "late", "met")


class Step(NamedTuple):
    """A row: a step of our own, when it was taken, and what was expected of it."""

    name: str
    at_s: float | None
    expected: tuple[Met, ...] = ()


def worst(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The worst of them; None of none."""
    told = list(verdicts)
    return next((one for one in _WORST if one in told), None)


def rows_of(outcome: Outcome, met: Sequence[Met]) -> list[Step]:
    """A row for each step that was taken or expected; `met` are the expectations of this object."""
    taken = steps_of(outcome)
    never = {one.by: None for one in met if one.what == "told" and one.by not in ("", *outcome.told_s)}
    last = taken.pop()
    rows = []
    for what, who, at_s in (*taken, *(("told", who, None) for who in sorted(never)), last):
        of = tuple(
            one for one in met if one.what.removeprefix("no_") == what and (what != "told" or one.by in ("", who))
        )
        if at_s is not None or of:
            rows.append(Step(f"told {who}" if who else STEPS[what], at_s, of))
    return rows


def timeline(outcome: Outcome, met: Sequence[Met], clock: Clock) -> Markup:
    """The figure; `met` are the expectations of this object."""
    truth = (("appears", outcome.appears_s), ("enters a zone", outcome.entered_s), ("its path ends", outcome.ends_s))
    steps = rows_of(outcome, met)
    leads = [
        (name, begin_s, lead_s)
        for name, begin_s, lead_s in (
            ("since alert", outcome.alerted_s, outcome.alert_before_arrival_s),
            ("since warning", outcome.released_s, outcome.warning_before_arrival_s),
        )
        if begin_s is not None and lead_s is not None
    ]
    scale = _scale_of([at_s for _, at_s in truth], steps)
    ours = 8.0 + len(truth) * _ROW
    bottom = ours + 10.0 + (len(steps) + len(leads)) * _ROW
    parts = [element("rect", x=0, y=0, width=WIDTH, height=ours, class_="band"), *time_axis(scale, bottom, clock)]
    parts += [text(6.0, 15.0, "TRUTH", "side"), text(6.0, ours + 17.0, "OURS", "side")]
    parts += [line(scale(at_s), 0.0, scale(at_s), bottom, "event") for _, at_s in truth[1:] if at_s is not None]
    for k, (name, at_s) in enumerate(truth):
        parts += _truth(name, at_s, outcome.ends_s, scale, 4.0 + (k + 0.5) * _ROW, clock)
    y = ours + 5.0 + 0.5 * _ROW
    for step in steps:
        parts += _drawn(step, scale, y, clock)
        y += _ROW
    for name, begin_s, lead_s in leads:
        parts += _lead(name, begin_s, lead_s, scale, y)
        y += _ROW
    return svg(WIDTH, bottom + 18.0, f"Timeline of {outcome.flight}", parts, "figure")


def _scale_of(truth_s: Sequence[float | None], steps: Sequence[Step]) -> Scale:
    """Wide enough for all that was so, was done, and was due."""
    times = [*truth_s, *(step.at_s for step in steps), *(one.due_s for step in steps for one in step.expected)]
    known = [t for t in times if t is not None and math.isfinite(t)]
    pad_s = max(0.02 * (max(known) - min(known)), 1.0)
    return Scale(min(known) - pad_s, max(known) + pad_s, _LEFT, _RIGHT)


def _truth(name: str, at_s: float | None, ends_s: float, scale: Scale, y: float, clock: Clock) -> list[Markup]:
    parts = [text(_LEFT - 8.0, y + 4.0, name, "label", "end"), text(_RIGHT + 10.0, y + 4.0, clock(at_s), "value")]
    if at_s is None:
        return parts
    x = scale(at_s)
    if name != "its path ends":
        kind = "life" if name == "appears" else "inside"
        parts.append(element("rect", x=x, y=y - 2, width=max(scale(ends_s) - x, 0.0), height=4, class_=kind))
    return [*parts, element("rect", x=x - 2, y=y - 5, width=4, height=10, class_="truth")]


def _drawn(step: Step, scale: Scale, y: float, clock: Clock) -> list[Markup]:
    verdict = worst(one.verdict for one in step.expected)
    parts = [text(_LEFT - 8.0, y + 4.0, step.name, "label", "end", 24), line(_LEFT, y, _RIGHT, y, "rule")]
    dues = sorted({one.due_s for one in step.expected if one.due_s is not None})
    for due_s in dues:
        if step.at_s is not None:
            parts.append(line(scale(step.at_s), y, scale(due_s), y, "slack" if step.at_s <= due_s else "over"))
        parts.append(deadline(scale(due_s), y, 7.0))
    if step.at_s is not None:
        parts.append(_marker(scale(step.at_s), y, verdict))
    elif dues and verdict == "missed":
        parts.append(_marker(scale(dues[-1]), y, verdict))
    told = clock(step.at_s) if step.at_s is not None else "never"
    parts.append(text(_RIGHT + 10.0, y + 4.0, told, "value"))
    if verdict is not None:
        parts.append(text(WIDTH - 4.0, y + 4.0, verdict.upper(), f"value {verdict}", "end"))
    return parts


def _marker(x: float, y: float, verdict: Verdict | None) -> Markup:
    """A dot for what came in time, a diamond for what was late, a cross for what never did or was not to come."""
    if verdict == "missed":
        return element("path", d=f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8", class_="cross missed")
    if verdict == "late":
        return element("path", d=f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z", class_="mark late")
    return element("circle", cx=x, cy=y, r=4, class_="mark met")


def _lead(name: str, begin_s: float, lead_s: float, scale: Scale, y: float) -> list[Markup]:
    left, right = sorted((scale(begin_s), scale(begin_s + lead_s)))
    kind = "lead" if lead_s >= 0.0 else "lead after"
    return [
        text(_LEFT - 8.0, y + 4.0, name, "label", "end"),
        element("rect", x=left, y=y - 4, width=right - left, height=8, class_=kind),
        text(_RIGHT + 10.0, y + 4.0, ahead(lead_s, "arrival"), "value strong"),
    ]
