"""Supervision: a feed that dies is tried again, with back-off and jitter; each change is journaled.

An error of the network and an error of ours are both survived here: one feed never takes another with it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink
from sargas.live.settings import Settings

Receive = Callable[[Address, Sink], Awaitable[None]]
STEADY_S = 30.0
"""A link that held this long is tried again at once when it breaks."""


async def supervise(address: Address, receive: Receive, sink: Sink, settings: Settings) -> None:
    """Run `receive` again and again until cancelled."""
    loop = asyncio.get_running_loop()
    pause_s = settings.reconnect_s
    told = ""
    while True:
        began_s, connects = loop.time(), sink.counters.connects
        again = "lost"
        try:
            await receive(address, sink)
            reason = "ended"
        except (OSError, TimeoutError, Unavailable) as error:
            reason = one_line(error)
        except Exception as error:  # our bug in one feed: that task is restarted, the others go on
            reason = f"internal error: {type(error).__name__}: {one_line(error)}"
            again = "restarted"
        if sink.counters.connects > connects:
            told = ""
            if loop.time() - began_s > STEADY_S:
                pause_s = settings.reconnect_s
        is_new = reason != told
        if is_new:
            sink.tell("lost", reason)
            told = reason
        await asyncio.sleep(pause_s * random.uniform(0.75, 1.25))
        pause_s = min(2.0 * pause_s, settings.reconnect_max_s)
        if again == "restarted" and is_new:  # the same again and again is told once
            sink.tell("restarted", reason)


def one_line(error: BaseException) -> str:
    """What is wrong, for the operator."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
