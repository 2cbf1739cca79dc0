import pytest

from sargas.formats.alerts.settings import ExportSettings, Settings


def test_what_is_posted_says_what_it_is() -> None:
    assert ExportSettings("x").media_type == "application/json"
    assert ExportSettings("x", text=True).media_type.startswith("text/plain")


def test_settings_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="has no known level"):
        Settings("x", security_classification="SORT OF")
    with pytest.raises(ValueError, match="1 to 60 letters"):
        ExportSettings("x", source="a\nb")
    with pytest.raises(ValueError, match="a stream has no end of a message"):
        ExportSettings("x", stream=True, text=True)
