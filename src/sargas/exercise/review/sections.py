"""Sections of the page of one run, in the order in which a director reads; each says in a line how to read it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from sargas.exercise.review.drawing import (
    count_chart,
    drawn_every,
    gospa_chart,
    longest_s,
    share_bar,
    spread_axis,
    spread_bar,
)
from sargas.exercise.review.markup import Content, Markup, element, joined, table
from sargas.exercise.review.report import FalseIncident, Messages, Met, Outcome, Report, Spread, Verdict
from sargas.exercise.review.summary import (
    count,
    expected_of,
    share_in_words,
    short_falls,
    verdicts_in_words,
)
from sargas.exercise.review.timeline import timeline, worst
from sargas.exercise.review.words import Clock, ahead, expected_in_words, margin, of_whom, span
from sargas.scoring.text import assumed_in_words, measures_of

FALSE_HEADS = ("Incident", "Alert", "Situations", "Who was there", "What that is")


def section(key: str, title: str, how: str, *content: Content) -> Markup:
    """One, with a line on how to read it."""
    return element("section", element("h2", title), element("p", how, class_="how"), *content, id=key)


def badge(verdict: Verdict, word: str = "") -> Markup:
    """The verdict, or another word, that has a colour and a border besides."""
    return element("span", (word or verdict).upper(), class_=f"badge {verdict}")


def expectations(report: Report, clock: Clock) -> Markup:
    """Expectations and injects with due, done, verdict and reason, by objective."""
    how = (
        "Met: by the deadline. Late: after it. Missed: it never came, or it came and was not to. "
        "What was late counts nothing. Times are UTC."
    )
    reached = {one.name: (one.met, one.weight) for one in report.objectives}
    parts = []
    for name in dict.fromkeys(one.objective for one in report.met):
        met = [one for one in report.met if one.objective == name]
        ours = (sum(one.weight for one in met if one.verdict == "met"), sum(one.weight for one in met))
        part, whole = reached.get(name, ours)
        says = f"{share_in_words(part, whole)} of the weight; {verdicts_in_words(met)}"
        bar = share_bar(part / whole if whole else 0.0, says)
        parts += [element("h3", name or "Without an objective"), element("p", bar, f" {says}", class_="share")]
        parts.append(_expectations(met, clock))
    return section("expected", "Expectations and injects", how, *(parts or [element("p", "There were none.")]))


def _expectations(met: Sequence[Met], clock: Clock) -> Markup:
    rows = (
        (
            badge(one.verdict),
            expected_in_words(one),
            one.of,
            one.by,
            "must not come" if one.due_s is None else clock(one.due_s),
            clock(one.done_s),
            margin(one),
            f"{one.weight:g}",
            one.why,
        )
        for one in met
    )
    heads = ("Verdict", "Expected", "Of", "By", "Due", "Done", "Margin", "Weight", "Why")
    return table(heads, rows, "cards", right=("Due", "Done", "Weight"))


def outcomes(report: Report, clock: Clock) -> Markup:
    """Each expected object: first all in a table, then each as a timeline."""
    how = (
        "In the grey band what was so, below what was seen and done (UTC). A bracket is a deadline. A dot came by it, "
        "a diamond after it, a cross never, or was not to come. Arrival is the end of the object's path."
    )
    met = {one.flight: expected_of(report, one.flight) for one in report.outcomes}
    rows = ((*_outcome(one, met[one.flight], clock), *_leads(one)) for one in report.outcomes)
    heads = ("Object", "Worst", "Detected", "Tracked", "First alert", "Public warning")
    overview = table(heads, rows, "cards", right=("Detected", "Tracked"), empty="Nothing was expected of any object.")
    figures = (_figure(one, met[one.flight], clock) for one in report.outcomes)
    return section("outcomes", "What came of each expected object", how, overview, *figures)


def _outcome(outcome: Outcome, met: Sequence[Met], clock: Clock) -> tuple[Content, ...]:
    verdict = worst(one.verdict for one in met)
    name = joined((outcome.flight, " ", element("small", outcome.what)))
    return name, verdict and badge(verdict), clock(outcome.detected_s), _percent(outcome.tracked_share)


def _leads(outcome: Outcome) -> tuple[str, str]:
    return ahead(outcome.alert_before_arrival_s, "arrival"), ahead(outcome.warning_before_arrival_s, "arrival")


def _figure(outcome: Outcome, met: Sequence[Met], clock: Clock) -> Markup:
    name, verdict, *_ = _outcome(outcome, met, clock)
    told = (
        f"{count(outcome.plots, 'plot')} fit it; tracked {_percent(outcome.tracked_share)} of its time; "
        f"tracks {_numbers(outcome.tracks)}; incidents {_numbers(outcome.incidents)}"
    )
    drawn = element("div", timeline(outcome, met, clock), class_="wide")
    return element("figure", element("h3", name, " ", verdict), element("p", told, class_="how"), drawn)


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers) or "none"


def clocks(report: Report) -> Markup:
    """How long each step and each cell took, against deadlines."""
    how = (
        "Half of the times are below p50, nine of ten below p90: a full and an open dot, on a logarithmic axis from "
        "1 s, where shorter ones stand too; the bracket is the deadline. Of few times these say little: see the count."
    )
    last_s = longest_s((*report.clocks, *report.cells))
    steps, cells = _spreads(report.clocks, last_s), _spreads(report.cells, last_s)
    return section(
        "clocks", "Reaction clocks", how, element("h3", "From step to step"), steps, element("h3", "Cells"), cells
    )


def _spreads(spreads: Sequence[Spread], last_s: float) -> Markup:
    heads = ("Of", "Step", "Count", "p50", "p90", "Deadline", "Within", "")
    rows: list[tuple[Content, ...]] = [
        (
            one.of,
            one.step,
            one.count,
            span(one.p50_s),
            span(one.p90_s),
            span(one.deadline_s),
            "–" if one.deadline_s is None else f"{one.within} of {one.count}",
            spread_bar(one, last_s),
        )
        for one in spreads
    ]
    axis = [("",) * 7 + (spread_axis(last_s),)] if rows else []
    return table(heads, [*rows, *axis], right=heads[2:7])


def picture(report: Report, clock: Clock) -> Markup:
    """GOSPA over time with its parts, and every measure of the score."""
    how = (
        "GOSPA is how far the picture was from the truth, in metres; 0 is best. It grows with wrong positions "
        "(localisation), with objects without a track (missed) and with tracks of nothing (false)."
    )
    parts = []
    if report.gospa is not None:
        alerts_s = [one.at_s for one in report.log if one.what == "alert"]
        charts = gospa_chart(report.gospa, clock, alerts_s), count_chart(report.gospa, clock)
        parts.append(element("figure", element("div", *charts, class_="wide")))
        every = drawn_every(len(report.gospa.times_s))
        parts.append(element("p", f"A point of a line is the mean of {count(every, 'comparison')}.", class_="how"))
    if report.score is not None:
        parts += [element("p", line, class_="how") for line in assumed_in_words(report.score)]
        rows = ((name.strip(), f"{value} {unit}", remark) for name, value, unit, remark in measures_of(report.score))
        parts.append(table(("Measure", "Value", "Of it"), rows, right=("Value",)))
    nothing = element("p", "There was nothing to compare.")
    return section("score", "The picture against the truth, in figures", how, *(parts or [nothing]))


def short(report: Report, clock: Clock) -> Markup:
    """Missed, late and false, with the reason."""
    how = "By reason, the heaviest first: what one remedy would mend."
    fallen = short_falls(report.met)
    groups = [(why, [one for one in fallen if cause(one) == why]) for why in dict.fromkeys(map(cause, fallen))]
    groups.sort(key=lambda group: -sum(one.weight for one in group[1]))
    rows = (
        (
            why,
            sum(one.verdict == "missed" for one in met),
            sum(one.verdict == "late" for one in met),
            f"{sum(one.weight for one in met):g}",
            "; ".join(of_whom(one) for one in met),
        )
        for why, met in groups
    )
    heads = ("Reason", "Missed", "Late", "Weight", "What")
    fell = table(heads, rows, right=heads[1:4], empty="Nothing was late or missed.")
    of_nothing = ((clock(one.opened_s), *false_cells(one)) for one in report.false_incidents)
    false = table(("Opened", *FALSE_HEADS), of_nothing, "cards", right=("Opened",))
    return section("short", "Missed, late and false", how, fell, element("h3", "False incidents"), false)


def cause(met: Met) -> str:
    """Why, without by how much, which differs from one to the next."""
    return re.sub(r"^\d+ s late[:,] ", "late, ", re.sub(r"^\d+ plots ", "some plots ", met.why)) or "no reason found"


def false_cells(one: FalseIncident) -> tuple[Content, ...]:
    """What is told of it, under `FALSE_HEADS`."""
    alert = badge("missed", "alerted") if one.alerted else "no alert"
    return one.incident, alert, ", ".join(one.situations), one.object or "nobody", one.what


def messages(listed: Iterable[Messages]) -> Markup:
    """Which messages kept to their standard."""
    how = "In: from a sensor, as it was read here. Out: to a recipient, each read back by the decoder of its format."
    rows = (
        (
            one.of,
            one.format,
            one.direction,
            f"{one.count:,}",
            badge("missed", "faults") if one.faults else badge("met", "conform"),
            _reasons(one.faults),
            _reasons(one.withheld),
        )
        for one in listed
    )
    heads = ("Of", "Format", "Way", "Messages", "Verdict", "Faults", "Withheld by policy")
    return section("messages", "Messages against their standards", how, table(heads, rows, right=("Messages",)))


def _reasons(counts: Mapping[str, int]) -> str:
    return "; ".join(f"{counts[why]:,} {why}" for why in sorted(counts))


def log(report: Report, clock: Clock) -> Markup:
    """Everything that happened, in order."""
    how = "What is filtered out is neither beside the map nor printed. A press on a time sets the map to it."
    rows = (
        element(
            "tr",
            element("td", clock(one.at_s), class_="n at"),
            element("td", f"{one.at_s:.0f} s", class_="n after"),
            element("td", one.what),
            element("td", one.who),
            element("td", one.text),
            data_at=f"{one.at_s:.3f}",
            data_kind=one.what,
        )
        for one in report.log
    )
    classes = {"UTC": "n", "After start": "n after"}
    heads = ("UTC", "After start", "Kind", "Who", "What")
    head = element("tr", *(element("th", name, scope="col", class_=classes.get(name)) for name in heads))
    whole = element("table", element("thead", head), element("tbody", *rows), class_="log")
    filters = element("div", class_="filters", hidden="")
    title = f"Log, {count(len(report.log), 'line')}"
    return section("log", title, how, filters, element("div", whole, class_="wide"))
