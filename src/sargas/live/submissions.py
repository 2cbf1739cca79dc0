"""Submissions: acts that somebody waits for, from the intake until the core has taken or refused them."""

import asyncio
from collections.abc import Mapping

import msgspec

from sargas.errors import JournalError
from sargas.live.intake import Intake
from sargas.model.decision import Decision
from sargas.model.record import RecordKind


class Submissions:
    """Of one partition; all methods belong to the event loop."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._waiting: dict[int, asyncio.Future[tuple[int, str | None]]] = {}
        self._tokens: dict[int, int] = {}
        """By record number."""
        self._next_token = 1

    async def submit(self, decision: Decision) -> tuple[Decision, str | None]:
        """It with its record number, and why it was refused. Raises JournalError when the system stops first."""
        token, self._next_token = self._next_token, self._next_token + 1
        future = self._waiting[token] = asyncio.get_running_loop().create_future()
        self._intake.add("", RecordKind.DECISION, msgspec.msgpack.encode(decision), token)
        try:
            number, refusal = await future
            return msgspec.structs.replace(decision, record_number=number), refusal
        finally:
            self._waiting.pop(token, None)

    def numbered(self, numbers: Mapping[int, int]) -> None:
        """Record number -> token, of what was written down."""
        self._tokens.update(numbers)

    def settle(self, number: int, refusal: str | None) -> None:
        """The core has taken the act of a record, or refused it."""
        future = self._waiting.get(self._tokens.pop(number, 0))
        if future is not None and not future.done():
            future.set_result((number, refusal))

    def give_up(self) -> None:
        """Nothing takes effect any more."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(JournalError("the system stopped before the decision took effect"))
