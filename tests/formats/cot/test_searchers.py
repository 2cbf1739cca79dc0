"""A search on searchers' maps: areas that are closed, spots, what to do first, and nobody's name."""

import msgspec
import pytest
from lxml import etree

from picture.scene import NOON_S
from sargas.formats.cot import searchers
from sargas.formats.cot.session import Session
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.stream import Cutter
from sargas.formats.cot.wire import event_of
from sargas.formats.cot.write import xml
from sargas.model.label import Label
from sargas.model.released import Released
from sargas.model.search import SAFETY, Find, Search, SearchArea, Searched, Sector

OURS = Settings("to", stream=True)
LABEL = Label("NATO RESTRICTED", ("POL", "LVA"))


def sector(number: int, **more):
    return Sector(number, 25.30, 54.70, 25.31, 54.71, 1e6, 0.17, **{"rank": number, **more})


def search(**more):
    made = Search(
        4, "open", 3, NOON_S, NOON_S, NOON_S - 60.0, 54.7, 25.3, 90.0, 0.0, 30.0, lying_probability=0.5,
        areas=(SearchArea(0.9, 6.4e6, ()),), sectors=(sector(1), sector(2), sector(40, rank=0)),
        finds=(Find(1, 54.702, 25.305, "", "", NOON_S),),
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


def told(**more):
    return Released(search(**more), "POL", LABEL)


def test_a_sector_is_a_closed_area_and_a_find_a_spot() -> None:
    last, find, *sectors = searchers.of_search(told(), OURS, NOON_S)
    assert (last.type, last.lat_deg, last.lon_deg) == ("b-m-p-s-m", 54.7, 25.3)
    assert "90% within 6 km2" in last.remarks
    assert (find.uid, find.type, find.lat_deg) == ("SARGAS-search-4-find-1", "b-m-p-s-m", 54.702)
    assert [event.type for event in sectors] == ["u-d-f"] * 3
    assert sectors[0].outline[0] == sectors[0].outline[-1] == (54.70, 25.30)
    assert len(set(sectors[0].outline)) == 4
    assert "17.0% in 1.00 km2" in sectors[0].remarks
    assert sectors[0].callsign == "SARGAS search 4 S1"
    assert sectors[0].stale_s - NOON_S == searchers.STALE_S


def test_every_text_says_first_to_keep_away_and_no_text_says_whose_it_is() -> None:
    for event in searchers.of_search(told(), OURS, NOON_S):
        assert SAFETY in event.remarks
        assert "100 m" in event.remarks
        assert "112" in event.remarks
        assert "not for engagement" in event.remarks
        assert (event.access, event.releasable_to) == ("NATO RESTRICTED", "POL LVA")
        assert "attack" not in event.remarks.lower()


def test_colours_say_what_was_searched_and_what_is_likely() -> None:
    searched = sector(1, searched=(Searched("", NOON_S, 0.7), Searched("", NOON_S, 0.5)))
    first, second, third = searchers.of_search(told(sectors=(searched, sector(2), sector(30))), OURS, NOON_S)[2:]
    assert "Searched 2 times, at best 70%" in first.remarks
    assert [e.colour_argb for e in (first, second, third)] == [searchers.GREEN, searchers.RED, searchers.YELLOW]
    text = etree.fromstring(xml(second, searchers.drawn(second)))
    assert next(link.get("point") for link in text.iter("link")) == "54.700000,25.300000"
    assert len(list(text.iter("link"))) == 5
    assert text.find("detail/strokeColor").get("value") == str(searchers.RED)
    assert int(text.find("detail/fillColor").get("value")) >> 24 == 0x30
    assert searchers.drawn(msgspec.structs.replace(second, type="b-a-g")) == ""


def test_a_search_that_was_seen_again_has_no_sectors_and_a_closed_one_nothing() -> None:
    events = searchers.of_search(told(status="seen_again"), OURS, NOON_S)
    assert [event.type for event in events] == ["b-m-p-s-m"] * 2
    assert "Seen again" in events[0].remarks
    assert searchers.of_search(told(status="closed"), OURS, NOON_S) == []
    with pytest.raises(ValueError, match="CoT cannot say"):
        searchers.of_search(Released(search(), "POL", Label("COSMIC", ("POL",))), OURS, NOON_S)


def test_a_simulated_search_says_so() -> None:
    for event in searchers.of_search(told(simulated=True), OURS, NOON_S):
        assert (event.how, event.opex) == ("m-s", "s-Sargas")


def test_a_session_takes_off_the_map_what_is_no_more() -> None:
    session = Session(OURS)

    def uids(one) -> list[tuple[str, str]]:
        messages, _ = Cutter().feed(b"".join(session.tell([one], NOON_S, NOON_S)))
        events = [event_of(message.octets, message.is_protobuf) for message in messages]
        return [(event.type, event.link_uid or event.uid) for event in events]

    assert len(uids(told())) == 5
    later = uids(told(sectors=(sector(2), sector(3))))
    assert ("t-x-d-d", "SARGAS-search-4-sector-1") in later
    assert ("t-x-d-d", "SARGAS-search-4-sector-40") in later
    assert ("u-d-f", "SARGAS-search-4-sector-3") in later
    over = uids(told(status="closed"))
    assert {kind for kind, _ in over} == {"t-x-d-d"}
    assert len(over) == 4
    assert uids(told(status="closed")) == []
