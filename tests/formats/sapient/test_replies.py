"""What is said back is sound by the same rules, goes to who asked, and is stamped when it is said."""

import pytest

from formats.sapient.talk import MADE, Talk
from sargas.formats.sapient.decoder import ERRORS_PER_S
from sargas.formats.sapient.replies import PACKET_BYTES, Replies
from sargas.formats.sapient.rules import check
from sargas.formats.sapient.settings import uuid_of
from sargas.formats.sapient.wire import payload, sent_s
from sargas.model.released import Reply


def test_every_answer_is_sound() -> None:
    talk = Talk(registered=False)
    talk.say(*MADE.MESSAGES[:3], *MADE.REGISTRATIONS, *MADE.MESSAGES)
    kinds = set()
    for answer in talk.answers:
        assert not check(answer)
        assert answer.node_id == talk.settings.own_id
        assert sent_s(answer) == pytest.approx(MADE.TIME_S)
        kinds.add(answer.WhichOneof("content"))
    assert kinds == {"registration_ack", "error", "task", "alert_ack", "task_ack"}


def test_a_task_is_refused_with_the_reason() -> None:
    talk = Talk().say(MADE.MESSAGES[15])
    (ack,) = talk.answers
    assert ack.task_ack.task_status == ack.task_ack.TASK_STATUS_REJECTED
    assert "takes no tasks" in ack.task_ack.reason[0]


def test_a_registration_that_breaks_rules_is_refused_with_all_of_them() -> None:
    talk = Talk(registered=False).say(MADE.registration(MADE.RADAR, "RADAR", icdVersion="7", capabilities=[]))
    (ack,) = talk.answers
    assert not ack.registration_ack.acceptance
    assert sorted(ack.registration_ack.ack_response_reason) == [
        "registration.capabilities: is mandatory and has no entry",
        "registration.icd_version: is not BSI Flex 335 v2.0",
    ]


def test_answers_go_to_the_link_that_asked() -> None:
    talk = Talk(registered=False).say(MADE.REGISTRATIONS[0], MADE.MESSAGES[13], link="7")
    assert [(reply.feed, reply.link) for reply in talk.of(Reply)] == [("feed", "7")] * 2


def test_a_node_gone_wild_is_not_answered_each_time() -> None:
    talk = Talk()
    wrong = MADE.detection(MADE.RADAR, location=MADE.place(91.0))
    talk.say(*[wrong] * (3 * ERRORS_PER_S))
    assert len(talk.answers) == ERRORS_PER_S
    assert talk.items[-1].count == 3 * ERRORS_PER_S
    assert len(talk.say(wrong, time_s=MADE.TIME_S + 1.0).answers) == 1


def test_an_error_holds_not_more_than_its_part_of_the_packet() -> None:
    frame = Replies(uuid_of("us")).error("no uuid", MADE.TIME_S, b"\x00" * 10_000, ["x"])
    message = payload(frame).messages[0].content
    assert len(message.error.packet) == PACKET_BYTES
    assert not message.destination_id
