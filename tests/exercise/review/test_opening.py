import shlex

import msgspec
from lxml import html

from exercise.review.sample import HOSTILE, sample
from sargas.exercise.review.opening import command, top
from sargas.exercise.review.report import Met
from sargas.exercise.review.words import Clock

CLOCK = Clock("2025-07-28T05:00:00Z")


def test_the_first_page_says_how_it_went_why_and_where_it_is_from() -> None:
    told = html.fromstring(top(sample(), CLOCK))
    text = told.text_content()
    assert text.startswith("EXERCISE EXERCISE EXERCISE · simulated")
    assert told.find(".//h1").text == "Three over the eastern border"
    assert "13 of 31 (42 %) of the weight met; first alert 33.7 min before arrival" in text
    short = [one.text_content() for one in told.find_class("short")[0]]
    assert len(short) == 6
    assert short[0] == "MISSED alert raised, gerbera-2 by armed forces: never confirmed: 3 plots in 900 s"
    assert short[-1] == "FALSE alert of incident 3: nobody was there"
    assert "all of them" in text
    assert "two drones came from Belarus" in text
    assert "20250728; Sargas 0.1.0" in text
    assert "sargas exercise review JOURNAL --scenario three_over_the_border --seed 20250728 --out DIR" in text
    assert "5f1c" * 16 in text
    assert text.index("48,211 plots") < text.index("31,007 track updates")


def test_what_fell_short_alike_is_one_line() -> None:
    report = sample()
    why = "{} plots fit it, and no track was confirmed"
    met = [Met("tracked", f"swarm-{k}", "", 9.0, None, "missed", why.format(k)) for k in range(50)]
    told = html.fromstring(top(msgspec.structs.replace(report, met=tuple(met), false_incidents=()), CLOCK))
    (line,) = told.find_class("short")[0]
    assert line.text_content() == "MISSED tracked, swarm-0, and 49 more: some plots fit it, and no track was confirmed"


def test_a_run_in_which_all_went_well_says_so() -> None:
    report = sample()
    well = msgspec.structs.replace(
        report, met=tuple(one for one in report.met if one.verdict == "met"), false_incidents=report.false_incidents[1:]
    )
    assert "everything expected came in time" in top(well, CLOCK)


def test_the_command_can_be_pasted_whatever_the_file_is_called() -> None:
    origin = sample().origin
    assert command(origin) == "sargas exercise run three_over_the_border --seed 20250728 --duration 3600 --out DIR"
    spoilt = msgspec.structs.replace(origin, scenario=f"$(rm x); {HOSTILE}")
    assert shlex.split(command(spoilt))[:4] == ["sargas", "exercise", "run", f"$(rm x); {HOSTILE}"]
