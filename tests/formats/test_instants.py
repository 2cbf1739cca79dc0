"""Times as texts."""

import pytest

from sargas.formats.instants import instant_s, instant_text


@pytest.mark.parametrize("text", ["2025-07-28T05:10:00Z", "2025-07-28T08:10:00+03:00", "2025-07-28T05:10:00.000+00:00"])
def test_a_time_with_its_zone(text: str) -> None:
    assert instant_s(text) == 1_753_679_400.0


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2025-07-28T05:10:00", "1969-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"]
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        instant_s(text)


def test_a_time_is_written_as_it_is_read() -> None:
    assert instant_text(1_753_679_400.25) == "2025-07-28T05:10:00.250Z"
    assert instant_s(instant_text(1_753_679_400.25)) == 1_753_679_400.25
