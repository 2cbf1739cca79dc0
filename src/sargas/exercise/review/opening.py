"""Opening: what stands above the sections of a page: the verdict, what fell short most, and where it all comes from."""

import shlex
from collections.abc import Sequence

from sargas.exercise.review.markup import Content, Markup, definitions, element, joined
from sargas.exercise.review.report import Met, Origin, Report
from sargas.exercise.review.sections import badge, cause
from sargas.exercise.review.summary import headlines, short_falls, verdict_in_words
from sargas.exercise.review.words import Clock, of_whom, span

_COUNTS = ("plots", "track updates", "tracks", "incidents", "alerts", "decisions", "faults", "messages")
_FIRST = 5
"""Shortfalls that are named here."""
_AGAIN = (
    "What the program played comes again, to the byte, with the same scenario, seed and version (and --ticks, where "
    "that was said): these hashes and this page. What people played comes again from its journal. A scenario that is "
    "not shipped with Sargas is named by the path of its file."
)
_MARK = "EXERCISE EXERCISE EXERCISE · simulated · situational awareness, not for engagement"


def banner(title: str) -> Markup:
    """What cannot be mistaken: this is an exercise."""
    return joined((element("p", _MARK, class_="exercise"), element("h1", title)))


def top(report: Report, clock: Clock) -> Markup:
    """Name, verdict, first figures, what fell short most, and where it comes from."""
    origin = report.origin
    when = f"Review after exercise · {clock.full(0.0)}, {span(origin.duration_s)} · scenario {origin.scenario}"
    return element(
        "header",
        banner(origin.name),
        element("p", when, class_="when"),
        element("p", verdict_in_words(report), class_="verdict"),
        _tiles(report),
        element("h2", "What fell short"),
        *_short(report),
        element("h2", "What is fact, what is assumed"),
        element(
            "div", definitions({"Fact": _stated(origin.facts), "Assumed": _stated(origin.assumed)}), class_="basis"
        ),
        element("h2", "How to repeat it"),
        *_provenance(report),
    )


def _stated(text: str) -> str:
    return text.strip() or "not stated"


def _tiles(report: Report) -> Markup:
    tiles = (
        element(
            "div",
            element("span", one.name, class_="name"),
            element("strong", one.value),
            element("span", one.note, class_="note"),
        )
        for one in headlines(report)
    )
    return element("div", *tiles, class_="tiles")


def _short(report: Report) -> list[Markup]:
    short, false = short_falls(report.met), [one for one in report.false_incidents if one.alerted]
    alike: dict[tuple[str, ...], list[Met]] = {}
    for one in short:
        alike.setdefault((one.verdict, one.what, one.by, cause(one)), []).append(one)
    told = [(badge(some[0].verdict), _and_more(some), cause(some[0])) for some in list(alike.values())[:_FIRST]]
    told += [
        (
            badge("missed", "false"),
            f"alert of incident {one.incident}",
            f"{one.object}, {one.what}" if one.object else "nobody was there",
        )
        for one in false[: _FIRST - 2]
    ]
    if not told:
        return [element("p", "Nothing: everything expected came in time, and no false alert was raised.")]
    shown = [element("ul", *(element("li", mark, f" {what}: {why}") for mark, what, why in told), class_="short")]
    if len(alike) + len(false) > len(told):
        shown.append(element("p", element("a", "all of them", href="#short"), class_="how"))
    return shown


def _and_more(alike: Sequence[Met]) -> str:
    return of_whom(alike[0]) + (f", and {len(alike) - 1} more" if len(alike) > 1 else "")


def _provenance(report: Report) -> tuple[Markup, ...]:
    origin = report.origin
    others = sorted(report.counts.keys() - set(_COUNTS))
    sizes = [f"{report.counts[name]:,} {name}" for name in (*_COUNTS, *others) if name in report.counts]
    told: dict[str, Content] = {
        "Run": element("code", command(origin)),
        "Review": element("code", f"sargas exercise review JOURNAL --scenario {_asked(origin)} --out DIR"),
        "Seed, version": f"{origin.seed}; Sargas {origin.version}",
        "Scenario, SHA-256": element("code", origin.scenario_sha256),
        "Sensors' bytes, SHA-256": element("code", origin.bytes_sha256),
        "The core's words, SHA-256": element("code", origin.changes_sha256),
        "Went through": ", ".join(sizes) or "not counted",
    }
    return definitions(told), element("p", _AGAIN, class_="how")


def command(origin: Origin) -> str:
    """What repeats the run, safe to be pasted."""
    return f"sargas exercise run {_asked(origin)} --duration {origin.duration_s:g} --out DIR"


def _asked(origin: Origin) -> str:
    return f"{shlex.quote(origin.scenario)} --seed {origin.seed}"
