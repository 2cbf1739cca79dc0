"""Lasting: what of an export outlives its links, where all of them lead to one recipient.

    memory    what its session told (`sargas.formats.format.Remembering`), for the next session
    messages  that no link has surely brought there: each link begins with them, in their order and as they were
    missed    what was released while there was no link: of incidents, alerts and searches the last word, and the end
              of each; of what the public is told every message

So an alert is told at least once, and a message that came twice is the same twice. Of messages the oldest go where
there are more than MOST_BYTES. Where more was missed than MOST_MISSED, all is forgotten: what goes on is told anew, and
what was told before expires by itself. Kept in checkpoints; a run that is broken off forgets what came after its last.
Over a restart nothing outlives a change of the terms under which it was released, or of whom it was for; messages none
of the settings by which they were written. What is forgotten so is counted; what was told and goes on is told anew.
"""

import logging
from collections import deque
from collections.abc import Sequence
from typing import Any

from sargas.formats.format import Remembering, Session
from sargas.live.intake import Way
from sargas.model.bounded import keep
from sargas.model.released import Released
from sargas.model.track import Track
from sargas.model.warning import PublicWarning
from sargas.sharing.release import is_over, recalled, written_down

MOST_BYTES, MOST_MISSED = 4 << 20, 4096
ROOM_BYTES = 1 << 18
"""Given to a way at one time."""
UNSURE_S = 900.0
"""A stream may have lost what it was given so long ago: then the system gives up a peer that answers nothing (Linux:
tcp_retries2)."""

_LOG = logging.getLogger("sargas.live")


class Lasting:
    """Of one export. All methods belong to the event loop."""

    def __init__(self, name: str, is_stream: bool) -> None:
        self._name, self._is_stream = name, is_stream
        self._memory = b""
        self._given: deque[tuple[float, bytes]] = deque()
        """When it was given to the link that stands, and a message that it may not have brought there."""
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._missed: dict[tuple[str, int, bool, str], Released[Any]] = {}
        self.dropped = 0
        """Messages that nobody was told: there were too many, or they may not be told any more."""

    def miss(self, released: Sequence[Released[Any]]) -> None:
        """Nobody was there to be told this."""
        for one in released:
            if isinstance(one.item, Track):
                continue
            if len(self._missed) >= MOST_MISSED:
                self.forget()
            key = (type(one.item).__name__, one.item.number, is_over(one.item), _message(one))
            keep(self._missed, key, one, MOST_MISSED)

    def missed(self) -> list[Released[Any]]:
        """What nobody was told, once."""
        missed, self._missed = list(self._missed.values()), {}
        return missed

    def forget(self) -> None:
        """All but the messages."""
        self.forget_told()
        self._missed.clear()

    def forget_told(self) -> None:
        """What its session told."""
        self._memory = b""

    def begin(self, session: Session) -> bool:
        """Whether a session goes on where the last one ended."""
        if not isinstance(session, Remembering):
            self.forget()
            return False
        memory, self._memory = self._memory, b""  # where it cannot be recalled, it is forgotten
        if memory:
            session.recall(memory)
        return True

    def add(self, messages: Sequence[bytes]) -> int:
        """To be told when there is room; how many of the oldest went for it."""
        before = self.dropped
        self._waiting += messages
        self._bytes += sum(map(len, messages))
        while self._bytes > MOST_BYTES:
            self._bytes -= len(self._given.popleft()[1] if self._given else self._waiting.popleft())
            self.dropped += 1
        return self.dropped - before

    def give(self, way: Way, now_s: float) -> bool:
        """What waits, as far as there is room; False where the way is at its end."""
        self._settle(way.waiting(), now_s)
        while self._waiting and way.waiting() <= ROOM_BYTES:
            if not way.send(self._waiting[0]):
                return False
            self._given.append((now_s, self._waiting.popleft()))
        return True

    def _settle(self, unread_bytes: int, now_s: float) -> None:
        """Lets go of what has arrived: all but the last that are unread, and of a stream all that is old enough."""
        given_bytes = sum(len(message) for _, message in self._given)
        while self._given and (not self._is_stream or self._given[0][0] < now_s - UNSURE_S):
            size = len(self._given[0][1])
            if given_bytes - size < unread_bytes:
                break
            self._given.popleft()
            given_bytes, self._bytes = given_bytes - size, self._bytes - size

    def end(self, session: Session, way: Way, now_s: float) -> None:
        """The link is no more: the next one begins with what it may not have brought there."""
        self._settle(way.waiting(), now_s)
        self._waiting.extendleft(message for _, message in reversed(self._given))
        self._given.clear()
        self._memory = self._memory_of(session)

    def _memory_of(self, session: Session) -> bytes:
        try:
            return session.memory() if isinstance(session, Remembering) else b""
        except Exception:  # our bug: told, and forgotten
            _LOG.exception("export %s: a session cannot say what it told", self._name)
            return b""

    def state(self, session: Session | None) -> dict[str, Any]:
        """For a checkpoint; with the session of a link that stands."""
        return {
            "memory": self._memory if session is None else self._memory_of(session),
            "messages": [*(message for _, message in self._given), *self._waiting],
            "missed": [written_down(one) for one in self._missed.values()],
        }

    def set_state(self, state: dict[str, Any], may_be_told: bool = True, is_written_so: bool = True) -> int:
        """Inverse of `state`; how many of what waited are not told.

        `may_be_told`: under these terms too. `is_written_so`: as it would be written now.
        """
        messages, missed, lost = state["messages"], state["missed"], 0
        if may_be_told:
            self.miss([recalled(one) for one in missed])
        else:
            lost += len(missed)
        if may_be_told and is_written_so:
            self.add(messages)
        else:
            lost += len(messages)
        if may_be_told and (is_written_so or not messages):  # else what it takes for told has not arrived
            self._memory = state["memory"]
        self.dropped += lost
        return lost


def _message(one: Released[Any]) -> str:
    """What tells messages of one item apart: each to the public refers to those before."""
    notice = one.item.notice if isinstance(one.item, PublicWarning) else None
    return "" if notice is None else notice.identifier
