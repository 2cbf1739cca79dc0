from sargas.exercise.review.reading import BackReader
from sargas.formats.registry import format_named


def test_what_cannot_be_read_is_counted_by_reason() -> None:
    reader = BackReader(format_named("cap"), "public")
    reader.read(0.0, [b"<alert/>", b"not xml"])
    assert reader.sent == 2
    assert sum(reader.faults.values()) >= 2
