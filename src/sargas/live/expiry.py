"""Expiry: payloads that hold personal data are erased when their time is over, while the site runs.

What is due is looked for, and found where it lies, in a thread of nobody's; the erasing is the writer's. A disk that
refuses is told, and asked again later. The clock is not believed when it leaps: time passes here as fast as it does,
and after a day or more of which nothing is recorded nothing is erased for a day.
"""

import asyncio
import functools
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import NamedTuple

from sargas.errors import JournalError
from sargas.journal import Expired, Journal, Retention, erase_found, expired
from sargas.journal.expiry import DAY_S, mark, marked
from sargas.live.writing import Written

FIRST_S, EVERY_S = 60.0, 3600.0
"""After a start; between two times."""
PART = 500
"""Records erased before what arrived is written again."""

_LOG = logging.getLogger("sargas.live")


class Duty(NamedTuple):
    """Whose journal, by which rule, and who writes it. `hand_on` is given the notes of what was erased."""

    journal: Journal
    retention: Retention
    writer: Executor
    hand_on: Callable[[Written], None]


async def expire(duty: Duty, now_s: Callable[[], float], before_s: float | None) -> None:
    """Until cancelled. `now_s` is the time of the last record written, so that a
    note is not later than what waits; `before_s` that of the last one before this start, None of a new journal."""
    pause_s = FIRST_S
    began_s, began = None, time.monotonic()
    if duty.retention.days == 0.0:
        await asyncio.Event().wait()
    while True:
        await asyncio.sleep(pause_s)
        if began_s is None:
            began_s = now_s() - (time.monotonic() - began)
            if before_s is not None and began_s - before_s > DAY_S:
                _LOG.warning("nothing was recorded for more than a day: personal data is not erased for another")
                pause_s = DAY_S
                continue
        pause_s = EVERY_S
        try:
            await _once(duty, min(now_s(), began_s + time.monotonic() - began), now_s)
        except (JournalError, OSError) as error:
            _LOG.warning("personal data whose time is over could not be erased: %s", error)


async def _once(duty: Duty, until_s: float, now_s: Callable[[], float]) -> None:
    folder, retention = duty.journal.folder, duty.retention
    first = await asyncio.to_thread(marked, folder, retention)
    found = expired(folder, retention, until_s, first)
    erased = 0
    while (one := await asyncio.to_thread(next, found, None)) is not None:
        for at in range(0, len(one.entries), PART):
            act = functools.partial(_erase, duty, one, at, now_s())
            duty.hand_on(await asyncio.get_running_loop().run_in_executor(duty.writer, act))
        await asyncio.to_thread(mark, folder, retention, one.following)
        erased += len(one.entries)
    if erased:
        _LOG.info("erased %d records: %s", erased, retention.reason)


def _erase(duty: Duty, one: Expired, at: int, time_s: float) -> Written:
    part = {one.path: one.entries[at : at + PART]}
    return Written(list(erase_found(duty.journal, part, duty.retention.reason, time_s).records), {}, "")
