import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.alerts.test_session import ALERT, released
from sargas.formats.alerts.reports import message_of
from sargas.formats.alerts.text import subject_of, text_of
from sargas.formats.alerts.wire import AlertMessage


def message(**said: object) -> AlertMessage:
    one = message_of(released(msgspec.structs.replace(ALERT, **said)), "VILNIUS", 0.0)
    assert isinstance(one, AlertMessage)
    return one


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ({}, "CAUTION: incident 3 (opened)"),
        ({"acknowledged": True, "why": "lost"}, "CAUTION: incident 3 (lost, acknowledged)"),
        ({"ended": True, "why": "all clear"}, "ENDED, was caution: incident 3 (all clear)"),
        ({"simulated": True}, "EXERCISE EXERCISE EXERCISE: CAUTION: incident 3 (opened)"),
        ({"kind": "digest", "incidents": (3, 4)}, "CAUTION: 2 incidents (opened)"),
        ({"kind": "distress", "track": 12}, "CAUTION: aircraft in distress, track 12 (opened)"),
    ],
)
def test_subjects(said: dict[str, object], subject: str) -> None:
    assert subject_of(message(**said)) == subject


@given(st.text(max_size=300), st.text(max_size=300), st.booleans())
def test_nothing_that_somebody_wrote_makes_a_line_of_its_own(why: str, said: str, simulated: bool) -> None:
    text = text_of(message(why=why, message=said, simulated=simulated))
    lines = text.split("\n")
    assert len(lines) == 8
    assert lines[1] == ""
    assert all(line.isprintable() for line in lines)
    assert lines[0].startswith("EXERCISE") == simulated
    assert len(lines[0]) <= 150
