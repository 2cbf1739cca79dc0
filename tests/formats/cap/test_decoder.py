from pathlib import Path

import pytest
from lxml import etree

from samples_of import samples
from sargas.formats.cap import FORMAT
from sargas.formats.cap.decoder import MOST_KEPT_BYTES, MOST_LINKS, TOO_MUCH
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
    ours = text.replace(b"lt-met-17", b"lt-met-27")
    decoder.flush()
    decoder.feed([Chunk(0, 1.0, text[:200], "a"), Chunk(1, 1.0, ours[:300], "b")])
    first, second = decoder.feed([Chunk(2, 1.0, ours[300:], "b"), Chunk(3, 1.0, text[200:], "a")])
    assert (first.record_number, second.record_number) == (2, 3)
    assert first.blocks == second.blocks
    decoder.feed([Chunk(4, 1.0, text[:200], "a")])
    assert reasons(decoder.feed([Chunk(5, 1.0, b"", "a", ended=True)])) == ["alert cut off by the end"]
    assert decoder.flush() == []


EVIL = made.alert(identifier="evil")


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "outer",
    [
        made.alert(made.AERIAL.replace("<event>", f"<event><![CDATA[{EVIL}]]>"), "outer", status="Test"),
        made.alert(identifier="outer", status="Test").replace("<identifier>", f"<!-- {EVIL} --><identifier>"),
        made.alert(identifier="outer", status="Test").replace("<identifier>", f"<?x {EVIL} ?><identifier>"),
        f"<!-- {EVIL} -->" + made.alert(identifier="outer", status="Test"),
    ],
)
def test_text_in_a_message_is_no_message(outer: str, stream: bool) -> None:
    items = decoded(outer, stream=stream)
    assert [(item.identifier, item.status) for item in items] == [("outer", "Test")]


def test_an_alert_inside_another_is_none() -> None:
    for stream in (False, True):
        assert reasons(decoded(made.alert(after=f"<note>{EVIL}</note>"), stream=stream)) == ["elements inside of note"]
    assert reasons(decoded(f"<feed>{EVIL}</feed>")) == ["XML that is no alert of CAP 1.2"]


def test_what_was_said_word_for_word_is_told_once() -> None:
    decoder = fresh()
    text = (made.GOOD[0] + made.GOOD[1]).encode()
    assert len(decoder.feed([Chunk(0, 1.0, text), Chunk(1, 1.0, text)])) == 2
    second = fresh()
    second.restore(decoder.checkpoint())
    changed = made.GOOD[0].replace("Audra", "Viesulas").encode()
    assert [item.identifier for item in second.feed([Chunk(2, 1.0, text + changed)])] == ["lt-met-17"]
    assert len(reasons(decoded(made.BAD[1], made.BAD[1]))) == 1, "a Fault, and its count"


def test_what_was_said_is_forgotten_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sargas.formats.cap.decoder.MOST_SAID", 2)
    many = [made.alert(identifier=f"x{k}") for k in (0, 1, 2, 0, 2)]
    assert [item.identifier for item in decoded(*many)] == ["x0", "x1", "x2", "x0"]


def test_what_links_keep_together_is_bounded() -> None:
    decoder = fresh(stream=True)
    piece = b"<alert>" + b"x" * 1_000_000
    faults = [
        fault for k in range(3 * MOST_LINKS) for fault in decoder.feed([Chunk(k, 1.0, piece, str(k % MOST_LINKS))])
    ]
    assert len(decoder.checkpoint()) < MOST_KEPT_BYTES + 10_000
    assert {fault.reason for fault in faults} >= {TOO_MUCH}
    text = made.GOOD[0].encode()
    assert [item.identifier for item in decoder.feed([Chunk(999, 1.0, text, "new")])] == ["lt-met-17"]


def test_links_are_bounded() -> None:
    decoder = fresh(stream=True)
    decoder.feed([Chunk(k, 1.0, b"<alert>", str(k)) for k in range(3 * MOST_LINKS)])
    assert sum(fault.count for fault in decoder.flush()) == MOST_LINKS


@pytest.mark.parametrize("payload", [" ", "\n", "x", "<alert>", "<alert/>", "<feed><entry/></feed>"])
def test_a_datagram_that_is_none_is_a_fault(payload: str) -> None:
    assert reasons(decoded(payload))
