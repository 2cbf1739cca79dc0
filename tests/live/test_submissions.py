import asyncio

import pytest

from sargas.errors import JournalError
from sargas.live.intake import Intake
from sargas.live.submissions import Submissions
from sargas.model.decision import Acknowledge, Decision

ACT = Decision("Ona", 1.0, Acknowledge(9))


def play(after):
    async def played():
        intake = Intake(1 << 20, 1 << 16, lambda: 5.0)
        submissions = Submissions(intake)
        waiting = asyncio.create_task(submissions.submit(ACT))
        await asyncio.sleep(0)
        (entry,) = intake.take()
        after(submissions, entry.token)
        return await asyncio.wait_for(waiting, 5.0)

    return asyncio.run(played())


def test_who_waits_is_told_the_number_and_the_refusal():
    def taken(submissions, token):
        submissions.numbered({17: token})
        submissions.settle(3, "of another")
        submissions.settle(17, "it has changed")

    decided, refusal = play(taken)
    assert (decided.record_number, refusal) == (17, "it has changed")


def test_who_waits_when_all_stops_is_told_that():
    with pytest.raises(JournalError, match="before the decision took effect"):
        play(lambda submissions, token: submissions.give_up())
