"""Warnings over HTTP on loopback, through everything that is real: the alerts of an exercise are posted as CAP to an
authority, and what others post to us is handed on.
"""

import asyncio

import msgspec
from lxml import etree

from formats.cap.exported import GIVEN
from live.bench import SETTINGS, free_port
from live.fakes import FakeCore, Watcher
from live.test_exporting import Exporting
from live.test_http import Site, post
from samples_of import samples
from sargas.commands.demo import demo_site
from sargas.commands.serve import partitions_of
from sargas.config import Export, LoadedSite
from sargas.formats.cap import FORMAT
from sargas.ingest import Ingest
from sargas.journal import Journal
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.label import Label, Policy
from sargas.model.notice import Notice
from sargas.model.record import Chunk
from sargas.model.sensor import Feed

replace = msgspec.structs.replace
EXERCISE = "july-2025-re-enacted"


def exercising(port: int) -> LoadedSite:
    """The exercise of the demonstration, as fast as it goes, exported to an authority on a network."""
    site = demo_site(1.0)
    config = site.config
    sensors = tuple(replace(sensor, label=Label("RESTRICTED", ("LTU-112",))) for sensor in config.sensors)
    told = {key: value for key, value in GIVEN.items() if key != "feed"}
    export = Export(
        f"http://127.0.0.1:{port}/in", "cap", "LTU-112", partition=EXERCISE, settings=told | {"circle_m": 5000.0}
    )
    config = replace(
        config,
        site=replace(config.site, max_security_classification="RESTRICTED"),
        partitions=tuple(replace(one, speed=0.0) for one in config.partitions if one.name == EXERCISE),
        feeds=tuple(feed for feed in config.feeds if feed.partition == EXERCISE),
        sensors=sensors,
        policies=(Policy("LTU-112", ("alert", "incident")),),
        exports=(export,),
    )
    return replace(site, config=config)


def test_alerts_of_an_exercise_are_posted_as_what_they_are(tmp_path, corpus):
    async def play():
        async with Site() as authority:
            authority.answers = [(204, b"", "")]
            (partition,) = partitions_of(exercising(authority.port), tmp_path)
            live = LiveSite([partition])
            running = asyncio.create_task(live.run())
            async with asyncio.timeout(120.0):
                while not any(b"<msgType>Update" in body for _, body in authority.asked):
                    assert not running.done()
                    await asyncio.sleep(0.05)
            live.stop()
            await running
            return authority.asked

    asked = asyncio.run(play())
    schema = etree.XMLSchema(etree.parse(corpus / "cap" / "cap12_extended.xsd"))
    decoder = FORMAT.decoder((), FORMAT.settings(feed="", security_classification="RESTRICTED"))
    known = []
    for head, body in asked:
        assert "content-type: application/cap+xml" in head.lower()
        schema.assertValid(etree.fromstring(body))
        (notice,) = decoder.feed([Chunk(0, 0.0, body)])
        assert isinstance(notice, Notice)
        assert (notice.status, notice.scope) == ("Exercise", "Restricted")
        assert notice.codes == ("security_classification=RESTRICTED", "releasable_to=LTU-112")
        assert all(reference.identifier in known for reference in notice.references)
        known.append(notice.identifier)
        for block in notice.blocks:
            assert block.description.startswith("EXERCISE EXERCISE EXERCISE. Unidentified aerial object")
            assert block.areas[0].circles[0].radius_m >= 5000.0
    assert len(dict.fromkeys(known)) == len(known)


def test_what_others_post_is_handed_on(tmp_path):
    port = free_port()
    made = samples("cap")
    feeds = (Feed("rescue", f"http://127.0.0.1:{port}?listen", "cap"),)
    seen = []

    class Core(FakeCore):
        def update(self, batch):
            seen.extend(batch.notices)
            return super().update(batch)

    async def play():
        partition = Partition(
            "live", "live", feeds, lambda state: Journal(tmp_path, "live", b"c", state),
            lambda: Ingest(feeds, (), "live"), Core, settings=SETTINGS,
        )  # fmt: skip
        live = LiveSite([partition])
        live.subscribe(Watcher())
        running = asyncio.create_task(live.run())
        assert (await post(port, "desk", made.GOOD[0].encode())).status_code == 204
        async with asyncio.timeout(10.0):
            while not seen:
                await asyncio.sleep(0.01)
        live.stop()
        await running

    asyncio.run(asyncio.wait_for(play(), 60.0))
    assert [(notice.identifier, notice.feed) for notice in seen] == [("lt-met-17", "rescue")]


def test_what_is_posted_says_of_what_kind_it_is(tmp_path):
    async def play(**more):
        async with Site() as site:
            site.answers = [(204, b"", "")]
            async with Exporting(tmp_path / str(len(more)), f"http://127.0.0.1:{site.port}/in", **more) as bench:
                await bench.until(lambda: site.asked)
            return site.asked[0][0].lower()

    assert "content-type: application/octet-stream" in asyncio.run(play())
    assert "content-type: text/x" in asyncio.run(play(media_type="text/x"))
