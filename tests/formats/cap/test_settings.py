import pytest

from sargas.formats.cap.settings import Settings


def test_a_feed_needs_nothing() -> None:
    assert Settings("met").security_classification == "UNCLASSIFIED"


@pytest.mark.parametrize("wrong", [{"security_classification": "COSMIC"}, {"eu_alert_name": " "}])
def test_what_cannot_be_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings("met", **wrong)
