"""Comparing: two runs side by side, A and B, what was asked of both or of one, and what B did better or worse."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sargas.exercise.review.drawing import both_chart, longest_s, spread_bar
from sargas.exercise.review.markup import Content, Markup, element, joined, table
from sargas.exercise.review.opening import command
from sargas.exercise.review.report import Met, Outcome, Report, Spread
from sargas.exercise.review.sections import FALSE_HEADS, badge, false_cells, section
from sargas.exercise.review.summary import expected_of, headlines, verdict_in_words
from sargas.exercise.review.timeline import timeline
from sargas.exercise.review.words import Clock, expected_in_words, span
from sargas.scoring.text import measures_of

_ORDER = ("missed", "late", "met")

T = TypeVar("T")


def sections_of_both(first: Report, second: Report) -> list[Markup]:
    """Everything of the page but its map; `first` is called A."""
    return [
        _origins(first, second),
        _headlines(first, second),
        _expectations(first, second),
        _outcomes(first, second),
        _spreads(first, second),
        _scores(first, second),
        _false(first, second),
    ]


def _origins(first: Report, second: Report) -> Markup:
    a, b = first.origin, second.origin
    rows: list[tuple[str, Content, Content]] = [
        ("Exercise", a.name, b.name),
        ("Run", element("code", command(a)), element("code", command(b))),
        ("Start", Clock(a.start).full(0.0), Clock(b.start).full(0.0)),
        ("Length", span(a.duration_s), span(b.duration_s)),
        ("Seed", str(a.seed), str(b.seed)),
        ("Version", a.version, b.version),
        ("Scenario, SHA-256", element("code", a.scenario_sha256), element("code", b.scenario_sha256)),
        ("Sensors' bytes, SHA-256", element("code", a.bytes_sha256), element("code", b.bytes_sha256)),
        ("The core's words, SHA-256", element("code", a.changes_sha256), element("code", b.changes_sha256)),
    ]
    told = table(("", "A", "B", ""), [(*row, _same(row[1] == row[2])) for row in rows], "origins")
    how = "What differs in these lines is what the rest of this page can be the work of."
    lines = (
        element("p", f"{name}: {verdict_in_words(run)}", class_="verdict")
        for name, run in (("A", first), ("B", second))
    )
    return section("origins", "What was run", how, *lines, told)


def _same(is_same: bool) -> Content:
    return "same" if is_same else element("strong", "differs")


def _headlines(first: Report, second: Report) -> Markup:
    def cell(value: str, note: str) -> Markup:
        return joined((element("strong", value), element("br"), element("small", note)))

    rows = (
        (a.name, cell(a.value, a.note), cell(b.value, b.note))
        for a, b in zip(headlines(first), headlines(second), strict=True)
    )
    return section("headlines", "First figures", "Each with what it is of.", table(("", "A", "B"), rows))


def _expectations(first: Report, second: Report) -> Markup:
    how = (
        "Better and worse are of B against A: of the verdict, and where that is the same of the time, by more than 1 s."
    )
    rows = []
    for one, a, b in paired(first.met, second.met, lambda one: (one.what, one.of, one.by, one.objective)):
        told = (expected_in_words(one), one.of, one.by, one.objective)
        rows.append((*told, *_verdict(a), *_verdict(b), change(a, b), (b or one).why))
    heads = ("Expected", "Of", "By", "Objective", "A", "A done", "B", "B done", "B against A", "Why, of B")
    return section("expected", "Expectations and injects", how, table(heads, rows, "cards", right=("A done", "B done")))


def _verdict(met: Met | None) -> tuple[Content, Content]:
    if met is None:
        return "not asked", ""
    return badge(met.verdict), "never" if met.done_s is None else span(met.done_s)


def change(a: Met | None, b: Met | None) -> Markup:
    """What B made of it against A, in a word."""
    if a is None or b is None:
        return element("span", f"only in {'B' if a is None else 'A'}")
    by = _ORDER.index(b.verdict) - _ORDER.index(a.verdict)
    if by == 0 and a.due_s is not None and a.done_s is not None and b.done_s is not None:
        earlier_s = a.done_s - b.done_s
        if abs(earlier_s) > 1.0:
            word = "better" if earlier_s > 0.0 else "worse"
            return element("span", f"{word} by {span(abs(earlier_s))}", class_=word)
    word = "same" if by == 0 else "better" if by > 0 else "worse"
    return element("span", word, class_=word)


def paired(first: Sequence[T], second: Sequence[T], key: Callable[[T], object]) -> list[tuple[T, T | None, T | None]]:
    """(either, of A, of B): those of one key together, in the order of A and then of what only B has; of a key that
    comes several times the first with the first."""
    left = list(second)
    pairs: list[tuple[T, T | None, T | None]] = []
    for one in first:
        k = next((k for k, two in enumerate(left) if key(two) == key(one)), None)
        pairs.append((one, one, None if k is None else left.pop(k)))
    return pairs + [(two, None, two) for two in left]


def _outcomes(first: Report, second: Report) -> Markup:
    how = "A left, B right. In the grey band what was so, below what was seen and done; a bracket is a deadline."
    figures = []
    for one, a, b in paired(first.outcomes, second.outcomes, lambda one: one.flight):
        both = (_timeline("A", a, first), _timeline("B", b, second))
        figures.append(element("figure", element("h3", one.flight), element("div", *both, class_="columns")))
    return section("outcomes", "What came of each expected object", how, *figures)


def _timeline(name: str, outcome: Outcome | None, report: Report) -> Markup:
    if outcome is None:
        return element("p", f"{name}: it was not in this run.")
    drawn = timeline(outcome, expected_of(report, outcome.flight), Clock(report.origin.start))
    told = f"{name}: tracked {100.0 * outcome.tracked_share:.0f} % of its time"
    return element("div", element("p", told, class_="how"), drawn, class_="wide")


def _spreads(first: Report, second: Report) -> Markup:
    how = "p50 (full dot) and p90 (open dot) on one logarithmic axis; the bracket is the deadline."
    a_all, b_all = (*first.clocks, *first.cells), (*second.clocks, *second.cells)
    last_s = longest_s((*a_all, *b_all))
    rows = []
    for one, a, b in paired(a_all, b_all, lambda one: (one.of, one.step)):
        rows.append((one.of, one.step, *_spread(a, last_s), *_spread(b, last_s)))
    heads = ("Of", "Step", "A p50", "A p90", "A", "B p50", "B p90", "B")
    return section("clocks", "Reaction clocks", how, table(heads, rows, right=("A p50", "A p90", "B p50", "B p90")))


def _spread(spread: Spread | None, last_s: float) -> tuple[Content, ...]:
    if spread is None:
        return "–", "–", ""
    return span(spread.p50_s), span(spread.p90_s), spread_bar(spread, last_s)


def _scores(first: Report, second: Report) -> Markup:
    how = "GOSPA is how far the picture was from the truth, in metres; 0 is best."
    parts = []
    runs = [(name, run.gospa) for name, run in (("A", first), ("B", second)) if run.gospa is not None]
    if runs:
        chart = both_chart([(name, gospa) for name, gospa in runs if gospa], Clock(first.origin.start))
        parts.append(element("figure", element("div", chart, class_="wide")))
    if first.score is not None and second.score is not None:
        both = paired(measures_of(first.score), measures_of(second.score), lambda measure: measure[0])
        rows = ((one[0].strip(), _measure(a), _measure(b)) for one, a, b in both)
        parts.append(table(("Measure", "A", "B"), rows, right=("A", "B")))
    nothing = element("p", "There was nothing to compare.")
    return section("score", "The picture against the truth, in figures", how, *(parts or [nothing]))


def _measure(measure: tuple[str, str, str, str] | None) -> str:
    return "–" if measure is None else f"{measure[1]} {measure[2]}"


def _false(first: Report, second: Report) -> Markup:
    both = [(name, one) for name, run in (("A", first), ("B", second)) for one in run.false_incidents]
    rows = ((name, span(one.opened_s), *false_cells(one)) for name, one in both)
    heads = ("Run", "Opened after", *FALSE_HEADS)
    how = "Incidents of nothing that was to be found."
    return section("false", "False incidents", how, table(heads, rows, "cards", right=("Opened after",)))
