"""Expiry: payloads that hold personal data are erased when their time is over, while the site runs.

What is due is looked for in a thread of nobody's; the erasing is the writer's. A disk that refuses is told, and asked
again later.
"""

import asyncio
import functools
import logging
from collections.abc import Callable
from concurrent.futures import Executor

from sargas.errors import JournalError
from sargas.journal import Journal, Retention, erase, expired
from sargas.journal.expiry import mark, marked
from sargas.live.writing import Written

FIRST_S, EVERY_S = 60.0, 3600.0
"""After a start; between two times."""
PART = 500
"""Records erased before what arrived is written again."""

_LOG = logging.getLogger("sargas.live")


async def expire(
    journal: Journal,
    retention: Retention,
    writer: Executor,
    now_s: Callable[[], float],
    hand_on: Callable[[Written], None],
) -> None:
    """Until cancelled, or at once where everything is kept. `hand_on` is given the notes of what was erased. `now_s`
    is the time of the last record written, so that a note is not later than what waits."""
    pause_s = FIRST_S
    while retention.days:
        await asyncio.sleep(pause_s)
        pause_s = EVERY_S
        try:
            await _once(journal, retention, writer, now_s, hand_on)
        except (JournalError, OSError) as error:
            _LOG.warning("personal data whose time is over could not be erased: %s", error)


async def _once(
    journal: Journal,
    retention: Retention,
    writer: Executor,
    now_s: Callable[[], float],
    hand_on: Callable[[Written], None],
) -> None:
    first = await asyncio.to_thread(marked, journal.folder, retention)
    found = expired(journal.folder, retention, now_s(), first)
    erased = 0
    while (one := await asyncio.to_thread(next, found, None)) is not None:
        for at in range(0, len(one.numbers), PART):
            act = functools.partial(_erase, journal, one.numbers[at : at + PART], retention, now_s())
            hand_on(await asyncio.get_running_loop().run_in_executor(writer, act))
        await asyncio.to_thread(mark, journal.folder, retention, one.following)
        erased += len(one.numbers)
    if erased:
        _LOG.info("erased %d records: %s", erased, retention.reason)


def _erase(journal: Journal, numbers: tuple[int, ...], retention: Retention, time_s: float) -> Written:
    return Written(list(erase(journal, numbers, retention.reason, time_s).records), {}, "")
