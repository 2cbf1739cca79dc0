"""The schema of OASIS is the oracle: what it takes, `wire` takes, and nothing else."""

import copy
import typing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.cap import wire
from sargas.model import notice

made = samples("cap")
READABLE = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
SOUND = [*made.GOOD, made.SIGNED, made.alert(made.INFO)]


@pytest.fixture(scope="session")
def schema(corpus: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(corpus / "cap" / "cap12.xsd"))


def refusal(octets: bytes) -> str:
    """Why it is not read; "" when it is."""
    reason = ""
    try:
        wire.read(octets)
    except DecodeError as error:
        reason = error.reason
    assert "\n" not in reason
    return reason


def test_every_alert_of_the_corpus_is_as_its_schema_says(corpus: Path, schema: etree.XMLSchema) -> None:
    seen = {}
    for path in sorted((corpus / "cap").glob("*.cap")):
        octets = path.read_bytes()
        seen[path.name] = refusal(octets)
        is_sound = schema.validate(etree.fromstring(octets, READABLE))
        assert (seen[path.name] == "") == is_sound, path.name
    assert len(seen) == 13
    assert {name: reason for name, reason in seen.items() if reason} == {
        "earthquake.cap": "CAP 1.1: only 1.2 is read",
        "earthquake_signed.cap": "CAP 1.1: only 1.2 is read",
        "invalid.cap": "scope is missing in alert",
        "no_optional_fields.cap": "CAP 1.1: only 1.2 is read",
        "noaa_errors.cap": "CAP 1.1: only 1.2 is read",
        "weather.cap": "CAP 1.1: only 1.2 is read",
        "xee.cap": "XML with a document type: refused",
    }


def test_our_own_samples_are_sound(schema: etree.XMLSchema) -> None:
    for text in SOUND:
        schema.assertValid(etree.fromstring(text))
        assert refusal(text.encode()) == ""


TEXTS = st.sampled_from(
    [
        *("", " ", "x", "Actual", "Update", "Private", "Met", "Shelter", "Immediate", "Severe", "Observed", "None"),
        *("en", "en-", "lt-LT-x", "toolonglanguage", "12", "-3", "1.5", ".", "1e3", "+.5", "NaN", "http://a/b?c#d"),
        *("http://a/%zz", "a b", "#a#b", "::", "1:2", "http://[::1]/", "2025-07-28T05:05:00-00:00", " 2025-07-28 "),
        *("2025-02-29T05:05:00-00:00", "2025-07-28T24:00:00+14:00", "2025-07-28T24:00:01+14:00", "ą ž"),
        *(
            "2025-07-28T05:05:00Z",
            "2025-07-28T05:05:00.5-00:00",
            "2025-07-28T05:05:00+14:01",
            "2025-07-28T05:60:00+01:00",
        ),
    ]
)
NAMES = st.sampled_from(
    [
        "identifier",
        "scope",
        "note",
        "info",
        "language",
        "category",
        "event",
        "area",
        "areaDesc",
        "polygon",
        "value",
        "x",
    ]
)


@settings(max_examples=1_500, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_changed_the_schema_and_we_say_the_same(schema: etree.XMLSchema, data: st.DataObject) -> None:
    root = etree.fromstring(data.draw(st.sampled_from(SOUND)))
    for _ in range(data.draw(st.integers(1, 3))):
        nodes = list(root.iter("{*}*"))
        node = nodes[data.draw(st.integers(0, len(nodes) - 1))]
        parent, act = node.getparent(), data.draw(st.integers(0, 7))
        if act == 0 and parent is not None:
            parent.remove(node)
        elif act == 1 and parent is not None:
            node.addnext(copy.deepcopy(node))
        elif act == 2 and node.getnext() is not None:
            node.addprevious(node.getnext())
        elif act == 3 and parent is not None:
            node.tag = f"{{{wire.NAMESPACE}}}{data.draw(NAMES)}"
        elif act == 4:
            etree.SubElement(node, f"{{{wire.NAMESPACE}}}{data.draw(NAMES)}").text = data.draw(TEXTS)
        elif act == 5 and parent is not None:
            node.tail = data.draw(st.sampled_from(["", "\n", "x"]))
        elif act == 6:
            node.set(data.draw(st.sampled_from(["lang", "{urn:y}z"])), "1")
        else:
            node.text = data.draw(TEXTS)
    octets = etree.tostring(root)
    signed = [etree.QName(node).namespace == wire.SIGNATURE for node in root]
    assume(signed == sorted(signed))  # libxml2 lets a signature stand before the last info; the schema does not
    assert (refusal(octets) == "") == schema.validate(etree.fromstring(octets)), octets.decode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            made.alert().replace("<status>Actual</status>", "<status>actual</status>"),
            "status that is none of its words",
        ),
        (made.alert(sent="2025-07-28T05:05:00Z"), "sent that is no time"),
        (made.alert(sent="2025-07-28 05:05:00+00:00"), "sent that is no time"),
        (made.alert(sent="1969-07-28T05:05:00+00:00"), "sent that is no time"),
        (made.alert(after="<note>a</note><note>b</note>"), "note twice in alert"),
        (made.alert(after="<note>a</note><code>b</code>"), "code in the wrong place in alert"),
        (made.alert(after="<remark>a</remark>"), "element that CAP 1.2 does not know, in alert"),
        (made.alert(after='<note xmlns="urn:y">a</note>'), "element that CAP 1.2 does not know, in alert"),
        (made.alert(after='<note lang="en">a</note>'), "attribute that CAP 1.2 does not know, in note"),
        (made.alert(after="<note>a<b/></note>"), "elements inside of note"),
        (made.alert(after="a"), "text between the elements of alert"),
        (made.alert(made.AERIAL.replace("<category>Security</category>", "")), "category is missing in info"),
        (made.alert(made.INFO.replace("5000.5", "5e3")), "ceiling that is no decimal"),
        (made.alert(made.INFO.replace("5000.5", "9" * 400)), "ceiling that is no decimal"),
        (made.alert(made.INFO.replace("1200", "big")), "size that is no integer"),
        (made.alert(made.INFO.replace("1200", "9" * 400)), "size that is no integer"),
        (made.alert(made.INFO.replace(">lt<", ">lt_LT<")), "language that is no language"),
        (made.alert() + "<more/>", "XML that is not well formed"),
        ('<alert xmlns="http://www.incident.com/cap/1.0"/>', "CAP 1.0: only 1.2 is read"),
        ("<event/>", "XML that is no alert of CAP 1.2"),
        ("<alert/>", "XML that is no alert of CAP 1.2"),
        ("", "XML that is not well formed"),
        ("&#0;", "XML that is not well formed"),
        (made.alert(after=f"<note>{'x' * wire.MAX_BYTES}</note>"), "alert of more than 1 MiB"),
    ],
)
def test_what_is_wrong_is_named(text: str, reason: str) -> None:
    assert refusal(text.encode()) == reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY e SYSTEM "file:///etc/hostname">',
        '<!ENTITY e "harmless">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;">',
        "",
    ],
)
def test_no_document_type_is_read_in_any_encoding(subset: str, encoding: str) -> None:
    text = f"<!DOCTYPE alert [{subset}]>" + made.alert(after="<note>&e;</note>" if " e " in subset else "")
    octets = f'<?xml version="1.0" encoding="{encoding.upper()[:6]}"?>{text}'.encode(encoding)
    allowed = ["XML with a document type: refused"]
    if encoding.startswith("utf-16-") or " e " in subset:  # without its byte order mark, or an entity that is not there
        allowed.append("XML that is not well formed")
    assert refusal(octets) in allowed


def test_other_encodings_are_read() -> None:
    for encoding in ("iso-8859-1", "utf-16", "windows-1257"):
        octets = f'<?xml version="1.0" encoding="{encoding}"?>{made.alert(after="<note>ä</note>")}'.encode(encoding)
        block, signed = wire.read(octets)
        assert block["note"] == ["ä"]
        assert not signed


def test_a_signature_is_seen_and_not_looked_into() -> None:
    block, signed = wire.read(made.SIGNED.encode())
    assert signed
    assert "Signature" not in block
    assert wire.read(made.SIGNED.replace("<SignedInfo>", "<SignedInfo a='1'>z").encode())[1]
    moved = made.SIGNED.replace(made.SIGNATURE, "").replace("<info>", f"{made.SIGNATURE}<info>")
    assert refusal(moved.encode()) == "element that CAP 1.2 does not know, in alert"


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("1970-01-01T00:00:00-00:00", 0.0),
        ("2025-07-28T08:05:00+03:00", 1_753_679_100.0),
        ("2025-07-28T05:05:00-00:00", 1_753_679_100.0),
        ("2025-07-27T21:35:00-07:30", 1_753_679_100.0),
        ("2025-07-27T24:00:00-05:05", 1_753_679_100.0),
    ],
)
def test_times_with_their_offset(text: str, time_s: float) -> None:
    assert wire.time_s(text) == time_s
    assert wire.time_s(wire.time_text(time_s)) == time_s


def test_times_are_written_in_utc_as_the_standard_wants_it() -> None:
    assert wire.time_text(1_753_679_100.9) == "2025-07-28T05:05:00-00:00"


def test_what_is_written_is_sound_and_reads_the_same(schema: etree.XMLSchema) -> None:
    for text in SOUND:
        block, _ = wire.read(text.encode())
        octets = wire.written(block)
        schema.assertValid(etree.fromstring(octets))
        assert wire.read(octets)[0] == block


def test_words_of_the_wire_are_those_of_the_model() -> None:
    words = {
        notice.NoticeStatus: wire.STATUSES,
        notice.MessageType: wire.MESSAGE_TYPES,
        notice.Scope: wire.SCOPES,
        notice.Category: wire.CATEGORIES,
        notice.ResponseType: wire.RESPONSE_TYPES,
        notice.Urgency: wire.URGENCIES,
        notice.Severity: wire.SEVERITIES,
        notice.Certainty: wire.CERTAINTIES,
    }
    assert all(typing.get_args(kind) == told for kind, told in words.items())


@given(st.binary(max_size=200))
def test_noise_is_no_alert_and_says_so_in_one_line(noise: bytes) -> None:
    assert refusal(noise)
