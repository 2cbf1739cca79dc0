import msgspec
import pytest

from formats.cap.exported import LABEL, WORDS, T, alert, incident, settings
from sargas.formats.cap.reports import notice_of_alert
from sargas.formats.cap.rules import OURS, RULES, broken
from sargas.model.label import Label
from sargas.model.notice import Area, Block, Circle, Coded, Notice, Reference

REFERENCE = Reference("sargas.vilnius.example", "rescue-centre-7-2025-07-28T050000", T - 300.0)


def test_an_alert_in_the_words_of_its_level() -> None:
    more = {"sender_name": "Sargas", "contact": "+370", "web": "https://a.example/", "geocodes": {"ISO3166-2": "LT-VL"}}
    notice = notice_of_alert(alert(level="warning"), LABEL, settings(**more), T, "opened")
    assert notice.identifier.startswith("rescue-centre-7-2025-07-28T050500-")
    assert notice == Notice(
        identifier=notice.identifier,
        sender="sargas.vilnius.example",
        sent_s=T,
        status="Actual",
        msg_type="Alert",
        scope="Restricted",
        restriction="Duty officers",
        codes=("security_classification=NATO RESTRICTED", "releasable_to=POL LTU"),
        note="NATO RESTRICTED REL POL LTU. Opened. Situational awareness, not for engagement.",
        incidents=("rescue-centre-12",),
        blocks=(
            Block(
                category=("Security", "Transport"),
                event="Unidentified aerial object",
                urgency="Immediate",
                severity="Severe",
                certainty="Observed",
                language="en",
                response_types=("Monitor",),
                event_codes=(Coded("X:EVENT", "uas"),),
                expires_s=T + 3600.0,
                sender_name="Sargas",
                headline="Warning: Unidentified aerial object",
                description="Unidentified aerial object inside Lithuania.",
                web="https://a.example/",
                contact="+370",
                areas=(Area("Southern border of Lithuania", geocodes=(Coded("ISO3166-2", "LT-VL"),)),),
            ),
        ),
    )


def test_urgency_and_the_like_are_those_of_the_level() -> None:
    (advisory,) = notice_of_alert(alert(level="advisory"), LABEL, settings(), T, "opened").blocks
    (caution,) = notice_of_alert(alert(), LABEL, settings(), T, "opened").blocks
    assert (advisory.urgency, advisory.certainty) == ("Expected", "Likely")
    assert (caution.urgency, caution.certainty) == ("Immediate", "Observed")


def test_a_name_is_of_what_is_said() -> None:
    first = notice_of_alert(alert(), LABEL, settings(), T, "opened")
    assert notice_of_alert(alert(), LABEL, settings(), T, "opened") == first
    others = [
        notice_of_alert(alert(level="warning"), LABEL, settings(), T, "opened"),
        notice_of_alert(alert(), LABEL, settings(), T, "opened", [REFERENCE]),
        notice_of_alert(alert(), Label(), settings(), T, "opened"),
    ]
    assert len({one.identifier for one in (first, *others)}) == 4


def test_an_exercise_cannot_be_mistaken() -> None:
    levels = {name: WORDS | {"instruction": "Go inside."} for name in ("advisory", "caution", "warning")}
    given = settings(levels=levels)
    notice = notice_of_alert(alert(level="warning", simulated=True), LABEL, given, T, "opened")
    (block,) = notice.blocks
    assert notice.status == "Exercise"
    assert "EXERCISE: Opened." in notice.note
    assert block.event == "EXERCISE: Unidentified aerial object"
    assert block.headline == "EXERCISE: Warning: Unidentified aerial object"
    assert block.instruction == "EXERCISE: Go inside."
    assert block.areas[0].description == "EXERCISE: Southern border of Lithuania"
    assert notice_of_alert(alert(), LABEL, given, T, "opened").blocks[0].instruction == "Go inside."
    assert notice_of_alert(alert(simulated=True), LABEL, settings(), T, "opened").blocks[0].instruction == ""


def test_an_update_refers_and_a_cancel_has_no_info() -> None:
    update = notice_of_alert(alert(), LABEL, settings(), T, "worsened", [REFERENCE])
    assert (update.msg_type, update.references, len(update.blocks)) == ("Update", (REFERENCE,), 1)
    cancel = notice_of_alert(alert(ended=True), LABEL, settings(), T, "all clear", [REFERENCE])
    assert (cancel.msg_type, cancel.references, cancel.blocks) == ("Cancel", (REFERENCE,), ())
    assert cancel.codes == update.codes
    assert "All clear." in cancel.note


@pytest.mark.parametrize(
    ("circle_m", "sigma_m", "circles"),
    [
        (None, 0.0, ()),
        (5000.0, 100.0, (Circle(54.4, 25.3, 5000.0),)),
        (5000.0, 3000.0, (Circle(54.4, 25.3, 7344.0),)),  # 2.448 sigma hold 95 % of a place
    ],
)
def test_a_circle_holds_the_object_where_the_recipient_may_know_it(
    circle_m: float | None, sigma_m: float, circles: tuple[Circle, ...]
) -> None:
    found = incident(distance_sigma_m=sigma_m)
    notice = notice_of_alert(alert(), LABEL, settings(circle_m=circle_m), T, "opened", (), found)
    assert notice.blocks[0].areas[0].circles == circles
    assert notice_of_alert(alert(), LABEL, settings(circle_m=circle_m), T, "opened").blocks[0].areas[0].circles == ()


def test_a_digest_is_of_no_incident() -> None:
    assert notice_of_alert(alert(incident=0), LABEL, settings(), T, "too many at once").incidents == ()


def test_a_label_without_nations() -> None:
    notice = notice_of_alert(alert(), Label(), settings(), T, "opened")
    assert notice.codes == ("security_classification=UNCLASSIFIED",)
    assert notice.note.startswith("UNCLASSIFIED. Opened.")


def test_whatever_a_zone_is_called_the_rules_are_kept() -> None:
    hostile = alert(message="Inside \x00\x07<b>zone</b>\ufffe & more")
    for one in (hostile, msgspec.structs.replace(hostile, simulated=True)):
        notice = notice_of_alert(one, LABEL, settings(feed='a "b", c<&', circle_m=1.0), T, "opened", (), incident())
        assert broken(notice, (*RULES, *OURS)) == []
        assert notice.identifier.startswith("a-b-c--7-")
        assert notice.blocks[0].description == "Inside <b>zone</b> & more"
