import msgspec

from alerting.scene import distress, incident
from sargas.alerting.subject import ends, is_acknowledged, key_of, level_of, message_of, situation_of


def test_both_kinds_of_subjects_are_asked_alike() -> None:
    drone, aircraft = incident(3, "inside", handling="assigned"), distress(4, acknowledged=True)
    assert (key_of(drone), key_of(aircraft)) == (3, -4)
    assert (level_of(drone, 0.95), level_of(aircraft, 0.95)) == ("warning", "warning")
    assert (situation_of(drone), situation_of(aircraft)) == ("inside", "general")
    assert is_acknowledged(drone)
    assert is_acknowledged(aircraft)
    assert (ends(drone), ends(aircraft)) == (None, None)
    assert ends(msgspec.structs.replace(aircraft, over="no longer declared")) == "no longer declared"
    assert situation_of(msgspec.structs.replace(aircraft, is_lost=True)) == "lost"
    assert message_of(drone).endswith("incident 3.")
    assert message_of(aircraft).endswith("track 12.")
