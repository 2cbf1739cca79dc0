"""A live system in a process of its own that tells alerts to somebody, to be killed at any moment.

    python telling.py FOLDER PORT TO CHECKPOINT_S      UDP on PORT, stand-in ingest and core, alerts as JSON to TO

`!5` begins an alert on track 5, `5 89.5 0` (nearly at the pole) ends it. Says each on standard output, a line each.
"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

from live.test_exporting import LabelledCore
from sargas.formats.alerts.session import Session
from sargas.formats.alerts.settings import ExportSettings
from sargas.journal import Journal
from sargas.live.address import address
from sargas.live.exporting import Exporter
from sargas.live.partition import Partition
from sargas.live.settings import Settings
from sargas.live.site import LiveSite
from sargas.model.alert import Alert
from sargas.model.label import Label, Policy
from sargas.model.sensor import Feed, Sensor
from sargas.sharing.outbox import Outbox

HERE = Path(__file__).resolve()
SENSORS = [Sensor("s", "f", "psr", label=Label(releasable_to=("POL",)))]


class EndingCore(LabelledCore):
    """Its alerts end."""

    def update(self, batch):
        changes = super().update(batch)
        over = [int(n) for n, lat in zip(batch.plots.sensor_track, batch.plots.lat_deg, strict=True) if 89 < lat <= 90]
        ends = [Alert(n, n, "warning", "all", "look", "all clear", batch.time_s, ended=True) for n in over]
        return msgspec.structs.replace(changes, alerts=(*changes.alerts, *ends))


def exporter(name, to, settings=None):
    outbox = Outbox([Policy("POL", ("alert",))], "POL", SENSORS, 0.1)
    told = settings or ExportSettings(name, source=name)
    return Exporter(name, "live", address(to), lambda: Session(told), outbox, True, media_type=told.media_type)


def partition(folder, port, exporters, checkpoint_s, ingest):
    feeds = [Feed("f", f"udp://127.0.0.1:{port}", "asterix")]
    settings = Settings(checkpoint_interval_s=checkpoint_s, reconnect_s=0.05, reconnect_max_s=0.2)
    return Partition(
        "live", "live", feeds, lambda state: Journal(Path(folder), "live", b"c", state), ingest, EndingCore,
        settings=settings, exporters=exporters,
    )  # fmt: skip


class Telling:
    """The process; `kill()` is SIGKILL."""

    def __init__(self, folder, port, to, checkpoint_s=1000.0):
        path = os.pathsep.join([str(HERE.parents[1]), str(HERE.parents[2] / "src")])
        command = [sys.executable, str(HERE), str(folder), str(port), to, str(checkpoint_s)]
        environment = {**os.environ, "PYTHONPATH": path}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.said, self._news = [], threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            with self._news:
                self.said.append(line.strip())
                self._news.notify_all()

    def until(self, word, timeout_s=20.0):
        with self._news:
            assert self._news.wait_for(lambda: word in self.said, timeout_s), self.said[-3:]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """SIGTERM, with a checkpoint at the end."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20.0)


async def main(folder, port, to, checkpoint_s):
    from live.fakes import FakeIngest, Watcher

    class Speaker(Watcher):
        def state(self, partition, state):
            if state.phase == "running":
                print("running", flush=True)

        def changes(self, partition, changes):
            for alert in changes.alerts:
                print(f"alert {alert.number} {'ended' if alert.ended else 'opened'}", flush=True)

    site = LiveSite([partition(folder, port, [exporter("out", to)], float(checkpoint_s), FakeIngest)])
    site.subscribe(Speaker())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, site.stop)
    await site.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
