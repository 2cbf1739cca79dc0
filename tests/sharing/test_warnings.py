"""Warnings in an outbox: each message once, drafts never, what holds to who comes later."""

import msgspec

from picture.scene import NOON_S
from sargas.model.batch import Changes
from sargas.model.label import Policy
from sargas.model.notice import Notice
from sargas.model.plots import Plots
from sargas.model.tracks import Tracks
from sargas.model.warning import PublicWarning, Signature
from sargas.sharing.outbox import Outbox

NOTICE = Notice("w-1", "warn.example", NOON_S, "Actual", "Alert", "Public")
TOLD = PublicWarning(3, 4, "released", False, notice=NOTICE, released_by=(Signature("Ona", NOON_S),), released_s=NOON_S)


def outbox(*what: str) -> Outbox:
    return Outbox([Policy("mirror", what or ("warning",))], "mirror", [])


def due(box: Outbox, *warnings: PublicWarning) -> list[str]:
    box.changes(Changes(NOON_S, Plots.empty(), Tracks.empty(), warnings=warnings))
    return [one.item.notice.identifier for one in box.due(NOON_S)]


def test_each_message_once_and_no_draft() -> None:
    box = outbox()
    assert due(box, PublicWarning(3, 1, "draft", False)) == []
    assert due(box, TOLD) == ["w-1"]
    assert due(box, msgspec.structs.replace(TOLD, version=5)) == []
    again = msgspec.structs.replace(TOLD, notice=msgspec.structs.replace(NOTICE, identifier="w-2"))
    assert due(box, again) == ["w-2"]
    assert [one.item.notice.identifier for one in box.whole()] == ["w-2"]


def test_who_comes_later_is_told_what_holds() -> None:
    box = outbox()
    due(box, TOLD)
    assert due(box, msgspec.structs.replace(TOLD, state="expired")) == []
    assert box.whole() == []
    assert due(outbox(), msgspec.structs.replace(TOLD, state="expired")) == [], "after a restart nothing old is told"


def test_who_is_not_to_be_told_is_not_and_it_is_counted() -> None:
    box = outbox("alert")
    assert due(box, TOLD) == []
    assert box.withheld == {"warnings are not for this recipient": 1}
