import pytest

from samples_of import samples
from sargas.formats.alerts.decoder import Decoder
from sargas.formats.alerts.settings import Settings
from sargas.model.fault import Fault
from sargas.model.notice import Notice
from sargas.model.record import Chunk

MADE = samples("alerts")


def decoded(*payloads: bytes, **settings: str) -> list[object]:
    decoder = Decoder([], Settings("in", **settings))
    return decoder.feed([Chunk(k, MADE.TIME_S, payload) for k, payload in enumerate(payloads)])


def test_an_alert_of_others_is_a_notice_and_its_end_a_cancel() -> None:
    first, last = decoded(MADE.SAMPLES[0])
    assert isinstance(first, Notice)
    assert (first.identifier, first.sender, first.status, first.msg_type) == ("alert 7", "VILNIUS", "Actual", "Alert")
    assert (first.incidents, first.restriction, first.feed) == (("3",), "POL", "in")
    assert first.blocks[0].description.startswith("Unidentified aerial object inside Lithuania")
    assert isinstance(last, Notice)
    assert (last.msg_type, last.note) == ("Cancel", "all clear")


def test_an_exercise_is_one_and_a_digest_names_its_incidents() -> None:
    exercise, digest = decoded(*MADE.SAMPLES[1:3])
    assert isinstance(exercise, Notice)
    assert exercise.simulated
    assert exercise.blocks[0].event == "Aircraft in distress"
    assert isinstance(digest, Notice)
    assert (digest.incidents, digest.msg_type) == (("3", "4"), "Update")


def test_what_is_none_is_counted_and_what_is_classified_higher_is_refused() -> None:
    faults = decoded(MADE.SAMPLES[3])
    assert all(isinstance(one, Fault) for one in faults)
    assert {(one.reason, one.count) for one in faults if isinstance(one, Fault)} == {
        ("classified higher than this feed", 1),
        ("time that cannot be", 1),
        ("not a message of sargas-alerts/1", 2),
    }
    assert len(
        decoded(MADE.text(MADE.message(security_classification="NATO SECRET")), security_classification="SECRET")
    )


@pytest.mark.parametrize("change", [{"level": "attack"}, {"schema": "sargas-alerts/2"}, {"ended": 1}, {"id": None}])
def test_another_schema_is_not_guessed_at(change: dict[str, object]) -> None:
    (fault,) = decoded(MADE.text(MADE.message(**change)))
    assert isinstance(fault, Fault)
