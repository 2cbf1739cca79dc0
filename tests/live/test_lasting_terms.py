"""After a restart: what was released under other terms, for somebody else, or written by other settings is not told."""

import asyncio

import msgspec
import pytest

from formats.cap.exported import settings as cap_settings
from live.test_exporting import Recipient, Turned, until
from live.test_lasting_links import ALERT, ENDED, Remembered, happened
from picture.scene import NOON_S, rows
from sargas.formats.cap import FORMAT
from sargas.formats.cap.session import Session as Cap
from sargas.formats.registry import format_named
from sargas.live.address import address
from sargas.live.exporting import Exporter
from sargas.model.batch import Changes
from sargas.model.checkpoint import unpack
from sargas.model.label import Label, Policy
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.sharing.outbox import Outbox

THEIRS = Label(releasable_to=("POL",))
RADAR, OURS = Sensor("s", "f", "psr", label=THEIRS), Sensor("ours", "f", "acoustic")
ALL = Policy("POL", ("track", "incident", "alert"))
ALERTS = Policy("POL", ("alert",))


def made(session=Remembered, policy=ALERTS, sensors=(RADAR,), to="https://127.0.0.1:9", **more):
    return Exporter("warsaw", "live", address(to), session, Outbox([policy], "POL", sensors, 0.1), False, **more)


def placed():
    """The incident of the alerts, at a place that is worth hiding."""
    (incident,) = happened(NOON_S).incidents
    return msgspec.structs.replace(incident, lat_deg=54.654321, lon_deg=25.123456)


SPOKEN = msgspec.structs.replace(ALERT, message="the words of alert seven")


async def untold(before):
    """A run that ends before anybody is there; its checkpoint."""
    async with Turned(before):
        before.changes(
            "live", Changes(NOON_S, Plots.empty(0), rows(NOON_S, {"number": 1}, sensors=["s"]), (placed(),), (SPOKEN,))
        )
        await asyncio.sleep(0.3)
    return before.checkpoint()


@pytest.mark.parametrize("change", ["policy", "label", "address"])
def test_what_waited_is_not_told_under_other_terms_nor_to_somebody_else(change):
    async def play():
        before = made(whom=b"a")
        async with Turned(before):
            first = Recipient(before)
            before.changes("live", happened(NOON_S))
            await until(lambda: first.count("alert 7"))
            before.end("")
            before.changes("live", happened(NOON_S + 1.0, msgspec.structs.replace(ALERT, number=8)))
            await asyncio.sleep(0.25)
        state = before.checkpoint()
        assert unpack(state)["lasting"]["missed"]
        after = made(
            policy=Policy("POL", ("track",)) if change == "policy" else ALERTS,
            sensors=[msgspec.structs.replace(RADAR, label=Label("SECRET") if change == "label" else THEIRS)],
            whom=b"b" if change == "address" else b"a",
        )
        after.restore(state)
        async with Turned(after):
            to = Recipient(after)
            await asyncio.sleep(0.3)
            assert to.sent == b"hello\n"
            assert after.counters()["dropped"] == 1, "alert 8"
            if change == "address":
                tracks, (incident,) = rows(NOON_S + 2.0, {"number": 1}, sensors=["s"]), happened(NOON_S).incidents
                after.picture("live", NOON_S + 2.0, tracks, [incident], [ALERT])
                await until(lambda: to.count("alert 7"))

    asyncio.run(play())


def sapient():
    form = format_named("sapient")
    return form.session(msgspec.convert({"feed": "x", "stream": True, "awaits_ack": False}, form.settings))


def cot():
    form = format_named("cot")
    return form.session(msgspec.convert({"feed": "x", "stream": True}, form.settings))


@pytest.mark.parametrize("session", [sapient, cot])
@pytest.mark.parametrize("change", ["nothing", "label", "policy", "rounded", "gone"])
def test_what_reached_nobody_and_may_not_be_told_any_more_says_nothing_at_its_end(session, change):
    after = made(
        session,
        {"policy": Policy("POL", ("track",)), "rounded": Policy("POL", ALL.what, position_rounded_to_m=50e3)}.get(
            change, ALL
        ),
        [Sensor("s", "f", "psr", label=Label("SECRET"))] if change == "label" else [RADAR],
        to="tcp://127.0.0.1:9",
    )

    async def play():
        after.restore(await untold(made(session, ALL, to="tcp://127.0.0.1:9")))
        async with Turned(after):
            to = Recipient(after)
            gone = change in ("rounded", "gone")
            after.picture(
                "live",
                NOON_S + 2.0,
                rows(NOON_S + 2.0, {"number": 1}, sensors=["s"]),
                [] if gone else [placed()],
                [] if gone else [SPOKEN],
            )
            await asyncio.sleep(0.4)
        return to.sent

    sent = asyncio.run(play())
    needle = b"54.65432" if session is cot else b"the words of alert seven"
    assert (needle in sent) == (change == "nothing"), sent


@pytest.mark.parametrize("sensors", [[RADAR, OURS], [RADAR], [OURS, RADAR, Sensor("new", "f", "acoustic")]])
def test_an_authority_is_told_the_end_of_its_alert_when_other_sensors_came_and_went(sensors):
    """As CAP: the same alert is no new one, and its cancel refers to what was told before the restart."""

    def session():
        return Cap(cap_settings(stream=True))

    async def play():
        before = made(session, ALL, [RADAR, OURS])
        async with Turned(before):
            first = Recipient(before)
            before.changes("live", happened(NOON_S))
            await until(lambda: first.sent.count(b"<alert ") == 1)
            first.unread = 0
            before.end("")
        after = made(session, ALL, sensors)
        after.restore(before.checkpoint())
        await asyncio.sleep(1.1)  # an alert of the same second has the same name
        async with Turned(after):
            second = Recipient(after)
            tracks = rows(NOON_S + 2.0, {"number": 1}, sensors=["s"])
            after.picture("live", NOON_S + 2.0, tracks, happened(NOON_S).incidents, [ALERT])
            await asyncio.sleep(0.3)
            after.changes("live", happened(NOON_S + 3.0, ENDED))
            await until(lambda: second.sent.count(b"Cancel"))
        return first.sent, second.sent

    (told,), (cancel,) = (
        FORMAT.decoder((), FORMAT.settings(feed="", stream=True)).feed([Chunk(0, 0.0, sent)])
        for sent in asyncio.run(play())
    )
    assert (told.msg_type, cancel.msg_type) == ("Alert", "Cancel")
    assert [one.identifier for one in cancel.references] == [told.identifier]


def test_a_message_that_was_written_by_other_settings_is_told_as_it_is_written_now():
    async def play():
        before = made(lambda: Cap(cap_settings(stream=True, restriction="The press")), manner=b"a")
        async with Turned(before):
            to = Recipient(before)
            to.unread = 1 << 30
            before.changes("live", happened(NOON_S))
            await asyncio.sleep(0.4)
            before.end("")
        assert b"The press" in b"".join(unpack(before.checkpoint())["lasting"]["messages"])
        after = made(lambda: Cap(cap_settings(stream=True, restriction="Duty officers")), manner=b"b")
        after.restore(before.checkpoint())
        async with Turned(after):
            to = Recipient(after)
            tracks = rows(NOON_S + 2.0, {"number": 1}, sensors=["s"])
            after.picture("live", NOON_S + 2.0, tracks, happened(NOON_S).incidents, [ALERT])
            await until(lambda: b"Duty officers" in to.sent)
        assert b"The press" not in to.sent
        assert after.counters()["dropped"] == 1

    asyncio.run(play())


def test_where_nothing_waited_nothing_is_said(caplog):
    before, after = made(policy=ALL), made()
    after.restore(before.checkpoint())
    assert after.counters()["dropped"] == 0
    assert after._forgotten == 0
