"""Unlawful interference (Mode 3/A 7500), through every door by which something leaves: seen by the cleared alone.

To others a track that says so is, to the byte, one that gives no code and declares nothing.
"""

import re
from typing import Any

import msgspec
import numpy as np
import pytest

from incursion.land import zone
from picture.scene import NOON_S, rows
from sargas.alerting import Settings as AlertingSettings
from sargas.alerting.settings import Audience
from sargas.core import Core, Settings
from sargas.formats.registry import format_named, names
from sargas.model.alert import Alert
from sargas.model.batch import Batch
from sargas.model.claims import EMERGENCIES, Claims
from sargas.model.fault import Withheld
from sargas.model.incident import Incident
from sargas.model.label import Label, Policy
from sargas.model.place import Site
from sargas.model.plots import HAS, POLAR, Plots
from sargas.model.released import Released
from sargas.model.sensor import Sensor
from sargas.model.track import Track
from sargas.model.tracks import HAS as TRACK_HAS
from sargas.model.tracks import Tracks
from sargas.sharing.clearance import as_others_see, claims_as_others_see
from sargas.sharing.outbox import Outbox
from sargas.sharing.release import release
from sharing.test_outbox import SENSORS
from warning.scene import draft, room, track
from warning.scene import incident as opened

HIJACKED = EMERGENCIES.index("unlawful_interference")
PLAIN = {"number": 4, "sensors": ["radar"], "mode_s": 0x503A11, "callsign": b"LYABC", "height_m": 3000.0}
SECRETS = [
    {"mode_3a": 0o7500, "emergency": HIJACKED},
    {"mode_3a": 0o7500},
    {"mode_3a": 0o7500, "emergency": 0},
    {"mode_3a": 0o7500, "emergency": 1},
    {"emergency": HIJACKED},
]
ALL = ("track", "incident", "alert")
LABEL = Label(releasable_to=("POL",))
TELLS = re.compile(rb'(?<![\d.])7500(?![\d.])|unlawful|"mode_3a":3904')
"""The code in octal, the emergency, the code in decimal digits."""


def of(**said: Any) -> Tracks:
    return rows(NOON_S, {**PLAIN, **said})


@pytest.mark.parametrize("secret", SECRETS)
def test_such_a_track_looks_like_one_that_says_nothing(secret: dict[str, int]) -> None:
    before = of(**secret)
    shown, plain = as_others_see(before), of()
    plain.claim_told_s[:, 1] = shown.claim_told_s[:, 1]
    for name, column in shown.arrays().items():
        np.testing.assert_array_equal(column, getattr(plain, name), name)
    assert before.track(0).claims.unlawful, "what the core holds is as it was"
    assert claims_as_others_see(before.track(0).claims) == of().track(0).claims


@pytest.mark.parametrize("said", [{"mode_3a": 0o7700, "emergency": 1}, {"mode_3a": 0o4321}, {}])
def test_what_is_no_secret_is_shown(said: dict[str, int]) -> None:
    one = of(**said).track(0)
    assert as_others_see(of(**said)).track(0) == one
    assert claims_as_others_see(one.claims) == one.claims


def test_that_an_emergency_has_ended_is_not_said_either() -> None:
    assert as_others_see(of(mode_3a=0o4321, emergency=0)).track(0) == of(mode_3a=0o4321).track(0)
    assert claims_as_others_see(Claims(mode_3a=0o4321, emergency="none")) == Claims(mode_3a=0o4321)
    other = of(mode_3a=0o4321, emergency=HIJACKED)
    assert as_others_see(other).track(0).claims.mode_3a == 0o4321, "another code tells nothing"


WRITTEN = [name for name in names() if format_named(name).session is not None]


TOLD: dict[str, dict[str, Any]] = {
    "asterix": {"sac": 70, "sic": 1},
    "cap": {"scope": "Public"},
    "dis": {"site": 1, "application": 1},
    "sapient": {"awaits_ack": False},
}
"""What an export must be told, by format."""


def written(name: str, item: Any) -> list[bytes]:
    """What a new session of a format tells of one released item."""
    form = format_named(name)
    kind = form.export_settings or form.settings
    session = form.session(kind(feed="to", **TOLD.get(name, {})))
    return [*session.open(NOON_S), *session.tell([item], NOON_S, NOON_S)]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("name", WRITTEN)
def test_no_format_tells_a_partner(name: str, secret: dict[str, int]) -> None:
    simulated = format_named(name).simulated_only
    mine, plain = (
        release(of(simulated=simulated, **said).track(0), [Policy("POL", ALL)], "POL", NOON_S, LABEL)
        for said in (secret, {})
    )
    assert isinstance(mine, Released)
    assert written(name, mine) == written(name, plain)


@pytest.mark.parametrize("name", ["asterix", "cot"])
def test_who_is_cleared_is_told(name: str) -> None:
    """Else the test above could not fail; CoT has no place for codes."""
    policies = [Policy("POL", ALL, cleared=True)]
    mine, plain = (release(of(**said).track(0), policies, "POL", NOON_S, LABEL) for said in (SECRETS[0], {}))
    assert isinstance(mine, Released)
    assert mine.item.claims.mode_3a == 0o7500
    assert (written(name, mine) != written(name, plain)) == (name == "asterix")


def test_only_the_policy_that_holds_for_the_kind_counts() -> None:
    policies = [Policy("POL", ("track",)), Policy("POL", ALL, cleared=True)]
    mine = release(of(**SECRETS[0]).track(0), policies, "POL", NOON_S, LABEL)
    assert isinstance(mine, Released)
    assert mine.item.claims.mode_3a is None


SECRET_ALERT = Alert(1_000_000_001, 0, "warning", "command", "7500", "opened", NOON_S, track=4, cleared=True)


@pytest.mark.parametrize(
    ("cleared", "audience", "told"),
    [(False, None, 0), (False, "command", 0), (True, None, 1), (True, "command", 1), (True, "mayor", 0)],
)
def test_an_alert_leaves_to_who_is_cleared_by_policy(cleared: bool, audience: str | None, told: int) -> None:
    box = Outbox([Policy("POL", ALL, cleared=cleared)], "POL", SENSORS, 1.0, audience)
    box.take(NOON_S, of(), [], [SECRET_ALERT])
    items = [one.item for one in box.due(NOON_S)]
    assert sum(isinstance(item, Alert) for item in items) == told
    assert not box.withheld, "a count of what is kept back would tell of it"


def test_an_alert_that_becomes_secret_is_over_for_others() -> None:
    box = Outbox([Policy("POL", ALL)], "POL", SENSORS, 1.0)
    open_one = msgspec.structs.replace(SECRET_ALERT, number=3, cleared=False, message="7700")
    box.take(NOON_S, of(), [], [open_one])
    assert [one.item.number for one in box.due(NOON_S) if isinstance(one.item, Alert)] == [3]
    box.take(NOON_S + 1, Tracks.empty(), [], [msgspec.structs.replace(open_one, cleared=True, message="7500")])
    (end,) = box.due(NOON_S + 1)
    assert (end.item.ended, end.item.message) == (True, "7700")
    reason = release(SECRET_ALERT, [Policy("POL", ALL)], "POL", NOON_S, LABEL)
    assert isinstance(reason, Withheld)
    assert not TELLS.search(reason.reason.encode())


def test_what_is_said_to_the_public_is_the_same() -> None:
    told = track(-10.0)
    told.mode_3a[:], told.emergency[:] = 0o7500, HIJACKED
    told.has |= np.uint32(TRACK_HAS["mode_3a"] | TRACK_HAS["emergency"])
    assert told.unlawful().all()
    assert room().update(NOON_S, told, [opened()]) == [draft(room())]


def test_through_the_whole_core_nobody_else_is_told() -> None:
    """A hijacked airliner crosses a border without leave: an incident as of any other; its code only to the cleared."""
    alerting = AlertingSettings((Audience("operators"), Audience("command", cleared=True)))
    radar = Sensor("radar", "lan", "ssr", site=Site(54.7, 25.0, 100.0))
    core = Core((radar,), [zone()], Settings(54.7, 25.3, alerting=alerting))
    box = Outbox([Policy("POL", ALL)], "POL", [msgspec.structs.replace(radar, label=LABEL)], 1.0)
    told: list[Any] = []
    alerts: list[Alert] = []
    for k in range(60):
        has = [HAS["mode_3a"] | HAS["mode_s"] | (HAS["emergency"] if k > 10 else 0)]
        plots = Plots(
            ("radar",), time_s=[NOON_S + 4 * k], record_number=[0], kind=[POLAR], range_m=[5_000.0 + 800.0 * k],
            azimuth_deg=[90.0], has=has, mode_3a=[0o7500 if k > 10 else 0o7000], mode_s=[0x503A11],
            emergency=[HIJACKED if k > 10 else 0],
        )  # fmt: skip
        changes = core.update(Batch(NOON_S + 4 * k + 0.1, plots, Tracks.empty()))
        box.changes(changes)
        alerts += changes.alerts
        told += [*changes.incidents, *(one for one in changes.alerts if one.audience == "operators")]
        told += [one.item for one in box.due(changes.time_s)]
    assert {type(one) for one in told} == {Track, Alert, Incident}
    assert not TELLS.search(msgspec.json.encode(told))
    assert TELLS.search(msgspec.json.encode(alerts))
    ours = [one for one in alerts if one.kind == "distress"]
    assert ours
    assert {one.audience for one in ours} == {"command"}
    numbers = sorted({one.number for one in alerts if not one.cleared})
    assert numbers == list(range(1, len(numbers) + 1)), "no gap in the numbers tells that there is another"
