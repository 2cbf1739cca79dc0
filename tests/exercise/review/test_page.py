import base64
import hashlib
import itertools
import json
import re

import msgspec
from lxml import html

from exercise.review.sample import HOSTILE, hostile, sample
from sargas.exercise.review.page import comparison, page
from sargas.exercise.review.report import MapShown, Report


def parsed(report: Report):
    return html.document_fromstring(page(report))


def data(document):
    return json.loads(document.get_element_by_id("picture").text)


def turned(report: Report) -> Report:
    """An equal report whose dictionaries were filled in another order."""
    turn = msgspec.structs.replace
    return turn(
        report,
        counts=dict(reversed(report.counts.items())),
        outcomes=tuple(turn(one, told_s=dict(reversed(one.told_s.items()))) for one in report.outcomes),
        messages=tuple(turn(one, faults=dict(reversed(one.faults.items()))) for one in report.messages),
    )


def test_equal_reports_give_equal_bytes() -> None:
    report = sample()
    assert turned(report) == report
    assert page(turned(report)) == page(report)
    read = msgspec.json.decode(msgspec.json.encode(report), type=Report)
    assert page(read) == page(report)
    assert comparison(read, turned(report)) == comparison(report, report)


def test_sections_come_in_the_order_in_which_they_are_read() -> None:
    ids = [one.get("id") for one in parsed(sample()).findall(".//section")]
    assert ids == ["expected", "outcomes", "clocks", "map", "score", "short", "messages", "log"]
    links = [one.get("href") for one in parsed(sample()).findall(".//nav/a")]
    assert links == [f"#{one}" for one in ids]


def test_hostile_texts_are_texts() -> None:
    document = parsed(hostile())
    assert document.findall(".//img") == []
    assert [one.get("id") for one in document.findall(".//script")] == ["picture", None]
    assert not [name for one in document.iter() for name in one.attrib if name.startswith("on")]
    assert document.text_content().count(HOSTILE) > 200
    told = data(document)
    assert told["maps"][0]["truth"][0]["id"].endswith(HOSTILE)
    assert document.findtext(".//title").endswith(HOSTILE)


def test_hostile_texts_add_no_element_and_no_attribute() -> None:
    """The tree of a hostile report is that of a harmless one with words as long and as many."""
    harmless = msgspec.json.decode(
        msgspec.json.encode(hostile()).replace(json.dumps(HOSTILE)[1:-1].encode(), b" word word word word word word"),
        type=Report,
    )

    def tree(report: Report) -> list[tuple[str, tuple[str, ...]]]:
        skipped = ("title", "svg")
        return [(str(one.tag), tuple(one.attrib)) for one in parsed(report).body.iter() if one.tag not in skipped]

    assert tree(hostile()) == tree(harmless)


def test_the_policy_allows_our_style_and_our_script_alone() -> None:
    for told in (page(hostile()), comparison(hostile(), sample())):
        document = html.document_fromstring(told)
        (policy,) = (one.get("content") for one in document.findall(".//meta") if one.get("http-equiv"))
        hashes = re.findall(r"'sha256-([^']+)'", policy)
        for text, allowed in zip(
            (document.findtext(".//style"), document.findall(".//script")[-1].text), hashes, strict=True
        ):
            assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() == allowed
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy


def test_nothing_is_fetched() -> None:
    for told in (page(sample()), comparison(sample(), sample())):
        document = html.document_fromstring(told)
        assert not [one for one in document.iter() if "src" in one.attrib or "style" in one.attrib]
        assert {one.get("href")[:1] for one in document.iter() if "href" in one.attrib} <= {"#"}
        assert not re.search(r"url\(|@import|https?://|fetch\(|XMLHttpRequest", told)


def test_the_map_opens_at_the_first_alert_else_half_way() -> None:
    report = sample()
    told = data(parsed(report))
    assert told["at_s"] == 262.0
    assert told["start_s"] == 1_753_678_800.0
    assert told["duration_s"] == 3_600.0
    assert data(parsed(msgspec.structs.replace(report, outcomes=())))["at_s"] == 1_800.0


def test_places_are_kept_to_the_metre_and_times_to_a_tenth() -> None:
    report = sample()
    for shown, path in zip(data(parsed(report))["maps"][0]["truth"], report.map.truth, strict=True):
        times, lats, lons = (list(itertools.accumulate(steps)) for steps in shown["steps"])
        assert max(abs(a / 10.0 - b) for a, b in zip(times, path.times_s, strict=True)) <= 0.0501
        assert max(abs(a / 1e5 - b) for a, b in zip(lats, path.lat_deg, strict=True)) <= 5.01e-6
        assert max(abs(a / 1e5 - b) for a, b in zip(lons, path.lon_deg, strict=True)) <= 5.01e-6


def test_a_run_without_anything_is_a_page_too() -> None:
    origin = sample().origin
    empty = Report(origin, {}, (), (), (), (), (), (), None, None, (), (), MapShown())
    assert len(html.document_fromstring(page(empty)).findall(".//section")) == 8
    assert data(html.document_fromstring(page(empty)))["maps"] == [
        {"truth": [], "tracks": [], "zones": [], "sensors": []}
    ]
    assert html.document_fromstring(comparison(empty, sample())).findall(".//canvas")


def test_two_runs_have_two_maps_and_one_clock() -> None:
    document = html.document_fromstring(comparison(sample(), sample()))
    assert len(document.findall(".//canvas")) == 2
    assert len(data(document)["maps"]) == 2
    assert len(document.xpath("//input[@type='range']")) == 1
