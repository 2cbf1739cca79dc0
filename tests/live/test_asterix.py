"""Tracks to another centre over UDP: what a radar processor on the line reads of us."""

import asyncio
import socket

from live.bench import free_port
from live.test_exporting import Exporting
from oracle.items import faults, of, statuses, tracks
from sargas.formats.asterix import FORMAT
from sargas.formats.asterix.settings import ExportSettings
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.tracks import Tracks

CENTRE = Sensor("sargas", "line", "system", {"sac": 70, "sic": 16}, nation="LTU")


def test_another_centre_reads_our_tracks_and_our_state(tmp_path):
    settings = ExportSettings(feed="warsaw", sac=70, sic=16, status_interval_s=0.5, operational=True)
    port = free_port()
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", port))
    line.setblocking(False)
    decoder, found = FORMAT.decoder([CENTRE], FORMAT.settings(feed="line")), []

    async def play():
        loop = asyncio.get_running_loop()
        async with Exporting(tmp_path, f"udp://127.0.0.1:{port}", True, lambda: FORMAT.session(settings)) as bench:
            await bench.until(lambda: bench.partition.state().phase == "running")
            bench.send(1, 2, 100, 201)
            async with asyncio.timeout(20.0):
                while len(of(found, Tracks)) == 0 or len(statuses(found)) < 3:
                    payload = await loop.sock_recv(line, 65_536)
                    assert len(payload) <= 1_400
                    found.extend(decoder.feed([Chunk(1, loop.time(), payload)]))

    asyncio.run(asyncio.wait_for(play(), 60.0))
    line.close()
    assert not faults(found)
    told = {track.reported_number: track for track in tracks(found)}
    assert set(told) == {1, 2, 201}, "100 is of nobody, and does not leave"
    assert [told[number].simulated for number in (1, 2, 201)] == [False, False, True]
    assert {track.reported_by for track in told.values()} == {"LTU"}
    assert {status.status for status in statuses(found)} == {"ok"}
