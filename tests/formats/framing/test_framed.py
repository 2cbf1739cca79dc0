from sargas.formats.framing.framed import Findings


def test_findings_are_counted_by_reason() -> None:
    findings = Findings()
    for offset in (7, 9, 11):
        findings.add("broken", offset)
    findings.add("odd")
    first, second = findings.faults("file.raw", 5.0, 3)
    assert (first.source, first.reason, first.count, first.detail) == ("file.raw", "broken", 3, "first at byte 7")
    assert (first.time_s, first.record_number) == (5.0, 3)
    assert (second.reason, second.count, second.detail) == ("odd", 1, "")
    assert findings.take("file.raw", 5.0, 3) == [first, second]
    assert findings.faults("file.raw", 5.0) == []
