"""LiveSite: all partitions of a site in one process, started and stopped together."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sargas.live.directing import Director, Exercise, put_in
from sargas.live.events import Subscriber
from sargas.live.partition import Partition
from sargas.live.supervision import one_line
from sargas.model.access import Access
from sargas.model.decision import Decision

Progress = Callable[[float, str], None]
"""(done 0..1, what is being done)."""


class LiveSite:
    """See `sargas.live`. All methods belong to the event loop."""

    def __init__(
        self,
        partitions: Sequence[Partition],
        warm: Callable[[Progress], None] | None = None,
        exercises: Mapping[str, Exercise] | None = None,
    ) -> None:
        """`warm` prepares the kernels; it blocks, in a thread of its own, while plots are shown already. `exercises`:
        what is steered and put in, by partition."""
        self._exercises = exercises or {}
        self._directors = {
            partition.name: Director(partition.clock, self._exercises[partition.name].controls)
            for partition in partitions
            if partition.name in self._exercises
        }
        self._partitions = {partition.name: partition for partition in partitions}
        self._warm = warm
        self._stopping = asyncio.Event()

    @property
    def partitions(self) -> list[str]:
        """Their names, in the order of the site."""
        return list(self._partitions)

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell `subscriber` of every partition."""
        for partition in self._partitions.values():
            partition.subscribe(subscriber)

    async def submit(self, partition: str, decision: Decision) -> tuple[Decision, str | None]:
        """A human act, journaled; returns when it took effect, with the reason when it was refused."""
        director = self._directors.get(partition)
        if director is None:
            return await self._partitions[partition].submit(decision)
        director.before(decision)
        decided, refusal = await self._partitions[partition].submit(decision)
        if refusal is None:
            director.after(decided)
        return decided, refusal

    async def witness(self, partition: str, access: Access) -> None:
        """Who came in or what was read, journaled with a partition. Raises Unavailable when it cannot be."""
        await self._partitions[partition].witness(access)

    def counters(self) -> dict[str, dict[str, Any]]:
        """Figures of every partition, for /metrics."""
        return {name: partition.counters() for name, partition in self._partitions.items()}

    def stop(self) -> None:
        """End `run`; safe from a signal handler of the loop, and twice."""
        self._stopping.set()
        for partition in self._partitions.values():
            partition.stop()

    async def run(self, duration_s: float | None = None) -> None:
        """Until `stop`, `duration_s` of real time or a failure, raised when all partitions have stopped."""
        runs = [asyncio.create_task(partition.run()) for partition in self._partitions.values()]
        stopped = asyncio.create_task(self._stopping.wait())
        warming = asyncio.create_task(self._prepare())
        putting = [asyncio.create_task(self._put_in(name)) for name in self._exercises]
        try:
            async with asyncio.timeout(duration_s):
                pending: set[asyncio.Task[Any]] = {stopped, warming, *runs}
                while not stopped.done():
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    if any(task.exception() for task in done) or all(run.done() for run in runs):
                        break
        except TimeoutError:
            pass
        self.stop()
        for task in (stopped, *putting):
            task.cancel()
        results = await asyncio.gather(*runs, return_exceptions=True)
        if not warming.done():
            warming.cancel()
        results += await asyncio.gather(warming, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _put_in(self, name: str) -> None:
        partition = self._partitions[name]
        script = self._exercises[name].script
        await put_in(script, lambda: partition.state().time_s, lambda decision: self.submit(name, decision))

    async def _prepare(self) -> None:
        loop = asyncio.get_running_loop()

        def progress(done: float, message: str) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._tell, done, message)

        message = "kernels ready"
        if self._warm is not None:
            try:
                await _in_thread(partial(self._warm, progress))
            except Exception as error:  # then they are compiled on first use, here: later, but no less
                message = f"kernels are compiled on the way ({one_line(error)})"
        for partition in self._partitions.values():
            partition.warm(1.0, message, ready=True)

    def _tell(self, done: float, message: str) -> None:
        for partition in self._partitions.values():
            partition.warm(done, message)


async def _in_thread(work: Callable[[], None]) -> None:
    """`work` in a thread that nobody waits for at the end of the program: compiling takes longer than a stop may."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: Exception | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def run() -> None:
        error = None
        try:
            work()
        except Exception as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, error)

    threading.Thread(target=run, name="warm", daemon=True).start()
    await done
