"""Tracks to another centre over UDP: what a radar processor on the line reads of us, and how we say that we stand."""

import asyncio
import socket

import pytest

from live.bench import free_port
from live.test_exporting import Exporting, Recipient, Said, changed, exporter
from oracle.items import faults, of, statuses, tracks
from picture.scene import NOON_S
from sargas.formats.asterix import FORMAT
from sargas.formats.asterix.settings import ExportSettings
from sargas.live.events import State
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.tracks import Tracks

CENTRE = Sensor("sargas", "line", "system", {"sac": 70, "sic": 16}, nation="LTU")


def said(found):
    return [status.status for status in statuses(found)]


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
                while len(of(found, Tracks)) == 0 or "ok" not in said(found):
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
    assert said(found)[0] == "unknown", "the picture had not begun"
    assert said(found)[-1] == "ok"


class Stood(Said):
    """Says how we stand."""

    def stand(self, runs, time_s):
        return [b"runs\n" if runs else b"stands\n"]


@pytest.mark.parametrize(
    ("state", "runs"),
    [
        (State(NOON_S + 1.0, 1.0, "running"), True),
        (State(NOON_S + 6.0, 1.0, "running"), False),
        (State(NOON_S + 40.0, 10.0, "running"), True),
        (State(NOON_S + 60.0, 10.0, "running"), False),
        (State(NOON_S, 0.0, "running"), False),
        (State(None, 1.0, "running"), False),
        (State(NOON_S, 1.0, "warming"), False),
        (State(NOON_S, 0.0, "ended"), False),
    ],
)
def test_a_session_is_told_whether_the_picture_is_kept_up_to_date(state, runs):
    made = exporter(session=Stood)
    to = Recipient(made, "early")
    assert to.sent == b"stands\nhello\n", "before it is said hello"
    changed(made, NOON_S)
    made.state("another", State(NOON_S, 1.0, "running"))
    made.state("live", state)
    assert to.sent.endswith(b"hello\nruns\n" if runs else b"hello\nstands\n")
    late = Recipient(made, "late")
    assert late.sent == (b"runs\nhello\n" if runs else b"stands\nhello\n")


def test_a_session_that_fails_at_how_we_stand_ends_its_link():
    class Broken(Said):
        def stand(self, runs, time_s):
            raise RuntimeError("a bug in a session")

    made = exporter(session=Broken)
    to = Recipient(made)
    assert not to.is_open
