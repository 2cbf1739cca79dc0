from formats.alerts.test_session import ALERT, released
from sargas.formats.alerts.reports import message_of
from sargas.formats.alerts.wire import AlertMessage
from sargas.model.alert import Alert
from sargas.model.label import Label, Policy
from sargas.model.released import Released
from sargas.sharing.release import release

POLICIES = [Policy("POL", ("alert",))]


def test_zero_is_no_incident() -> None:
    digest = Alert(9, 0, "warning", "all", "x", "too many at once", 0.0, kind="digest", incidents=(3, 4))
    message = message_of(released(digest), "VILNIUS", 5.0)
    assert isinstance(message, AlertMessage)
    assert (message.incident, message.incidents, message.track, message.sent_s) == (None, (3, 4), None, 5.0)


def test_who_has_the_watch_has_no_message() -> None:
    held = release(ALERT, POLICIES, "POL", 1e12, Label(releasable_to=("POL",)))
    assert isinstance(held, Released)
    assert message_of(held, "x", 0.0) is not None
    hand_over = Alert(9, 0, "advisory", "all", "Ona", "handed over", 0.0, kind="hand_over")
    assert not isinstance(release(hand_over, POLICIES, "POL", 1e12, Label(releasable_to=("POL",))), Released)
