from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.cap import wire
from sargas.formats.cap.notices import notice_of, reference_text, wire_of
from sargas.model.notice import Area, Block, Circle, Coded, Notice, Reference, Resource

made = samples("cap")
T = 1_753_679_100.0


def noticed(text: str) -> Notice:
    return notice_of(*wire.read(text.encode()))


def test_every_word_of_an_alert() -> None:
    notice = noticed(made.GOOD[0])
    assert notice == Notice(
        identifier="lt-met-17",
        sender="met@example.lt",
        sent_s=T,
        status="Actual",
        msg_type="Alert",
        scope="Public",
        source="desk",
        codes=("profile:x",),
        note="One",
        incidents=("in 1", "in2"),
        blocks=notice.blocks,
    )
    first, second = notice.blocks
    assert first == Block(
        category=("Met", "Safety"),
        event="Audra",
        urgency="Expected",
        severity="Severe",
        certainty="Likely",
        language="lt",
        response_types=("Prepare",),
        event_codes=(Coded("X:CODE", "storm"),),
        effective_s=T - 300.0,
        onset_s=T - 300.0 + 4 * 3600.0,
        expires_s=T - 300.0 + 16 * 3600.0,
        sender_name="Tarnyba",
        headline="Smarkus vėjas & lietus",
        description="Vėjas iki 28 m/s. <b>",
        web="https://met.example/lt?x=1&y=2",
        parameters=(Coded("level", "3"), Coded("empty", "")),
        resources=(
            Resource("Map", "image/png", 1200, "https://met.example/a.png", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ),
        areas=(
            Area(
                "Vilniaus apskritis",
                polygons=(((54.5, 25.0), (54.5, 25.5), (54.9, 25.5), (54.5, 25.0)),),
                circles=(Circle(54.6872, 25.2797, 12_500.0),),
                geocodes=(Coded("NUTS3", "LT011"),),
                altitude_amsl_m=304.8,
                ceiling_amsl_m=1524.152,  # 5000.5 ft of exactly 0.3048 m
            ),
        ),
    )
    assert (second.language, second.areas) == ("en", (Area("Salcininkai"),))


def test_references_and_addresses() -> None:
    assert noticed(made.GOOD[1]).references == (
        Reference("met@example.lt", "lt-met-17", T),
        Reference("other", "x", T + 60.0),
    )
    assert noticed(made.GOOD[2]).addresses == ("a@example.lt", "Duty officer", "b")
    assert reference_text(Reference("a", "b", T)) == "a,b,2025-07-28T05:05:00-00:00"


def test_a_language_that_is_not_said_is_that_of_the_standard() -> None:
    for said in ("", "<language/>"):
        assert noticed(made.alert(made.AERIAL.replace("<language>en</language>", said))).blocks[0].language == "en-US"


def test_an_empty_element_is_as_if_it_were_not_there() -> None:
    empty = made.alert(
        made.AERIAL.replace("<area>", "<contact/><area>"), after="<restriction/><addresses/><code/><note/><references/>"
    )
    assert noticed(empty) == noticed(made.alert())


def test_a_signature_and_where_it_came_in_are_kept() -> None:
    notice = notice_of(*wire.read(made.SIGNED.encode()), "met", 7)
    assert (notice.signed, notice.feed, notice.record_number) == (True, "met", 7)
    assert not noticed(made.alert()).signed


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("54.5,25.0 54.5", "54.5;25.0 54.5", "polygon that is no lat,lon"),
        ("54.5,25.0 54.5", "54.5, 25.0 54.5", "polygon that is no lat,lon"),
        ("54.5,25.0 54.5", "54.5,25.0,7 54.5", "polygon that is no lat,lon"),
        ("54.5,25.0 54.5", "54.5,nan 54.5", "polygon that is no lat,lon"),
        ("54.5,25.0 54.5", "5_4.5,25 54.5", "polygon that is no lat,lon"),
        ("25.2797 12.5", "25.2797", "circle that is no lat,lon and radius"),
        ("25.2797 12.5", "25.2797 1e3", "circle that is no lat,lon and radius"),
        ("54.6872,25", "54.6872 25", "circle that is no lat,lon and radius"),
        ("54.6872,25", "N54.6872,25", "circle that is no lat,lon"),
        ("lt-met-17,", "lt-met-17;", "references that are no sender,identifier,sent"),
        ("08:05:00+03:00 other", "05:05:00Z other", "references that are no sender,identifier,sent"),
        ('"in 1"', '"in 1', "incidents with quotes that do not fit"),
        ('"in 1"', 'x"in 1"', "incidents with quotes that do not fit"),
    ],
)
def test_what_is_not_of_its_form_is_named(before: str, after: str, reason: str) -> None:
    text = made.alert(made.INFO, after=made.REFERENCES + '<incidents>"in 1" in2</incidents>')
    assert before in text
    with pytest.raises(DecodeError) as error:
        noticed(text.replace(before, after))
    assert error.value.reason == reason


def test_latitude_stands_first_and_is_never_swapped() -> None:
    """25.28 N 54.69 E is in Oman, and stays there: nobody guesses."""
    there = noticed(made.alert(made.INFO.replace("54.6872,25.2797", "25.2797,54.6872")))
    assert there.blocks[0].areas[0].circles[0] == Circle(25.2797, 54.6872, 12_500.0)


def test_what_is_written_reads_the_same(corpus: Path) -> None:
    texts = [text.encode() for text in made.GOOD]
    texts += [path.read_bytes() for path in (corpus / "cap").glob("*.cap") if b"cap:1.2" in path.read_bytes()]
    count = 0
    for text in texts:
        try:
            block, _ = wire.read(text)
        except DecodeError:
            continue
        notice = notice_of(block, signed=False)
        assert notice_of(*wire.read(wire.written(wire_of(notice)))) == notice
        count += 1
    assert count == len(made.GOOD) + 6


DEGREES = st.floats(-90.0, 90.0)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=12
)


@given(
    places=st.lists(st.tuples(DEGREES, DEGREES), max_size=5),
    radius_m=st.floats(0.0, 2e7),
    height_mm=st.integers(-(10**6), 10**8),
    note=TEXTS,
    second=st.integers(0, 10**10),
)
def test_numbers_and_texts_come_back_exactly(
    places: list[tuple[float, float]], radius_m: float, height_mm: int, note: str, second: int
) -> None:
    area = Area(
        "x",
        polygons=(tuple(places),) if places else (),
        circles=tuple(Circle(lat, lon, radius_m) for lat, lon in places),
        altitude_amsl_m=height_mm / 1000.0,
    )
    block = Block(("Met",), "x", "Past", "Minor", "Likely", expires_s=float(second), areas=(area,))
    notice = Notice("a", "b", float(second), "Test", "Ack", "Public", note=note, blocks=(block,))
    assert notice_of(*wire.read(wire.written(wire_of(notice)))) == notice
