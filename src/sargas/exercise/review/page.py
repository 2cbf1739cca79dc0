"""Page: a review as one HTML file that needs nothing else: no network, no other file, and on paper no script.

Equal reports give equal bytes. The policy in its head allows the one style and the one script that are written here, by
their hashes, and nothing that a text might smuggle in; the texts are escaped besides.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from sargas.exercise.review.comparing import sections_of_both
from sargas.exercise.review.markup import Markup, element
from sargas.exercise.review.opening import banner, top
from sargas.exercise.review.report import MapShown, PathShown, Report
from sargas.exercise.review.sections import clocks, expectations, log, messages, outcomes, picture, section, short
from sargas.exercise.review.words import Clock

_CONTENTS = {
    "expected": "Expectations",
    "outcomes": "Objects",
    "clocks": "Clocks",
    "map": "Map",
    "score": "Picture",
    "short": "Missed, late, false",
    "messages": "Messages",
    "log": "Log",
}
_SPEEDS = (1, 10, 60, 300, 1800)
_KEYS = (
    "Drag to move; wheel (after a press on the map) or two fingers to zoom. Keys on the map: arrows, + and −, "
    "0 expected objects, 9 everything, space play, comma and full stop 10 s, n and p next and previous line of the log."
)
_LEGEND = (
    ("M0 6h14m4 0h12", "#14191e", "truth, of which something is expected"),
    ("M0 6h30", "#a3123f", "track of an incident"),
    ("M0 6h6m4 0h6m4 0h6", "#77828c", "other truth, its last 5 min"),
    ("M0 6h30m0 1h-30", "#3f7fae", "other track, its last 5 min"),
    ("M15 1l6 10h-12z", "#009e73", "sensor"),
    ("M2 2h26v9h-26z", "#5b3fa0", "zone"),
)


def page(report: Report) -> str:
    """The review of one run. Raises ValueError where its start is no instant."""
    clock = Clock(report.origin.start)
    contents = element("nav", *(element("a", name, href=f"#{key}") for key, name in _CONTENTS.items()))
    parts = (
        top(report, clock),
        contents,
        expectations(report, clock),
        outcomes(report, clock),
        clocks(report),
        _map((("", report),)),
        picture(report, clock),
        short(report, clock),
        messages(report.messages),
        log(report, clock),
    )
    return _document(f"EXERCISE: {report.origin.name}", parts, _data((report,)))


def comparison(first: Report, second: Report) -> str:
    """Two runs side by side. Raises ValueError where the start of one is no instant."""
    heading = banner(f"{first.origin.name} (A) and {second.origin.name} (B)")
    maps = _map((("A", first), ("B", second)))
    parts = (element("header", heading), *sections_of_both(first, second), maps)
    return _document("EXERCISE: two runs compared", parts, _data((first, second)))


def _document(title: str, parts: Sequence[Markup], data: Markup) -> str:
    style, script = _beside("page.css"), _beside("page.js")
    ours = f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    policy = f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", style),
    )
    body = element("body", *parts, data, element("script", script))
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


@cache
def _beside(name: str) -> Markup:
    """A file of this room: markup that we wrote ourselves."""
    return Markup((files("sargas.exercise.review") / name).read_text(encoding="utf-8"))


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _data(reports: Sequence[Report]) -> Markup:
    """What the script draws; `<` is written so that no text ends the element it is in."""
    shown = {
        "start_s": Clock(reports[0].origin.start).start_s,
        "duration_s": max(report.origin.duration_s for report in reports),
        "at_s": _opens_at_s(reports[0]),
        "maps": [_shown(report.map) for report in reports],
    }
    told = msgspec.json.encode(shown).decode().replace("<", "\\u003c")
    return element("script", Markup(told), type="application/json", id="picture")


def _opens_at_s(report: Report) -> float:
    """The moment that the map shows first, and on paper: the first alert of an expected object, else half way."""
    alerts_s = [one.alerted_s for one in report.outcomes if one.alerted_s is not None]
    return min(alerts_s, default=report.origin.duration_s / 2.0)


def _shown(shown: MapShown) -> dict[str, object]:
    """What a map shows, short: a path in whole steps of 0.1 s and of 1e-5 degrees (a metre), each from the last."""
    return {
        "truth": [_path(one) for one in shown.truth],
        "tracks": [_path(one) for one in shown.tracks],
        "zones": [[(round(lon, 5), round(lat, 5)) for lon, lat in ring] for ring in shown.zones],
        "sensors": shown.sensors,
    }


def _path(path: PathShown) -> dict[str, object]:
    columns = ((path.times_s, 10.0), (path.lat_deg, 1e5), (path.lon_deg, 1e5))
    steps = [_steps([round(value * per) for value in values]) for values, per in columns]
    return {"id": path.id, "what": path.what, "expected": path.is_expected, "steps": steps}


def _steps(values: Sequence[int]) -> list[int]:
    return [value - before for before, value in zip((0, *values), values, strict=False)]


def _map(runs: Sequence[tuple[str, Report]]) -> Markup:
    """Truth and tracks on a map with a clock; of two runs one beside the other, by one clock."""
    screens = (
        element(
            "figure",
            element("figcaption", f"{name}: {run.origin.name}") if name else None,
            element(
                "canvas", tabindex=0, role="application", aria_label=f"Map {name} of truth and tracks", title=_KEYS
            ),
            class_="screen",
        )
        for name, run in runs
    )
    beside = element("ol", class_="beside", aria_label="Log at this time") if len(runs) == 1 else None
    stage = element(
        "div", element("div", *screens, class_="screens"), beside, class_="stage" if beside else "stage both"
    )
    legend = element(
        "ul",
        *(
            element(
                "li", element("svg", element("path", d=d, stroke=colour), width=30, height=12, aria_hidden="true"), name
            )
            for d, colour, name in _LEGEND
        ),
        class_="legend",
    )
    without = element("p", "The map needs JavaScript. Nothing else of this page does.", class_="without")
    how = "Dashed with an open circle: the truth. Solid with a full one: the picture. Between them lies the error."
    hidden = element("div", stage, _controls(has_log=beside is not None), class_="live", hidden="")
    note = element("p", _KEYS, class_="how keys")
    return section("map", "Truth against picture", how, hidden, without, legend, note)


def _controls(has_log: bool) -> Markup:
    def button(does: str, name: str) -> Markup:
        return element("button", name, type="button", data_does=does)

    speeds = (element("option", f"{speed} ×", value=speed) for speed in _SPEEDS)
    clock = (
        button("play", "Play"),
        element("input", type="range", min=0, step=1, aria_label="Time after the start"),
        element("output"),
    )
    view = (
        element("label", "Speed ", element("select", *speeds)),
        *((button("previous", "Previous event"), button("next", "Next event")) if has_log else ()),
        button("expected", "Expected objects"),
        button("everything", "Everything"),
        button("in", "+"),
        button("out", "−"),
        element("label", element("input", type="checkbox", data_whole=""), " whole paths"),
    )
    return element("div", element("div", *clock), element("div", *view), class_="controls")
