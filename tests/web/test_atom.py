"""The feed: what RFC 4287 asks of a feed and an entry, whatever the texts hold."""

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sargas.web.atom import NAMESPACE, feed, stamp
from warning.scene import draft, release, room

replace = msgspec.structs.replace
BASE = "http://127.0.0.1:8787/"
ONCE = {"id", "title", "updated", "author", "subtitle", "published", "summary"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def public(simulated: bool = False):
    warnings = room(simulated=simulated)
    draft(warnings)
    return release(warnings)


def checked(octets: bytes):
    """The feed, when it is one of RFC 4287, section 4.1."""
    root = etree.fromstring(octets)
    assert root.tag == f"{{{NAMESPACE}}}feed"
    for node, needed in [(root, {"id", "title", "updated", "author"})] + [
        (entry, {"id", "title", "updated"}) for entry in root.findall("{*}entry")
    ]:
        names = [etree.QName(child).localname for child in node]
        assert needed <= set(names)
        assert all(names.count(name) == 1 for name in set(names) & ONCE)
        assert all(STAMP.fullmatch(one.text) for one in [*node.findall("{*}updated"), *node.findall("{*}published")])
        assert re.match(r"[a-z]+:\S+", node.find("{*}id").text)
        assert all(link.get("href") and link.get("rel") for link in node.findall("{*}link"))
        assert all(category.get("term") for category in node.findall("{*}category"))
    assert not root.xpath("//*[namespace-uri() != $ns]", ns=NAMESPACE)
    return root


def test_an_empty_feed_is_one() -> None:
    root = checked(feed((), 1_778_114_592.0, BASE, "live"))
    assert root.find("{*}updated").text == "2026-05-07T00:43:12Z"


def test_an_entry_says_and_links_what_was_told() -> None:
    warning = public()
    root = checked(feed((warning,), warning.released_s, BASE, "live"))
    (entry,) = root.findall("{*}entry")
    assert "Vietovės: Near, Middle" in entry.find("{*}title").text
    assert [one.get("term") for one in entry.findall("{*}category")] == ["released", "alarm", "Actual"]
    assert entry.find("{*}link").get("href") == f"{BASE}warnings/{warning.notice.identifier}.xml?partition=live"
    assert "Unidentified" in "".join(entry.itertext()) or "An unidentified" in "".join(entry.itertext())


def test_an_exercise_is_called_one_from_the_title_on() -> None:
    warning = public(simulated=True)
    root = checked(feed((warning,), warning.released_s, BASE, "drill"))
    assert root.find("{*}title").text == "EXERCISE: Public warnings"
    assert root.find("{*}entry/{*}title").text.startswith("EXERCISE")


def test_a_cancel_has_no_languages_and_is_an_entry_all_the_same() -> None:
    warning = public()
    bare = replace(warning, notice=replace(warning.notice, blocks=(), note="Retracted"))
    assert checked(feed((bare,), 0.0, BASE, "live")).find("{*}entry/{*}title").text == "Retracted"


@given(st.text())
def test_hostile_texts_stay_texts(text) -> None:
    warning = public_once()
    block = replace(warning.notice.blocks[0], headline=text, description=text)
    hostile = replace(warning, notice=replace(warning.notice, blocks=(block,)))
    checked(feed((hostile,), 0.0, BASE, "live"))


_PUBLIC = []


def public_once():
    if not _PUBLIC:
        _PUBLIC.append(public())
    return _PUBLIC[0]


def test_a_stamp_is_in_utc_and_to_the_second() -> None:
    assert stamp(0.9) == "1970-01-01T00:00:00Z"
