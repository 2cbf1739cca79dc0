"""A live system in a process of its own, to be killed at any moment. Run as a script it is that process.

    python process.py FOLDER PORT        UDP on PORT, stand-in ingest and core, journal in FOLDER

Each line on standard output is JSON: {"shown": [...]} after every change, {"picture": {...}} after a restart.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve()


class Running:
    """The process and what it said; `kill()` is SIGKILL."""

    def __init__(self, folder, port, python_hash_seed="0"):
        path = os.pathsep.join([str(HERE.parents[1]), str(HERE.parents[2] / "src")])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": python_hash_seed}
        self.process = subprocess.Popen(
            [sys.executable, str(HERE), str(folder), str(port)], stdout=subprocess.PIPE, text=True, env=environment
        )
        self.said = []
        self._news = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            with self._news:
                self.said.append(json.loads(line))
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

    @property
    def shown(self):
        return {number for said in list(self.said) for number in said.get("shown", [])}

    def until(self, condition, timeout_s=20.0):
        with self._news:
            assert self._news.wait_for(lambda: condition(self), timeout_s), self.said[-3:]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self, timeout_s=20.0):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s)


async def main(folder, port):
    from live.fakes import FakeCore, FakeIngest
    from sargas.journal import Journal
    from sargas.live.partition import Partition
    from sargas.live.settings import Settings
    from sargas.live.site import LiveSite
    from sargas.model.sensor import Feed

    def say(**what):
        print(json.dumps(what), flush=True)

    class Speaker:
        def state(self, partition, state):
            if state.phase == "running":
                say(phase=state.phase)

        def picture(self, partition, time_s, tracks, incidents, alerts):
            say(picture=sorted(tracks.number.tolist()))

        def searches(self, partition, time_s, searches):
            pass

        def plots(self, partition, time_s, plots):
            pass

        def changes(self, partition, changes):
            if len(changes.tracks):
                say(shown=changes.tracks.number.tolist())

    feeds = [Feed("f", f"udp://127.0.0.1:{port}", "asterix")]
    settings = Settings(checkpoint_interval_s=0.25)

    def journal(state):
        return Journal(Path(folder), "live", b"c", state)

    site = LiveSite([Partition("live", "live", feeds, journal, FakeIngest, FakeCore, settings=settings)])
    site.subscribe(Speaker())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, site.stop)
    await site.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
