from pathlib import Path

import pytest
from lxml import etree

from samples_of import samples
from sargas.formats.cap import FORMAT
from sargas.formats.cap.decoder import MOST_LINKS
from sargas.formats.format import Decoder
from sargas.model.fault import Fault
from sargas.model.notice import Notice
from sargas.model.record import Chunk

made = samples("cap")


def fresh(stream: bool = False, **more: object) -> Decoder:
    return FORMAT.decoder((), FORMAT.settings(feed="met", stream=stream, **more))


def decoded(*payloads: str, stream: bool = False, **more: object) -> list:
    decoder = fresh(stream, **more)
    chunks = [Chunk(k, made.TIME_S + k, payload.encode()) for k, payload in enumerate(payloads)]
    return decoder.feed(chunks) + decoder.flush()


def reasons(items: list) -> list[str]:
    return [item.reason for item in items if isinstance(item, Fault)]


def test_notices_in_order_with_where_they_came_in() -> None:
    items = decoded(made.GOOD[0] + made.GOOD[1], made.GOOD[3])
    assert [(item.identifier, item.feed, item.record_number) for item in items] == [
        ("lt-met-17", "met", 0),
        ("lt-met-18", "met", 0),
        ("lt-met-20", "met", 1),
    ]
    assert [item.simulated for item in items] == [False, False, True]


CORPUS = {
    "australia.cap": "",
    "canada.cap": "",
    "canada_errors.cap": "breaks CAP 1.2, 3.2.1: an Update, Cancel, Ack or Error has references",
    "canada_signed.cap": "",
    "earthquake-iso8859-1.cap": "",
    "earthquake.cap": "CAP 1.1: only 1.2 is read",
    "earthquake_signed.cap": "CAP 1.1: only 1.2 is read",
    "invalid.cap": "scope is missing in alert",
    "no_optional_fields.cap": "CAP 1.1: only 1.2 is read",
    "noaa_errors.cap": "CAP 1.1: only 1.2 is read",
    "wcatwc-warning.cap": "",
    "weather.cap": "CAP 1.1: only 1.2 is read",
    "xee.cap": "XML with a document type: refused",
}


def test_the_corpus_is_told_apart_as_its_stricter_schema_does(corpus: Path) -> None:
    """The oracle is the schema of google/cap-library, which adds patterns to that of OASIS."""
    schema = etree.XMLSchema(etree.parse(corpus / "cap" / "cap12_extended.xsd"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    found, signed = {}, []
    for path in sorted((corpus / "cap").glob("*.cap")):
        (item,) = fresh().feed([Chunk(0, 0.0, path.read_bytes())])
        found[path.name] = item.reason if isinstance(item, Fault) else ""
        assert schema.validate(etree.parse(path, parser)) == isinstance(item, Notice), path.name
        signed += [path.name] if isinstance(item, Notice) and item.signed else []
    assert found == CORPUS
    assert signed == ["canada_signed.cap", "earthquake-iso8859-1.cap"]


def test_each_bad_sample_is_one_fault_and_the_good_one_between_stands() -> None:
    for text in made.BAD:
        items = decoded(text)
        assert not [item for item in items if isinstance(item, Notice)]
        assert len(items) == 1
    items = decoded(made.SAMPLES[2].decode())
    assert [item.identifier for item in items if isinstance(item, Notice)] == ["lt-met-18"]
    assert sum(item.count for item in items if isinstance(item, Fault)) == len(made.BAD) + 1


def test_all_that_a_message_breaks_is_named_with_its_record() -> None:
    first, second = decoded(made.alert(kind="Update", identifier="a b"))
    assert first.reason.endswith("identifier has no space, comma, < or &")
    assert second.reason.endswith("an Update, Cancel, Ack or Error has references")
    assert (first.source, first.record_number, first.time_s) == ("met", 0, made.TIME_S)


def test_nothing_of_the_sender_is_in_a_fault() -> None:
    for text in made.BAD:
        hostile = text.replace("Actual", "<b>hostile</b>").replace("met@example.lt", "hostile hostile")
        assert not any("hostile" in reason for reason in reasons(decoded(hostile)))


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "0." + "9" * 4000, "1" * 300_000])
def test_numbers_without_end_are_faults(number: str) -> None:
    for before, after in (
        (">1000<", f">{number}<"),
        ("25.2797 12.5", f"25.2797 {number}1"),
        ("54.6872,25", f"{number},25"),
        ("54.5,25.5", f"54.5,{number}"),
        ("1200", number),
    ):
        assert before in made.INFO
        items = decoded(made.alert(made.INFO.replace(before, after)))
        assert reasons(items) or number.startswith("0.")


def test_a_notice_above_its_feed_is_refused() -> None:
    secret = made.alert(after="<code>security_classification=NATO SECRET</code>")
    assert reasons(decoded(secret)) == ["notice of a higher classification than its feed, or an unknown one: refused"]
    (notice,) = decoded(secret, security_classification="SECRET")
    assert isinstance(notice, Notice)


def test_streams_of_links_do_not_mix() -> None:
    decoder = fresh(stream=True)
    text = made.GOOD[0].encode()
    assert decoder.feed([Chunk(0, 1.0, text[:200], "a"), Chunk(1, 1.0, text[:300], "b")]) == []
    first, second = decoder.feed([Chunk(2, 1.0, text[300:], "b"), Chunk(3, 1.0, text[200:], "a")])
    assert (first.record_number, second.record_number) == (2, 3)
    assert first.blocks == second.blocks
    decoder.feed([Chunk(4, 1.0, text[:200], "a")])
    assert reasons(decoder.feed([Chunk(5, 1.0, b"", "a", ended=True)])) == ["alert cut off by the end"]
    assert decoder.flush() == []


def test_links_are_bounded() -> None:
    decoder = fresh(stream=True)
    decoder.feed([Chunk(k, 1.0, b"<alert>", str(k)) for k in range(3 * MOST_LINKS)])
    assert sum(fault.count for fault in decoder.flush()) == MOST_LINKS


@pytest.mark.parametrize("payload", [" ", "\n", "x", "<alert>", "<alert/>", "<feed><entry/></feed>"])
def test_a_datagram_that_is_none_is_a_fault(payload: str) -> None:
    assert reasons(decoded(payload))
