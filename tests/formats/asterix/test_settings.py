"""A wrong configuration is refused with what would be right."""

import msgspec
import pytest

from sargas.formats.asterix.settings import ExportSettings, Settings


def test_editions() -> None:
    settings = msgspec.convert({"feed": "lan", "editions": {"048": "1.27", "62": "1.19"}}, Settings)
    assert settings.edition(48) == "1.27"
    assert settings.edition(62) == "1.19"
    assert settings.edition(21) == "2.7"
    mixed = msgspec.convert(
        {"feed": "lan", "editions": {"048": "1.27"}, "sensor_editions": {"old": {"48": "1.15"}}}, Settings
    )
    assert [mixed.edition(48, sensor) for sensor in ("", "old", "new")] == ["1.27", "1.15", "1.27"]
    assert mixed.edition(62, "old") == "1.21"
    assert (settings.named(), mixed.named()) == ((), ("old",))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"editions": {"048": "9.9"}}, "1.27, 1.28, 1.29, 1.30, 1.31, 1.32"),
        (
            {"editions": {"247": "1.1"}},
            "known are 001, 002, 004, 010, 015, 019, 020, 021, 023, 034, 048, 062, 063, 065, 129",
        ),
        ({"sensor_editions": {"old": {"048": "9.9"}}}, "048 has no edition '9.9'"),
        ({"editions": {"abc": "1.1"}}, "category 'abc' is not read"),
        ({"sources": {"a": {"sac": 300, "sic": 1}}}, "outside 0..255"),
        ({"sac": 256}, "sac, sic and service are outside 0..255"),
        ({"service": -1}, "sac, sic and service are outside 0..255"),
        ({"sensor_editions": {"old": {"48": "1.30", "048": "1.32"}}}, "category 048 is told twice"),
        ({"operational": True}, "unknown field `operational`"),
        ({"edtions": {}}, "unknown field `edtions`"),
    ],
)
def test_what_is_not_known_is_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        msgspec.convert({"feed": "lan", **given}, Settings)


def ours(**given: object) -> ExportSettings:
    return msgspec.convert({"feed": "warsaw", "sac": 70, "sic": 16, **given}, ExportSettings)


def test_an_export_is_who_it_is_by_its_numbers() -> None:
    made = ours(editions={"62": "1.19"}, service=2)
    assert (made.edition(62), made.edition(65), made.speaks_as()) == ("1.19", "1.6", "SAC/SIC 70/16, service 2")
    assert ours(sac=0).sic == 16


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sac": 0, "sic": 0}, "0/0 are nobody's"),
        ({"sic": 256}, "sac, sic and service are outside 0..255"),
        ({"status_interval_s": 0.1}, "status_interval_s 0.1 is outside 0.5..60"),
        ({"editions": {"62": "1.19", "062": "1.19"}}, "category 062 is told twice"),
        ({"editions": {"062": "9.9"}}, "062 has no edition '9.9'"),
        ({"not_for": "x" * 255}, "at most 254 letters of ASCII"),
        ({"not_for": "ne pour engager \u00e0"}, "at most 254 letters of ASCII"),
        ({"not_for": "a\x00b"}, "at most 254 letters of ASCII"),
        ({"doppler": "opening"}, "unknown field `doppler`"),
        ({"sensor_editions": {}}, "unknown field `sensor_editions`"),
        ({"sources": {}}, "unknown field `sources`"),
    ],
)
def test_what_an_export_may_not_be_is_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        ours(**given)


def test_an_export_needs_its_numbers() -> None:
    with pytest.raises(msgspec.ValidationError, match="missing required field `sac`"):
        msgspec.convert({"feed": "warsaw"}, ExportSettings)
