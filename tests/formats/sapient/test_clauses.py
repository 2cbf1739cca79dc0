"""Identifiers as the standard writes them; the clauses themselves are tried in test_rules.py."""

from sargas.formats.sapient.clauses import CLAUSES, Finding, is_ulid, is_uuid


def test_identifiers_are_strict() -> None:
    assert is_uuid("a8654cdf-4328-47de-81fa-c495589e30c9")
    for text in ("A8654cdf-4328-47de-81fa-c495589e30c9", "a8654cdf432847de81fac495589e30c9", "", "{a8654cdf}"):
        assert not is_uuid(text), text
    assert is_ulid("01GGYFBAXGDG7AGAHRZ6XSNY12")
    for text in ("01GGYFBAXGDG7AGAHRZ6XSNY1", "01GGYFBAXGDG7AGAHRZ6XSNY1U", "81GGYFBAXGDG7AGAHRZ6XSNY12"):
        assert not is_ulid(text), text


def test_a_finding_is_named_from_the_message_that_holds_it() -> None:
    finding = Finding("x", "range", "is wrong").below("location").below("alert")
    assert str(finding) == "alert.location.x: is wrong"
    assert Finding("", "definition", "is wrong").below("zone").path == "zone"


def test_every_clause_is_of_a_message_that_there_is() -> None:
    from sapient_msg.bsi_flex_335_v2_0 import alert_pb2, sapient_message_pb2

    pool = sapient_message_pb2.DESCRIPTOR.pool
    assert alert_pb2.DESCRIPTOR.package == "sapient_msg.bsi_flex_335_v2_0"
    for name in CLAUSES:
        assert pool.FindMessageTypeByName(f"sapient_msg.bsi_flex_335_v2_0.{name}")
